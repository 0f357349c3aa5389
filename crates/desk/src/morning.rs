//! What an office is told each working morning: terms that near their end, that have passed, deadlines inside
//! procedures, opinions, messages that nobody has read, and who is away with applications in their hands. One message an
//! office, and none where there is nothing to say. Which days those are is said by `workflow::clock`; the office is warned
//! by the earlier reading of a term, the holder of the substitutive power by the later one.

use std::fmt::Write as _;

use chrono::{Days, NaiveDate, Timelike as _};
use gateway::mail::Message;
use model::{ApplicationId, Lang, municipality::Office};
use store::{applications::Application, jobs, people, queue, settings};
use uuid::Uuid;
use words::{Value, Words};
use workflow::{ClockView, clock::AlarmKind};

use crate::{
    Desk, Loaded, Result, absences,
    jobs::{Errand, Failed, deliver, promise},
    messages, opinions,
};

/// From when on, by the clocks of Italy: before the offices open.
const HOUR: u32 = 7;
/// The last day that was looked at, among the settings.
const KEY: &str = "morning";
/// How far ahead of today applications are looked at: further than any warning.
const AHEAD: Days = Days::new(25);
/// How long after its day one that waits is still looked at: a deadline inside may be long past while the term runs.
const BEHIND: Days = Days::new(400);
/// Applications loaded at once.
const BATCH: i64 = 200;

/// One line of the message.
pub(crate) struct Line {
    pub id: ApplicationId,
    pub number: String,
    pub procedure: String,
    /// Id of that procedure.
    pub of: String,
    /// By when the office is to act.
    pub due_on: Option<NaiveDate>,
    /// To whom it is assigned; empty for nobody.
    assignee: String,
    /// Who has it works there no longer.
    is_left_behind: bool,
    /// Why it is there, one sentence with its norm for each warning.
    pub why: Vec<String>,
    /// Who holds the substitutive power, where they are to be told.
    substitute: Option<String>,
}

impl Desk {
    /// Promises, once a working day, that every office is told of its terms; whether it was time. Days on which nobody
    /// was there to do it are made up for. To be called every minute.
    ///
    /// # Errors
    /// Storage.
    pub async fn good_morning(&self) -> Result<bool> {
        let today = self.today();
        let is_time = self.now().rome().hour() >= HOUR && self.calendar().is_working_day(today);
        if !is_time {
            return Ok(false);
        }
        let last = settings::get(&mut self.db.peek().await?, KEY).await?;
        let last = last.and_then(|day| day.parse::<NaiveDate>().ok());
        if last.is_some_and(|last| last >= today) {
            return Ok(false);
        }
        let since = last.or(today.pred_opt()).unwrap_or(today);
        let now = self.now();
        let told = self.municipality.offices.iter().map(|office| {
            let office = office.id.clone();
            promise(self, &Errand::Morning { office, since, today }, now)
        });
        let mut told: Vec<_> = told.collect();
        let outside = opinions::due::outside(self, (since, today)).await?;
        told.extend(outside.iter().map(|errand| promise(self, errand, now)));
        let mut tx = self.db.write().await?;
        jobs::promise_all(&mut tx, &told).await?;
        settings::put(&mut tx, KEY, &today.to_string()).await?;
        tx.commit().await?;
        self.ring();
        Ok(true)
    }

    /// Of these the open applications with something to say between two days.
    pub(crate) async fn near_terms(
        &self,
        of: queue::Filter,
        (since, today): (NaiveDate, NaiveDate),
    ) -> Result<Vec<Line>> {
        let filter = queue::Filter { due_before: today.checked_add_days(AHEAD), ..of };
        let first = today.checked_sub_days(BEHIND).unwrap_or(today);
        let mut after = Some(queue::Cursor::Urgent(first, ApplicationId(Uuid::nil())));
        let mut lines = Vec::new();
        loop {
            let rows = queue::page(&mut self.db.peek().await?, &filter, after, BATCH).await?;
            for row in &rows {
                match self.load(row.id).await {
                    Ok(loaded) => lines.extend(self.line_of(row, &loaded, (since, today)).await?),
                    // One that cannot be read keeps nobody else waiting.
                    Err(error) => {
                        tracing::error!(application = %row.id, %error, "no warning of its term");
                    }
                }
            }
            let Some(last) = rows.last().filter(|_| rows.len() as i64 == BATCH) else { break };
            after = Some(queue::Cursor::after(last, filter.order));
        }
        Ok(lines)
    }

    async fn line_of(
        &self,
        row: &Application,
        loaded: &Loaded,
        (since, today): (NaiveDate, NaiveDate),
    ) -> Result<Option<Line>> {
        let view = loaded.clock(self);
        let is_now = |on: NaiveDate| since < on && on <= today;
        let alarms: Vec<_> = view.alarms.iter().filter(|alarm| is_now(alarm.on)).collect();
        let mut why: Vec<String> = alarms
            .iter()
            .map(|alarm| format!("{} ({})", alarm.why.text.get(Lang::It), alarm.why.norm))
            .collect();
        why.extend(self.deadlines(loaded, &view, is_now));
        if why.is_empty() {
            return Ok(None);
        }
        let assignee = match row.now.assignee {
            Some(person) => people::get(&mut self.db.peek().await?, person).await?,
            None => None,
        };
        let is_over = alarms.iter().any(|alarm| alarm.kind == AlarmKind::Substitute);
        let sheet = &loaded.procedure.procedure.sheet;
        let is_left_behind = assignee.is_some() && self.is_left_behind(loaded).await?;
        Ok(Some(Line {
            is_left_behind,
            id: row.id,
            number: loaded.number().to_owned(),
            procedure: loaded.procedure.procedure.title.get(Lang::It).to_owned(),
            of: row.procedure.clone(),
            due_on: row.now.due_on,
            assignee: assignee
                .map(|person| format!("{} {}", person.given_name, person.family_name))
                .unwrap_or_default(),
            why,
            substitute: is_over.then(|| sheet.substitute.get(Lang::It).to_owned()),
        }))
    }

