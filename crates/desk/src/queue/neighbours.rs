//! What stands before and after an application in the view that one came from. Its place there is the one it had when
//! the view was shown: what was done to it since takes nobody to another place of the list.

use model::{ApplicationId, access::Action};
use store::{
    Read,
    queue::{self, Cursor},
};

use super::{Asked, Wanted, size};
use crate::{Desk, Result, loaded::protocol, session::Session};

/// An application beside another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbour {
    /// Its id.
    pub id: ApplicationId,
    /// Protocol number.
    pub number: String,
    /// Its own place in the list.
    pub place: Cursor,
}

/// What stands on both sides of an application.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// Before it.
    pub previous: Option<Neighbour>,
    /// After it.
    pub next: Option<Neighbour>,
}

impl Desk {
    /// What a view has before and after a place, for this reader. Without a place, what it begins with. The application
    /// itself is passed over: it may have moved.
    ///
    /// # Errors
    /// Storage.
    pub async fn neighbours(
        &self,
        session: &Session,
        (asked, place): (&Asked, Option<Cursor>),
        of: ApplicationId,
    ) -> Result<Neighbours> {
        if !Self::has_queue(session) {
            return Ok(Neighbours::default());
        }
        let reach = self.reach(session, Action::ReadApplication).await?;
        let mut read = self.db.read().await?;
        let Wanted { mut filter, is_only_number, .. } =
            self.wanted(&mut read, (session, &reach), asked).await?;
        if is_only_number || place.is_some_and(|place| place.order() != filter.order) {
            return Ok(Neighbours::default());
        }
        filter.without.push(of);
        if filter.order != queue::Order::Term {
            filter.is_few = !size(&mut read, &filter, (0, false)).await?.1;
        }
        let next = beside(&mut read, &filter, place).await?;
        let previous = match place {
            Some(_) => {
                let filter = queue::Filter { is_backwards: true, ..filter };
                beside(&mut read, &filter, place).await?
            }
            None => None,
        };
        Ok(Neighbours { previous, next })
    }
}

/// The nearest row beyond a place, in the direction of the filter.
async fn beside(
    read: &mut Read,
    filter: &queue::Filter,
    place: Option<Cursor>,
) -> Result<Option<Neighbour>> {
    let rows = queue::page(read, filter, place, 1).await?;
    Ok(rows.first().map(|row| Neighbour {
        id: row.id,
        number: protocol(row.year, row.number),
        place: Cursor::after(row, filter.order),
    }))
}
