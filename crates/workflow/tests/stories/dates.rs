//! The table of dates reckoned by hand, `dates.txt`: the clock must say each, and why.

use crate::clock::{Story, suspended};
use crate::common::{day, permit};
use chrono::NaiveDate;
use model::calendar::Length;
use model::municipality::{CalendarSettings, Closing, Patron};
use model::{Calendar, Lang, Localized, dates};
use workflow::clock::{AlarmKind, ClockView, Dated, Interval, IntervalEnd, What};
use workflow::{
    Cause, ClockState, DayKind, Event, Outcome, Silence, TermChange, TermStart, Workflow,
};

const TABLE: &str = include_str!("dates.txt");

struct Row {
    line: usize,
    story: Story,
    start: NaiveDate,
    seen: String,
    expected: &'static str,
}

fn rows() -> Vec<Row> {
    let lines = TABLE.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    let rows = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    rows.map(|(line, text)| {
        let columns: Vec<_> = text.split('|').map(str::trim).collect();
        let [term, happens, seen, expected, how] = columns[..] else {
            panic!("line {line}: five columns, please: {text}")
        };
        assert!(how.len() > 8, "line {line}: says not how it was reckoned");
        let (workflow, calendar) = read_term(term);
        let mut steps = happens.split("; ");
        let start = steps.next().unwrap().strip_suffix(" sent").unwrap();
        let mut story = Story::sent(workflow, start);
        story.calendar = calendar;
        let story = steps.fold(story, |story, step| happen(story, step, line));
        Row { line, story, start: day(start), seen: seen.into(), expected }
    })
    .collect()
}

fn read_term(text: &str) -> (Workflow, Calendar) {
    let (mut workflow, mut settings) = (permit(), CalendarSettings::default());
    let mut words = text.split(", ");
    let (number, unit) = words.next().unwrap().split_once(' ').unwrap();
    let (number, term) = (number.parse().unwrap(), &mut workflow.term);
    (term.days, term.months) = match unit {
        "month" | "months" => (None, Some(number)),
        _ => (Some(number), None),
    };
    term.calendar = match unit.starts_with("working") {
        true => DayKind::Working,
        false => DayKind::Calendar,
    };
    for word in words {
        match word {
            "competent office" => term.from = TermStart::CompetentOffice,
            "assent" | "refusal" => {
                let is_assent = word == "assent";
                term.silence = if is_assent { Silence::Assent } else { Silence::Refusal };
                term.silence_norm = Some("L. 241/1990, art. 20".into());
            }
            "saturday" => settings.saturday_moves_term = true,
            "patron" => settings.patron_moves_term = true,
            "saint" => {
                settings.patron = Some(Patron { name: "San Giovanni".into(), month: 6, day: 24 });
            }
            "closed" => settings.closings.push(Closing {
                from: day("2026-12-24"),
                to: day("2026-12-31"),
                reason: Localized::it("Chiusura natalizia"),
            }),
            _ => panic!("{word}?"),
        }
    }
    (workflow, Calendar::new(&settings))
}

fn happen(story: Story, step: &str, line: usize) -> Story {
    let mut words = step.split(' ');
    let (on, what) = (words.next().unwrap(), words.next().unwrap());
    let number = words.next().map(|number| number.parse().unwrap());
    let norm = || "Regolamento, art. 9".to_owned();
    let end = |story: Story, to: &str, outcome| {
        let mut done = story.done(to, &[TermChange::Stopped]);
        done.ends = Some(outcome);
        story.then(on, Event::Moved { done })
    };
    match what {
        "asked" => story.asked(on, number),
        "answered" => story.answered(on),
        "notified" => story.notified(on),
        "observed" => story.observed(on),
        "suspended" => story.moved(on, "to_integrate", &[suspended(Cause::Other, number)]),
        "resumed" => story.moved(on, "examined", &[TermChange::Resumed]),
        "extended" => {
            let days = number.unwrap();
            story.moved(on, "examined", &[TermChange::Extended { days, norm: norm() }])
        }
        "restarted" => story.moved(on, "examined", &[TermChange::Restarted { norm: norm() }]),
        "transferred" => {
            let (from, to, reason) = ("a".into(), "b".into(), "r".into());
            story.then(on, Event::Transferred { from, to, reason })
        }
        "withdrawn" => end(story, "withdrawn", Outcome::Withdrawn),
        "granted" => end(story, "granted", Outcome::Positive),
        _ => panic!("line {line}: {step}?"),
    }
}

fn said(date: Option<NaiveDate>) -> String {
    date.map_or("-".into(), |date| date.to_string())
}