    /// Deadlines inside the procedure that are not met: on their last working day, and when they have passed.
    fn deadlines(
        &self,
        loaded: &Loaded,
        view: &ClockView,
        is_now: impl Fn(NaiveDate) -> bool,
    ) -> Vec<String> {
        let words = Words::of(Lang::It);
        let unmet = view.deadlines.iter().filter(|deadline| deadline.met_on.is_none());
        unmet
            .filter_map(|deadline| {
                let (on, calendar) = (deadline.on, self.calendar());
                let last = match calendar.is_working_day(on) {
                    true => Some(on),
                    false => calendar.add_working_days(on, -1),
                };
                let key = if on.succ_opt().is_some_and(&is_now) {
                    "mail-morning-deadline-over"
                } else if last.is_some_and(&is_now) {
                    "mail-morning-deadline"
                } else {
                    return None;
                };
                let known = &loaded.procedure.workflow.definition().deadlines;
                let label = &known.iter().find(|known| known.id == deadline.id)?.label;
                let on = words.date(on);
                let values =
                    [("deadline", Value::from(label.get(Lang::It))), ("on", on.as_str().into())];
                Some(words.with(key, &values).into_owned())
            })
            .collect()
    }
}

/// Tells an office, and whoever holds the substitutive power.
pub(crate) async fn tell(
    desk: &Desk,
    office: &str,
    (since, today): (NaiveDate, NaiveDate),
) -> std::result::Result<(), Failed> {
    let Some(office) = desk.municipality.offices.iter().find(|known| known.id == office) else {
        return Ok(());
    };
    let of = queue::Filter { offices: vec![office.id.clone()], ..queue::Filter::default() };
    let lines = desk.near_terms(of, (since, today)).await?;
    let opinions = opinions::due::lines(desk, &office.id, (since, today)).await?;
    let messages = messages::lines(desk, &office.id).await?;
    let away = absences::lines(desk, &office.id, (since, today)).await?;
    if lines.is_empty() && opinions.is_empty() && messages.is_empty() && away.is_empty() {
        return Ok(());
    }
    let town = &desk.municipality;
    let to = [&office.email, &town.contacts.email].into_iter().find(|email| !email.is_empty());
    let lists = written(desk, &lines);
    let parts = [away.trim_end(), lists.as_str(), opinions.trim_end(), messages.trim_end()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let text = parts.join("\n\n");
    let key = format!("morning.{}.{today}", office.id);
    deliver(desk, None, message(desk, "mail-morning", (office, to, &text), (today, key))).await?;
    let over: Vec<Line> = lines.into_iter().filter(|line| line.substitute.is_some()).collect();
    if !over.is_empty() {
        let text = written(desk, &over);
        let key = format!("substitute.{}.{today}", office.id);
        let to = Some(&town.contacts.email);
        deliver(desk, None, message(desk, "mail-substitute", (office, to, &text), (today, key)))
            .await?;
    }
    Ok(())
}

fn message(
    desk: &Desk,
    what: &str,
    (office, to, text): (&Office, Option<&String>, &str),
    (today, key): (NaiveDate, String),
) -> Message {
    let words = Words::of(Lang::It);
    let on = words.date(today);
    let queue = format!("{}/ufficio", desk.address);
    let values = [
        ("office", Value::from(office.name.get(Lang::It))),
        ("on", on.as_str().into()),
        ("applications", text.into()),
        ("queue", queue.as_str().into()),
    ];
    Message {
        to: to.cloned().unwrap_or_default(),
        subject: words.with(&format!("{what}-subject"), &values).into_owned(),
        text: words.with(&format!("{what}-text"), &values).into_owned(),
        attachments: Vec::new(),
        key,
    }
}

/// The applications, each with its reasons and its address. No name of a citizen: a message is no file.
fn written(desk: &Desk, lines: &[Line]) -> String {
    let words = Words::of(Lang::It);
    let mut text = String::new();
    for line in lines {
        let who = match line.assignee.as_str() {
            "" => words.t("mail-morning-nobody"),
            name => {
                let is_gone = line.is_left_behind;
                let key = if is_gone { "mail-morning-left" } else { "mail-morning-assigned" };
                words.with(key, &[("who", name.into())])
            }
        };
        let _ = writeln!(text, "{} - {}. {who}", line.number, line.procedure);
        if let Some(substitute) = &line.substitute {
            let values = [("who", substitute.as_str().into())];
            let _ = writeln!(text, "  {}", words.with("mail-morning-substitute", &values));
        }
        for why in &line.why {
            let _ = writeln!(text, "  {why}");
        }
        let _ = writeln!(text, "  {}/ufficio/pratiche/{}\n", desk.address, line.id);
    }
    text.trim_end().to_owned()
}
