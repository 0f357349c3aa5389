//! What the office has done, as pictures with a table under each: what came, what is open, how long it took.

mod picture;

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::header,
    response::IntoResponse,
};
use desk::{
    exports::{Cell, sheet},
    figures::{Asked, Figures, Of, Times},
};
use model::dates;
use serde::Deserialize;

use self::picture::{Line, Picture};
use super::queue::Choice;
use crate::{Answer, Frame, Page, Problem, frame::OFFICE_FIGURES, session::Staff, show};

/// What is chosen, as the address says it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    procedimento: String,
    #[serde(default)]
    ufficio: String,
}

impl Chosen {
    fn asked(&self) -> Asked {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Asked { procedure: some(&self.procedimento), office: some(&self.ufficio) }
    }

    fn query(&self) -> String {
        let pairs = [("procedimento", &self.procedimento), ("ufficio", &self.ufficio)];
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        match url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish() {
            query if query.is_empty() => query,
            query => format!("?{query}"),
        }
    }
}

/// One picture, with what it says and the table it is drawn of.
struct Chart {
    /// Word of its address.
    id: &'static str,
    title: String,
    sentence: String,
    picture: Picture,
    head: Vec<String>,
    rows: Vec<Vec<Cell>>,
    csv: String,
}

#[derive(Template)]
#[template(path = "page/office/figures.html")]
struct FiguresPage {
    frame: Frame,
    procedures: Vec<Choice>,
    offices: Vec<Choice>,
    charts: Vec<Chart>,
    is_empty: bool,
}

impl FiguresPage {
    fn told(&self, cell: &Cell) -> String {
        match cell {
            Cell::Empty => "–".to_owned(),
            Cell::Int(number) => self.frame.page.words.number(*number),
            cell => cell.written(self.frame.page.lang),
        }
    }
}

pub(super) async fn page(
    page: Page,
    Staff(session): Staff,
    Query(chosen): Query<Chosen>,
) -> Answer {
    let figures = page.town.desk.figures(&session, &chosen.asked()).await?;
    let frame = page.frame(page.t("figures-title"));
    let choice = |id: &str, label: String, chosen: &str| Choice {
        is_selected: id == chosen,
        id: id.to_owned(),
        label,
    };
    let (procedures, offices) = &figures.choices;
    let procedures = procedures
        .iter()
        .map(|(id, title)| choice(id, title.get(page.lang).to_owned(), &chosen.procedimento));
    let offices = offices.iter().map(|id| choice(id, frame.office_name(id), &chosen.ufficio));
    let offices: Vec<Choice> = offices.collect();
    show(FiguresPage {
        procedures: procedures.collect(),
        offices: if offices.len() > 1 { offices } else { Vec::new() },
        is_empty: figures.all.came + figures.all.ended + figures.all.open == 0,
        charts: charts(&page, &figures, &chosen.query()),
        frame,
    })
}

/// The table of one picture, as CSV.
pub(super) async fn table(
    page: Page,
    Staff(session): Staff,
    Path(figure): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Answer {
    let figures = page.town.desk.figures(&session, &chosen.asked()).await?;
    let charts = charts(&page, &figures, "");
    let chart = charts.iter().find(|chart| chart.id == figure).ok_or(Problem::NotFound)?;
    let text = sheet(&chart.head, &chart.rows, page.lang).map_err(Problem::from)?;
    let name = format!("attachment; filename=\"{}.csv\"", chart.id);
    Ok((
        [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
            (header::CONTENT_DISPOSITION, name),
            (header::CACHE_CONTROL, "private, no-store".to_owned()),
        ],
        text,
    )
        .into_response())
}

fn charts(page: &Page, figures: &Figures, query: &str) -> Vec<Chart> {
    let draw = Draw { page, figures, query };
    let mut charts = vec![
        draw.by_month("arrivate", "figures-came", &figures.came),
        draw.by_month("concluse", "figures-ended", &figures.ended),
        draw.open("aperte", &figures.procedures, "office-column-procedure"),
        draw.times(),
        draw.terms(),
        draw.outcomes(),
    ];
    if figures.offices.len() > 1 {
        charts.push(draw.open("uffici", &figures.offices, "office-column-office"));
    }
    charts
}

struct Draw<'a> {
    page: &'a Page,
    figures: &'a Figures,
    query: &'a str,
}