/// What the clock says to the same question.
fn answer(row: &Row, view: &ClockView, question: &str) -> String {
    match question {
        "due" if view.due_on_office == view.due_on_citizen => said(view.due_on_office),
        "due" => format!("{} / {}", said(view.due_on_office), said(view.due_on_citizen)),
        "own" => {
            let length = row.story.workflow.term.length();
            said(row.story.calendar.term_end(row.start, length).map(|end| end.end))
        }
        "until" => said(view.suspended_until()),
        "runs" => {
            let resumed = view.dates.iter().rfind(|dated| dated.what == What::Resumed);
            said(resumed.map(|dated| dated.on))
        }
        "starts" => said(Some(view.started_on)),
        "state" => match view.state {
            ClockState::Running => "running".into(),
            ClockState::Suspended => "suspended".into(),
            ClockState::Stopped => "stopped".into(),
        },
        "over" => if view.has_run_out(day(&row.seen)) { "yes" } else { "no" }.into(),
        "alarms" if view.alarms.is_empty() => "-".into(),
        "alarms" => {
            let word = |kind| match kind {
                AlarmKind::Near => "near",
                AlarmKind::Over => "over",
                AlarmKind::Silence => "silence",
                AlarmKind::Substitute => "substitute",
            };
            let alarms = view.alarms.iter().map(|it| format!("{} {}", word(it.kind), it.on));
            alarms.collect::<Vec<_>>().join(", ")
        }
        _ => panic!("line {}: {question}?", row.line),
    }
}

