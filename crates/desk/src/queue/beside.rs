//! What stands beside the rows of a page: names, messages that nobody has read, labels.

use std::collections::{BTreeMap, btree_map::Entry};

use model::{
    ApplicationId, PersonId,
    access::{self, Action},
};
use store::{
    Read, applications,
    labels::{self, Label},
    messages::{self, To},
    people,
};
use uuid::Uuid;

use super::Reach;
use crate::{
    Desk, Result, absences::Gone, admission::relation_to, bulk::Pending, session::Session,
};

/// Of each application what is not in its row.
pub(super) struct Beside {
    /// Names of those in whose hands they are.
    pub names: BTreeMap<PersonId, String>,
    pub unread: BTreeMap<ApplicationId, i64>,
    pub labels: BTreeMap<ApplicationId, Vec<Label>>,
    /// What is about to happen to some of them.
    pub pending: BTreeMap<ApplicationId, Pending>,
    /// Who works no longer where they have some of them.
    pub gone: Gone,
}

impl Beside {
    pub(super) async fn of(
        read: &mut Read,
        session: &Session,
        (reach, rows): (&Reach, &[applications::Application]),
    ) -> Result<Beside> {
        let ids: Vec<ApplicationId> = rows.iter().map(|row| row.id).collect();
        let unread = messages::unread(read, &ids, To::Office).await?.into_iter().collect();
        let mut labels = BTreeMap::<_, Vec<Label>>::new();
        for (id, label) in labels::borne(read, &ids).await? {
            let is_seen = rows.iter().any(|row| {
                let relation = relation_to(session, row, reach.naming.contains(&row.id));
                row.id == id
                    && row.now.office == label.office
                    && access::allowed(&session.roles, Action::ReadNote, &relation)
            });
            if is_seen {
                labels.entry(id).or_default().push(label);
            }
        }
        let (pending, gone) = (BTreeMap::new(), Gone::default());
        Ok(Beside { names: names(read, rows).await?, unread, labels, pending, gone })
    }
}

impl Desk {
    /// Labels to filter by: those in use of the offices whose notes somebody reads, and those that are asked for.
    pub(crate) async fn labels_within(
        &self,
        read: &mut Read,
        session: &Session,
        asked: &[Uuid],
    ) -> Result<Vec<Label>> {
        let places = access::places(&session.roles, Action::ReadNote);
        let reads = |office: &String| {
            places.iter().any(|at| at.office.as_ref().is_none_or(|own| own == office))
        };
        let offices = self.municipality.offices.iter().map(|office| office.id.clone());
        let offices: Vec<String> = offices.filter(reads).collect();
        let mut labels = labels::of_offices(read, &offices).await?;
        labels.retain(|label| label.archived_at.is_none() || asked.contains(&label.id));
        Ok(labels)
    }
}

/// Names of those in whose hands the rows are.
pub(super) async fn names(
    read: &mut Read,
    rows: &[applications::Application],
) -> Result<BTreeMap<PersonId, String>> {
    let mut names = BTreeMap::new();
    for person in rows.iter().filter_map(|row| row.now.assignee) {
        if let Entry::Vacant(place) = names.entry(person)
            && let Some(row) = people::get(read, person).await?
        {
            place.insert(format!("{} {}", row.family_name, row.given_name));
        }
    }
    Ok(names)
}
