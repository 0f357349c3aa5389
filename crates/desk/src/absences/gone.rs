//! What is in the hands of who works no longer where it is: their role was taken away, has ended, or is of another office
//! now. It is somebody's by name and nobody's in truth, as of one who is away without end.

use model::{ApplicationId, Lang, PersonId, access::Role};
use store::{Read, queue, tally};
use workflow::{Actor, Command, Part};

use super::{Away, sentence};
use crate::{Desk, Loaded, Result, jobs::Failed, paper::said};

/// Applications given back in one go.
const BATCH: i64 = 50;

/// Whose hands hold what nobody works on.
#[derive(Debug, Default)]
pub struct Gone(Vec<tally::InHand>);

/// Who of those around somebody is not there: today, or any more.
#[derive(Debug, Default)]
pub struct Missing {
    pub away: Vec<Away>,
    pub gone: Gone,
}

impl Gone {
    /// Whether somebody has something there and works there no longer.
    #[must_use]
    pub fn has(&self, person: PersonId, office: &str, procedure: &str) -> bool {
        let is = |held: &&tally::InHand| {
            held.person == person && held.office == office && held.procedure == procedure
        };
        self.0.iter().any(|held| is(&held))
    }

    /// What they have, as far as `within` says so.
    pub(crate) fn held<'a>(
        &'a self,
        within: impl Fn(&tally::InHand) -> bool + 'a,
    ) -> impl Iterator<Item = &'a tally::InHand> {
        self.0.iter().filter(move |held| within(held))
    }

    /// The same as a filter of the queue asks for it.
    pub(crate) fn hands(&self) -> Vec<queue::Hands> {
        let hands =
            |held: &tally::InHand| (held.person, held.office.clone(), held.procedure.clone());
        self.0.iter().map(hands).collect()
    }

    fn has_it(&self, loaded: &Loaded) -> bool {
        let application = &loaded.application;
        application.closed.is_none()
            && application
                .assignee
                .is_some_and(|held| self.has(held, &application.office, &loaded.row.procedure))
    }
}

impl Missing {
    /// Whether who has it is not there.
    #[must_use]
    pub fn has(&self, loaded: &Loaded) -> bool {
        self.reason(loaded).is_some()
    }

    /// Whether who has it works there no longer.
    #[must_use]
    pub fn is_gone(&self, loaded: &Loaded) -> bool {
        self.gone.has_it(loaded)
    }

    /// Why it may be taken from who has it without another reason: the key of the words.
    pub(crate) fn reason(&self, loaded: &Loaded) -> Option<&'static str> {
        if self.gone.has_it(loaded) {
            return Some("gone-hand-reason");
        }
        self.of(loaded).map(|_| "absence-hand-reason")
    }

    fn of(&self, loaded: &Loaded) -> Option<&Away> {
        self.away.iter().find(|away| Some(away.person) == loaded.application.assignee)
    }

    /// What is said of who has it, by that name; nothing if they are there.
    #[must_use]
    pub fn told(&self, loaded: &Loaded, name: &str, lang: Lang) -> String {
        if self.gone.has_it(loaded) {
            let words = words::Words::of(lang);
            return words.with("gone-told", &[("name", name.into())]).into_owned();
        }
        self.of(loaded).map_or_else(String::new, |away| sentence(away, lang))
    }
}

impl Desk {
    /// Who has something in hand where they work no longer.
    pub(crate) async fn gone(&self, read: &mut Read) -> Result<Gone> {
        let works = [Role::Clerk, Role::Responsible, Role::Head].map(Role::word);
        Ok(Gone(tally::left_behind(read, works, self.now()).await?))
    }

    /// Who of those around somebody is not there.
    ///
    /// # Errors
    /// Storage.
    pub async fn missing(&self, session: &crate::session::Session) -> Result<Missing> {
        let gone = self.gone(&mut self.db.peek().await?).await?;
        Ok(Missing { away: self.away(session).await?, gone })
    }

    /// Whether who has an application works there no longer.
    ///
    /// # Errors
    /// Storage.
    pub async fn is_left_behind(&self, loaded: &Loaded) -> Result<bool> {
        Ok(self.gone(&mut self.db.peek().await?).await?.has_it(loaded))
    }
}

/// Gives everything to its office that somebody has where they work no longer; `by` took their roles.
pub(crate) async fn give_back(desk: &Desk, person: PersonId, by: PersonId) -> Result<(), Failed> {
    let mut after = None;
    let mut failed = None;
    loop {
        let mut read = desk.db.peek().await?;
        let mut hands = desk.gone(&mut read).await?.hands();
        hands.retain(|(held, ..)| *held == person);
        let filter = queue::Filter { hands: Some(hands), ..queue::Filter::default() };
        let rows = queue::page(&mut read, &filter, after, BATCH).await?;
        drop(read);
        for row in &rows {
            // One that cannot be given back keeps none of the others.
            if let Err(why) = give_one_back(desk, row.id, (person, by)).await {
                tracing::error!(application = %row.id, ?why, "not given back");
                failed = Some(why);
            }
        }
        let Some(last) = rows.last() else { return failed.map_or(Ok(()), Err) };
        after = Some(queue::Cursor::after(last, filter.order));
    }
}

async fn give_one_back(
    desk: &Desk,
    id: ApplicationId,
    (person, by): (PersonId, PersonId),
) -> Result<(), Failed> {
    let loaded = desk.load(id).await?;
    if loaded.application.assignee != Some(person) || !desk.is_left_behind(&loaded).await? {
        return Ok(());
    }
    let reason = said("gone-hand-reason").get(Lang::It).to_owned();
    let command = Command::Assign { to: None, reason };
    // Who is named in it does nothing with it, be it only this.
    let person = (!loaded.parties.contains(&by)).then_some(by);
    let actor = Actor { person, part: Part::Register };
    let decision = loaded.decide(desk, None, |facts| {
        workflow::decide(&loaded.procedure.workflow, &loaded.application, &command, &actor, facts)
    });
    let decision = decision.map_err(crate::Error::from)?;
    Ok(desk.keep(&loaded, &decision, None).await?)
}