#[test]
fn every_date_reckoned_by_hand_is_the_clocks() {
    let rows = rows();
    assert!(rows.len() >= 100, "the table is not read any more: {}", rows.len());
    let mut wrong = Vec::new();
    for row in &rows {
        let view = row.story.view(&row.seen);
        for part in row.expected.split("; ") {
            let (question, expected) = part.split_once(' ').unwrap();
            let got = answer(row, &view, question);
            if got != expected {
                wrong.push(format!("line {}: {question} {expected}, but {got}", row.line));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What a reason must name in a language: the date and the days that were counted.
fn must_name(row: &Row, view: &ClockView, dated: &Dated, lang: Lang) -> Vec<String> {
    let long = |date| dates::long(date, lang);
    let days = |count: i64| match (lang, count) {
        (Lang::It, 1) => "1 giorno".to_owned(),
        (Lang::It, _) => format!("{count} giorn"),
        (_, _) => format!("{count} day"),
    };
    let length = || match row.story.workflow.term.length() {
        Length::Days(count) => days(count.into()),
        Length::WorkingDays(count) => count.to_string(),
        Length::Months(count) => format!("{count} m"),
    };
    let mut names = vec![long(dated.on)];
    match &dated.what {
        What::DueForOffice => names.extend([length(), long(view.started_on)]),
        What::DueForCitizen => {
            names.extend([length(), long(view.started_on)]);
            names.extend(view.moved_from.map(long));
            let more: [(bool, [&str; 2]); 2] = [
                (view.suspended_days > 0, ["di sospensione", "of suspension"]),
                (!view.extensions.is_empty(), ["di proroga", "of extension"]),
            ];
            let more = more.into_iter().filter(|(is_more, _)| *is_more);
            names.extend(more.map(|(_, words)| words[usize::from(lang == Lang::En)].to_owned()));
        }
        What::SuspensionEnd => {
            let ends = |it: &&Interval| it.until.or(it.at_most) == Some(dated.on);
            let interval = view.intervals.iter().find(ends).unwrap();
            match interval.end {
                IntervalEnd::Act => names.push(days((dated.on - interval.from).num_days())),
                IntervalEnd::Observed { on } => names.extend([days(10), long(on)]),
                IntervalEnd::Open | IntervalEnd::Lapsed => {
                    names.extend([days(interval.days.unwrap().into()), long(interval.from)]);
                }
            }
        }
        What::Resumed => names.push(long(dated.on.pred_opt().unwrap())),
        // A warning before the end names the end, and how far it is.
        What::Alarm(AlarmKind::Near) => {
            let due = view.due_on_office.unwrap();
            names = vec![long(due), days((due - dated.on).num_days())];
        }
        What::Alarm(AlarmKind::Over) => names = vec![long(view.due_on_office.unwrap())],
        What::Start | What::Alarm(_) | What::Timer(_) | What::Deadline(_) => {}
    }
    names
}

/// The norms that a reason must cite.
fn must_cite<'a>(row: &'a Row, view: &ClockView, dated: &Dated) -> Vec<&'a str> {
    match dated.what {
        What::Start => vec!["art. 2963"],
        What::DueForOffice => vec![&row.story.workflow.term.norm],
        What::DueForCitizen => [
            (true, row.story.workflow.term.norm.as_str()),
            (view.moved_from.is_some(), "art. 2963"),
            (view.suspended_days > 0, "la norma"),
            (!view.extensions.is_empty(), "Regolamento, art. 9"),
        ]
        .into_iter()
        .filter_map(|(is_cited, norm)| is_cited.then_some(norm))
        .collect(),
        What::SuspensionEnd | What::Resumed => vec!["la norma"],
        What::Alarm(AlarmKind::Substitute) => vec!["art. 2, c. 9-ter"],
        What::Alarm(AlarmKind::Over) => vec!["L. 241/1990, art. 2, c. 9"],
        What::Alarm(_) | What::Timer(_) | What::Deadline(_) => Vec::new(),
    }
}

#[test]
fn every_date_says_why_with_its_norm_in_both_languages() {
    let (mut counted, mut wrong) = (0, Vec::new());
    for row in rows() {
        let view = row.story.view(&row.seen);
        let is = |what: &What| view.dates.iter().any(|dated| dated.what == *what);
        assert!(is(&What::Start), "line {}", row.line);
        assert_eq!(is(&What::DueForOffice), view.due_on_office.is_some(), "line {}", row.line);
        assert_eq!(is(&What::DueForCitizen), view.due_on_citizen.is_some(), "line {}", row.line);
        for dated in &view.dates {
            counted += 1;
            let norms = must_cite(&row, &view, dated);
            if dated.why.norm.is_empty() || norms.iter().any(|norm| !dated.why.norm.contains(norm))
            {
                wrong.push(format!("line {}: {:?} by {:?}", row.line, dated.what, dated.why.norm));
            }
            for lang in [Lang::It, Lang::En] {
                let text = dated.why.text.exact(lang).unwrap();
                assert_eq!(text.matches(". ").count(), 0, "one sentence: {text}");
                for name in must_name(&row, &view, dated, lang) {
                    if !text.contains(&name) {
                        wrong.push(format!("line {}: {name:?} not in {text:?}", row.line));
                    }
                }
            }
        }
    }
    assert!(counted > 500, "{counted}");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_reason_is_read_in_one_breath() {
    let told = |story: &Story, today: &str| {
        let said = story
            .view(today)
            .dates
            .into_iter()
            .map(|dated| format!("{} [{}]", dated.why.text.get(Lang::It), dated.why.norm));
        said.collect::<Vec<_>>()
    };
    let asked = Story::sent(permit(), "2027-03-25").asked("2027-04-26", None);
    assert_eq!(
        told(&asked, "2027-04-27"),
        [
            "Il termine decorre dal 25 marzo 2027, giorno in cui il Comune ha ricevuto la domanda; \
             quel giorno non si conta. [L. 241/1990, art. 2, c. 6; codice civile, art. 2963]",
            "La sospensione finisce al più tardi il 26 maggio 2027: 30 giorni dal 26 aprile 2027, \
             il massimo ammesso. [la norma]",
            "Il termine riprende il 27 maggio 2027: il giorno dopo il 26 maggio 2027, quando \
             finisce la sospensione. [la norma]",
            "Per prudenza l'ufficio si regola sul 24 aprile 2027: 30 giorni dal 25 marzo 2027, che \
             non si conta. [L. 241/1990, art. 2, c. 2]",
            "L'ufficio deve rispondere entro il 26 maggio 2027: 30 giorni dal 25 marzo 2027, che \
             non si conta, più 30 giorni di sospensione; l'ultimo giorno sarebbe il 24 aprile 2027, \
             sabato. [L. 241/1990, art. 2, c. 2; la norma; codice civile, art. 2963]",
            "«Integrazione scaduta» avviene da sé se il 26 maggio 2027 passa senza altri atti, \
             contando dalla fine della sospensione. [la norma]",
            "Mancano 10 giorni al 24 aprile 2027, ultimo giorno per rispondere. \
             [L. 241/1990, art. 2, c. 2]",
            "Mancano 3 giorni al 24 aprile 2027, ultimo giorno per rispondere. \
             [L. 241/1990, art. 2, c. 2]",
            "Il termine è scaduto il 24 aprile 2027, secondo la lettura più severa, senza una \
             risposta. [L. 241/1990, art. 2, c. 9]",
            "Dal 27 maggio 2027, giorno dopo la scadenza, tocca al titolare del potere \
             sostitutivo: conclude il procedimento, d'ufficio o a richiesta, in metà del tempo. \
             [L. 241/1990, art. 2, c. 9-ter]",
        ]
    );
    let registered = Story::sent(crate::common::residence(), "2027-03-12");
    let said = told(&registered, "2027-03-12");
    assert_eq!(
        said[3],
        "Registrazione: entro il 16 marzo 2027, contando dall'invio: 2 giorni lavorativi dal 12 \
         marzo 2027, che non si conta. [DL 5/2012, art. 5, c. 3]"
    );
    assert_eq!(
        said[4],
        "«Silenzio assenso» avviene da sé se il 26 aprile 2027 passa senza altri atti, contando \
         dall'inizio del termine: 45 giorni dal 12 marzo 2027, che non si conta. \
         [L. 241/1990, art. 20]"
    );
}
