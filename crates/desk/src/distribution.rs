//! Distribution (*assegnazione automatica*): what comes to an office goes by itself into the hands of who has the fewest,
//! or whose turn it is, as its procedure says. Never to somebody who is away or named in it; to nobody if nobody is there.

use std::collections::{BTreeMap, BTreeSet};

use model::{ApplicationId, Lang, PersonId, access::Role};
use store::{absences, queue, roles, rota};
use workflow::{Actor, Command, Decision, DistributedBy, Distribution, Event};

use crate::{Desk, Error, Loaded, Result, admission::part, jobs::Failed, paper::said};

/// Whether an application goes into other hands by itself after a decision: it came to its office by it, or names now whom
/// it was given to.
pub(crate) fn wanted(
    procedure: &procedure::Compiled,
    before: Option<&str>,
    now: &Decision,
) -> bool {
    let after = &now.after;
    let came = before != Some(after.office.as_str()) && after.assignee.is_none();
    // Whoever changes answers may name whom it was given to.
    let may_name = after.is_distributed
        && now.events.iter().any(|entry| matches!(entry.event, Event::Amended { .. }));
    !procedure.workflow.definition().distribution.is_empty()
        && (came || may_name)
        && after.closed.is_none()
}

/// Gives it to whoever is next, unless somebody has it by now.
pub(crate) async fn distribute(desk: &Desk, id: ApplicationId) -> Result<(), Failed> {
    let loaded = desk.load(id).await?;
    let application = &loaded.application;
    let must_abstain =
        |held: PersonId| application.is_distributed && loaded.parties.contains(&held);
    let is_free = application.assignee.is_none_or(must_abstain);
    if !is_free || application.closed.is_some() {
        return Ok(());
    }
    let workflow = &loaded.procedure.workflow;
    let rule = loaded.decide(desk, None, |facts| workflow.distribution(facts).cloned());
    let Some(rule) = rule else { return Ok(()) };
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let (next, is_awaited) = desk.next_hands(&mut tx, &loaded, &rule).await?;
    if next.is_none() && is_awaited && application.assignee.is_none() {
        return Err(Failed::Waits("all who could be given it are away".to_owned()));
    }
    if next == application.assignee {
        return Ok(());
    }
    let reason = application.assignee.map(|_| said("distribution-named").get(Lang::It).to_owned());
    let command = Command::Assign { to: next, reason: reason.unwrap_or_default() };
    let decision = loaded.decide(desk, None, |facts| {
        workflow::decide(workflow, application, &command, &Actor::register(), facts)
    });
    let decision = decision.map_err(Error::from)?;
    desk.keep_in(&mut tx, &loaded, (&decision, None)).await?;
    if let Some(next) = next {
        rota::take(&mut tx, &application.office, next, desk.now()).await?;
    }
    tx.commit().await.map_err(Error::from)?;
    desk.ring();
    Ok(())
}

impl Desk {
    /// Who is next among those of the office who take part and are there today, and whether others who take part are away.
    async fn next_hands(
        &self,
        tx: &mut store::Write,
        loaded: &Loaded,
        rule: &Distribution,
    ) -> Result<(Option<PersonId>, bool)> {
        let office = &loaded.application.office;
        let given: BTreeMap<_, _> = rota::hold(tx, office).await?.into_iter().collect();
        let away = absences::on_day(tx, self.today()).await?;
        let away: BTreeSet<_> = away.into_iter().map(|absence| absence.person).collect();
        let mut staff = roles::staff_of(tx, office, self.now()).await?;
        staff.retain(|one| {
            let is_of_it = one.procedure.as_ref().is_none_or(|own| *own == loaded.row.procedure);
            let part = Role::from_word(&one.role).and_then(part);
            is_of_it
                && part.is_some_and(|part| rule.among.contains(&part))
                && !loaded.parties.contains(&one.person)
        });
        let all = staff.len();
        staff.retain(|one| !away.contains(&one.person));
        let is_awaited = staff.len() < all;
        staff.dedup_by_key(|one| one.person);
        let mut next: Option<((i64, _), PersonId)> = None;
        for one in &staff {
            let load = match rule.by {
                DistributedBy::Turn => 0,
                DistributedBy::Load => {
                    let assignee = queue::Assignee::Person(one.person);
                    let filter = queue::Filter { assignee, ..queue::Filter::default() };
                    queue::count(tx, &filter).await?.n
                }
            };
            // Of several who are equal, the first by name.
            let key = (load, given.get(&one.person).copied());
            if next.as_ref().is_none_or(|(least, _)| key < *least) {
                next = Some((key, one.person));
            }
        }
        Ok((next.map(|(_, person)| person), is_awaited))
    }
}
