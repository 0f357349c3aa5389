//! What pages of rankings share: points as people write them, places in words.

use desk::rankings::{Line, List, Ranking, Stage};

use crate::Page;

/// Where everybody reads rankings.
pub(crate) const PUBLIC: &str = "/graduatorie";

/// A line as a page shows it.
pub(crate) struct Shown {
    /// Id of the row, so that an address leads to it.
    pub id: String,
    pub number: String,
    pub position: i64,
    pub points: String,
    /// What put it after the one before, where the points are the same; empty where they decide.
    pub tie: String,
    /// What decided before the points did; empty where it did not.
    pub before: String,
    /// Each list wanted with the position in it: «Nido A: 3ª».
    pub wants: Vec<String>,
    /// Whether it has a place, in words.
    pub place: String,
    pub has_place: bool,
}

/// Points of hundredths: «22», «22,5».
pub(crate) fn points(page: &Page, hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let size = hundredths.unsigned_abs();
    let whole = format!("{sign}{}.{:02}", size / 100, size % 100);
    let plain = whole.trim_end_matches('0').trim_end_matches('.').to_owned();
    match page.lang {
        model::Lang::It => plain.replace('.', ","),
        model::Lang::En => plain,
    }
}

/// «1 punto», «22,5 punti».
pub(crate) fn with_points(page: &Page, hundredths: i64) -> String {
    let said = points(page, hundredths);
    let one = i64::from(hundredths == 100);
    let values = [("one", one.into()), ("points", said.as_str().into())];
    page.words.with("ranking-n-points", &values).into_owned()
}

/// The name of a list; of the only one, none.
fn name(page: &Page, lists: &[List], id: &str) -> String {
    let list = lists.iter().find(|list| list.id == id);
    list.map_or_else(String::new, |list| list.name.get(page.lang).to_owned())
}

/// A line in words.
pub(crate) fn shown(page: &Page, row: &Ranking, lists: &[List], line: &Line) -> Shown {
    let words = page.words;
    let nth = |n: u32| words.n("ranking-nth", n).into_owned();
    let wants = line.wants.iter().map(|(list, position)| match name(page, lists, list) {
        list if list.is_empty() => nth(*position),
        list => format!("{list}: {}", nth(*position)),
    });
    let place = match (&line.given, row.stage) {
        (Some(list), _) => {
            let key = match (line.is_accepted, line.is_told) {
                (true, _) => "ranking-place-taken",
                (false, true) => "ranking-place-given",
                (false, false) => "ranking-place-kept",
            };
            let list = name(page, lists, list);
            let said = page.t(key).into_owned();
            if list.is_empty() { said } else { format!("{said}: {list}") }
        }
        (None, _) if line.is_out => page.t("ranking-place-out").into_owned(),
        (None, Stage::Approved) => page.t("ranking-place-waiting").into_owned(),
        (None, _) => String::new(),
    };
    Shown {
        id: format!("n{}", line.number.replace('/', "-")),
        number: line.number.clone(),
        position: line.position,
        points: points(page, line.points),
        tie: line.tie.as_ref().map_or_else(String::new, |tie| tie.get(page.lang).to_owned()),
        before: line.before.as_ref().map_or_else(String::new, |it| it.get(page.lang).to_owned()),
        wants: wants.collect(),
        place,
        has_place: line.given.is_some(),
    }
}

/// How far it is, in a sentence for everybody.
pub(crate) fn standing(page: &Page, row: &Ranking) -> String {
    let words = page.words;
    match (row.stage, row.claims_until, row.approved_at) {
        (Stage::Provisional, Some(until), _) => {
            let key = match page.town.desk.today() <= until {
                true => "ranking-is-provisional",
                false => "ranking-is-provisional-past",
            };
            words.with(key, &[("date", words.date(until).as_str().into())]).into_owned()
        }
        (Stage::Approved, _, Some(at)) => {
            let date = words.date(at.day());
            let values = [("date", date.as_str().into()), ("act", row.act.as_str().into())];
            words.with("ranking-is-approved", &values).into_owned()
        }
        _ => page.t("ranking-is-draft").into_owned(),
    }
}