impl Draw<'_> {
    fn chart(
        &self,
        (id, key): (&'static str, &str),
        sentence: String,
        picture: Picture,
        (head, rows): (&[&str], Vec<Vec<Cell>>),
    ) -> Chart {
        Chart {
            title: self.page.t(key).into_owned(),
            head: head.iter().map(|key| self.page.t(key).into_owned()).collect(),
            csv: format!("{OFFICE_FIGURES}/{id}{}", self.query),
            id,
            sentence,
            picture,
            rows,
        }
    }

    fn say(&self, key: &str, values: &[(&str, i64)]) -> String {
        let values: Vec<_> = values.iter().map(|(name, n)| (*name, (*n).into())).collect();
        self.page.words.with(key, &values).into_owned()
    }

    fn name<'o>(&self, of: &'o Of) -> &'o str {
        of.name.get(self.page.lang)
    }

    fn by_month(&self, id: &'static str, key: &str, values: &[i64]) -> Chart {
        let lang = self.page.lang;
        let months = self.figures.months.iter();
        let (n, last) = (values.iter().sum(), values.last().copied().unwrap_or(0));
        let short = |day: &chrono::NaiveDate| {
            let name = dates::month_name(chrono::Datelike::month(day), lang);
            name.chars().take(3).collect::<String>()
        };
        let named: Vec<(String, i64)> =
            months.clone().map(short).zip(values.iter().copied()).collect();
        let rows = months.zip(values).map(|(day, n)| {
            let name = dates::month_name(chrono::Datelike::month(day), lang);
            let name = format!("{name} {}", chrono::Datelike::year(day));
            vec![Cell::text(name), Cell::Int(*n)]
        });
        let sentence = self.say(&format!("{key}-said"), &[("n", n), ("last", last)]);
        let picture = Picture::columns(&named);
        self.chart((id, key), sentence, picture, (&["figures-month", key], rows.collect()))
    }

    fn open(&self, id: &'static str, of: &[Of], column: &str) -> Chart {
        let all = &self.figures.all;
        let values = |of: &Of| [("n", of.open), ("late", of.late), ("suspended", of.suspended)];
        let lines = of.iter().filter(|of| of.open > 0).map(|of| Line {
            label: self.name(of).to_owned(),
            parts: vec![of.open - of.late, of.late],
            told: self.say("figures-open-line", &values(of)),
        });
        let picture = Picture::bars(lines.collect());
        let rows = of.iter().map(|of| {
            let numbers = [of.open, of.late, of.suspended, of.came, of.ended];
            let numbers = numbers.into_iter().map(Cell::Int);
            std::iter::once(Cell::text(self.name(of))).chain(numbers).collect()
        });
        let key = if id == "uffici" { "figures-offices" } else { "figures-open" };
        let sentence = self.say("figures-open-said", &values(all));
        let head = [
            column,
            "figures-open-now",
            "figures-late",
            "figures-suspended",
            "figures-came",
            "figures-ended",
        ];
        self.chart((id, key), sentence, picture, (&head, rows.collect()))
    }

    fn times(&self) -> Chart {
        let told = |times: Times| {
            self.say(
                "figures-times-line",
                &[("half", times.half), ("most", times.most), ("n", times.n)],
            )
        };
        let of = &self.figures.procedures;
        let lines = of.iter().filter_map(|of| {
            let times = of.worked?;
            let parts = vec![times.half, times.most - times.half];
            Some(Line { label: self.name(of).to_owned(), parts, told: told(times) })
        });
        let picture = Picture::bars(lines.collect());
        let days = |times: Option<Times>| {
            let numbers = [times.map(|times| times.half), times.map(|times| times.most)];
            numbers.map(|n| n.map_or(Cell::Empty, Cell::Int))
        };
        let rows = of.iter().filter(|of| of.worked.is_some()).map(|of| {
            let n = Cell::Int(of.worked.map_or(0, |times| times.n));
            let cells = [Cell::text(self.name(of)), n].into_iter();
            cells.chain(days(of.worked)).chain(days(of.days)).collect()
        });
        let sentence = self.figures.all.worked.map_or_else(
            || self.page.t("figures-times-none").into_owned(),
            |times| self.say("figures-times-said", &[("half", times.half), ("most", times.most)]),
        );
        let head = [
            "office-column-procedure",
            "figures-decided",
            "figures-half",
            "figures-most",
            "figures-half-whole",
            "figures-most-whole",
        ];
        self.chart(("tempi", "figures-times"), sentence, picture, (&head, rows.collect()))
    }

    fn terms(&self) -> Chart {
        let of: Vec<&Of> =
            self.figures.procedures.iter().filter(|of| of.kept + of.missed > 0).collect();
        let values = |of: &Of| {
            let n = of.kept + of.missed;
            [("kept", of.kept), ("missed", of.missed), ("n", n), ("percent", percent(of.kept, n))]
        };
        let lines = of.iter().map(|of| Line {
            label: self.name(of).to_owned(),
            parts: vec![of.kept, of.missed],
            told: self.say("figures-terms-line", &values(of)),
        });
        let picture = Picture::shares(lines.collect());
        let rows = of
            .iter()
            .map(|of| vec![Cell::text(self.name(of)), Cell::Int(of.kept), Cell::Int(of.missed)]);
        let all = &self.figures.all;
        let sentence = match all.kept + all.missed {
            0 => self.page.t("figures-times-none").into_owned(),
            _ => self.say("figures-terms-said", &values(all)),
        };
        let head = ["office-column-procedure", "figures-kept", "figures-missed"];
        self.chart(("termini", "figures-terms"), sentence, picture, (&head, rows.collect()))
    }

    fn outcomes(&self) -> Chart {
        let all = &self.figures.all;
        let kinds = [
            ("outcome-positive", all.positive),
            ("outcome-negative", all.negative),
            ("outcome-withdrawn", all.withdrawn),
        ];
        let n = all.ended;
        let lines = kinds.iter().map(|(key, of)| Line {
            label: self.page.t(key).into_owned(),
            parts: vec![*of],
            told: self.say("figures-share", &[("n", *of), ("percent", percent(*of, n))]),
        });
        let picture = Picture::bars(lines.collect());
        let rows = self.figures.procedures.iter().filter(|of| of.ended > 0).map(|of| {
            let numbers = [of.positive, of.negative, of.withdrawn].into_iter().map(Cell::Int);
            std::iter::once(Cell::text(self.name(of))).chain(numbers).collect()
        });
        let sentence = self.say("figures-outcomes-said", &[("n", n), ("positive", all.positive)]);
        let head = [
            "office-column-procedure",
            "outcome-positive",
            "outcome-negative",
            "outcome-withdrawn",
        ];
        self.chart(("esiti", "figures-outcomes"), sentence, picture, (&head, rows.collect()))
    }
}

/// Rounded to whole hundredths.
fn percent(part: i64, of: i64) -> i64 {
    if of == 0 { 0 } else { (part * 200 + of) / (of * 2) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hundredths_are_rounded() {
        for (part, of, expected) in [(0, 0, 0), (1, 3, 33), (2, 3, 67), (1, 2, 50), (3, 3, 100)] {
            assert_eq!(percent(part, of), expected);
        }
    }
}
