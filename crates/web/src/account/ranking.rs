//! Where an application stands in a ranking, as its citizen reads it: the place, why, and what follows.

use desk::{Loaded, rankings::Own};

use crate::{
    Page, Problem,
    ranked::{self, points},
};

/// The part of the page of an application.
pub(super) struct Standing {
    pub title: String,
    /// The most important sentence.
    pub sentence: String,
    /// What to do by when, or what comes next.
    pub next: String,
    /// Where one stands in each list wanted, in words.
    pub lists: Vec<String>,
    /// What points are given for, with the points.
    pub points: Vec<(String, String)>,
    pub total: String,
    /// What put it after another with the same points; empty where nothing did.
    pub tie: String,
    /// Where everybody reads the list; empty when nobody does any more.
    pub public: String,
}

pub(super) async fn of(page: &Page, loaded: &Loaded) -> Result<Option<Standing>, Problem> {
    let Some(own) = page.town.desk.own_ranking(loaded).await? else { return Ok(None) };
    let words = page.words;
    let Own { title, public, is_approved, claims_until, claims_run, line, of, .. } = own;
    let (lines, lists, given, is_kept) = (own.points, own.lists, own.given, own.is_kept);
    let lists = lists.iter().map(|list| {
        let values = [
            ("n", i64::from(list.position).into()),
            ("list", list.name.get(page.lang).into()),
            ("of", i64::try_from(list.wanting).unwrap_or(0).into()),
            ("places", i64::from(list.places).into()),
        ];
        let key = if list.name.is_empty() { "ranking-own-list-one" } else { "ranking-own-list" };
        words.with(key, &values).into_owned()
    });
    let sum = lines.iter().map(|(_, points)| points).sum();
    let total = points(page, sum);
    let sentence = match &line {
        Some(line) => {
            let counted = ranked::with_points(page, sum);
            let values = [
                ("n", line.position.into()),
                ("of", i64::try_from(of).unwrap_or(0).into()),
                ("points", counted.as_str().into()),
            ];
            words.with("ranking-own", &values).into_owned()
        }
        None => page.t("ranking-own-aside").into_owned(),
    };
    let is_over = loaded.application.closed.is_some();
    let next = match (&line, &given, is_approved, claims_until) {
        (None, ..) => String::new(),
        (Some(line), Some(list), ..) => {
            let key = if line.is_accepted { "ranking-own-taken" } else { "ranking-own-given" };
            match list.get(page.lang) {
                "" => page.t(&format!("{key}-one")).into_owned(),
                list => words.with(key, &[("list", list.into())]).into_owned(),
            }
        }
        (Some(_), None, ..) if is_over => page.t("ranking-own-out").into_owned(),
        (Some(_), None, ..) if is_kept => page.t("ranking-own-kept").into_owned(),
        (Some(_), None, true, _) => page.t("ranking-own-waiting").into_owned(),
        (Some(_), None, false, Some(until)) => words
            .with("ranking-own-claims", &[("date", words.date(until).as_str().into())])
            .into_owned(),
        (Some(_), None, false, None) if claims_run => page.t("ranking-own-checked").into_owned(),
        (Some(_), None, false, None) => page.t("ranking-own-soon").into_owned(),
    };
    Ok(Some(Standing {
        sentence,
        next,
        lists: lists.collect(),
        points: lines
            .iter()
            .map(|(label, n)| (label.get(page.lang).to_owned(), points(page, *n)))
            .collect(),
        total,
        tie: match line.as_ref().map(|line| (&line.tie, &line.before)) {
            Some((Some(tie), _)) => {
                words.with("ranking-own-tie", &[("tie", tie.get(page.lang).into())]).into_owned()
            }
            Some((_, Some(before))) => words
                .with("ranking-own-before", &[("before", before.get(page.lang).into())])
                .into_owned(),
            _ => String::new(),
        },
        public: public.map_or_else(String::new, |id| {
            let row = format!("n{}", loaded.number().replace('/', "-"));
            format!("{}/{id}#{row}", ranked::PUBLIC)
        }),
        title,
    }))
}
