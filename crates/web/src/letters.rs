//! The letters of a move on its page: read as they would leave, changed by hand, looked at as a paper. What may be
//! changed, and what becomes of it, is said by `desk`.

use desk::{
    Loaded,
    letters::{self, BODY, Draft, LONGEST_BODY, LONGEST_SUBJECT, OVER, Problem as Wrong, SUBJECT},
    moves::Wish,
    session::Session,
};
use form::{Checked, Raw};
use model::{ApplicationId, fold};

use crate::{Page, Problem};

/// Button that opens the text of a letter, with its id.
pub(crate) const OPEN: &str = "testo";
/// Button that puts the procedure's text back.
pub(crate) const RESET: &str = "modello";
/// Button that shows it as a paper.
pub(crate) const PREVIEW: &str = "anteprima";

/// A letter on the page.
pub(crate) struct LetterView {
    pub id: String,
    pub title: String,
    /// What becomes of it, in words.
    pub fate: String,
    /// Who proposed its text and when, in words; empty if nobody did.
    pub proposed: String,
    pub is_open: bool,
    pub subject: String,
    pub body: String,
    /// Mark of what the text is drawn over.
    pub over: String,
    /// What the procedure writes now, where the text was drawn over something else.
    pub template: String,
    pub subject_problem: String,
    pub body_problem: String,
    /// It becomes a paper that can be looked at.
    pub is_paper: bool,
}

impl LetterView {
    pub fn subject_name(&self) -> String {
        format!("{SUBJECT}{}", self.id)
    }

    pub fn body_name(&self) -> String {
        format!("{BODY}{}", self.id)
    }

    pub fn over_name(&self) -> String {
        format!("{OVER}{}", self.id)
    }

    /// What is wrong, with the place of each, for the list at the top.
    fn problems(&self) -> impl Iterator<Item = (String, String)> {
        let at = |part: &str, problem: &String| {
            (!problem.is_empty()).then(|| (format!("lettera-{}-{part}", self.id), problem.clone()))
        };
        at("oggetto", &self.subject_problem).into_iter().chain(at("testo", &self.body_problem))
    }
}

/// The letters of a move as its page stands.
pub(crate) async fn letters(
    page: &Page,
    session: &Session,
    loaded: &Loaded,
    (wish, checked, tell): (&Wish, &Checked, bool),
) -> Result<Vec<LetterView>, Problem> {
    let desk = &page.town.desk;
    let drafts = desk.letters(session, loaded, (wish, checked)).await?;
    let mut views = Vec::new();
    for draft in drafts {
        let proposed = match (draft.by, draft.on) {
            (by, Some(on)) => {
                let name = match by {
                    Some(person) => desk.person(person).await?.name(),
                    None => page.t("office-letter-somebody").into_owned(),
                };
                let on = page.words.date(on);
                let values = [("name", name.as_str().into()), ("date", on.as_str().into())];
                page.words.with("office-letter-proposed", &values).into_owned()
            }
            _ => String::new(),
        };
        views.push(view(page, draft, proposed, tell));
    }
    Ok(views)
}

fn view(page: &Page, draft: Draft, proposed: String, tell: bool) -> LetterView {
    let problem = draft.problem.filter(|_| tell);
    let overtaken = draft.problem == Some(Wrong::Overtaken);
    let over = draft.over(tell);
    let Draft { id, title, is_made, is_proposed, template, typed, .. } = draft;
    let say = |wrong: Wrong| match wrong {
        Wrong::NoSubject => page.t("office-letter-no-subject").into_owned(),
        Wrong::NoBody => page.t("office-letter-no-body").into_owned(),
        Wrong::Overtaken => page.t("office-letter-overtaken").into_owned(),
        Wrong::Unanswered => page.t("office-letter-unanswered").into_owned(),
        Wrong::TooLong => {
            let most = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
            let (subject, body) = (most(LONGEST_SUBJECT), most(LONGEST_BODY));
            let values = [("subject", subject.into()), ("body", body.into())];
            page.words.with("office-letter-too-long", &values).into_owned()
        }
    };
    let said = problem.map(say).unwrap_or_default();
    let (subject_problem, body_problem) = match problem {
        Some(Wrong::NoSubject) => (said, String::new()),
        _ => (String::new(), said),
    };
    let fate = match (is_proposed, is_made) {
        (true, _) => "office-letter-fate-proposed",
        (false, true) => "office-letter-fate-made",
        (false, false) => "office-letter-fate-mailed",
    };
    let text = typed.clone().unwrap_or_default();
    LetterView {
        title: title.get(page.lang).to_owned(),
        fate: page.t(fate).into_owned(),
        proposed,
        is_open: typed.is_some(),
        subject: text.subject,
        body: text.body,
        over,
        template: template.filter(|_| overtaken).map_or_else(String::new, |it| it.body),
        subject_problem,
        body_problem,
        is_paper: is_made || is_proposed,
        id,
    }
}

/// The letters that were typed for a move that is gone, to be copied.
pub(crate) fn typed(page: &Page, loaded: &Loaded, raw: &Raw) -> Vec<(String, String)> {
    let parts = [(SUBJECT, "office-letter-subject"), (BODY, "office-letter-body")];
    let of = |(path, texts): (&str, &[String])| {
        let (id, key) =
            parts.iter().find_map(|(part, key)| Some((path.strip_prefix(part)?, key)))?;
        let title = loaded.letter_title(id);
        Some((format!("{}: {}", title.get(page.lang), page.t(key)), texts.join("\n")))
    };
    raw.iter().filter_map(of).filter(|(_, text)| !text.trim().is_empty()).collect()
}

/// What is wrong with the letters, for the list at the top.
pub(crate) fn problems(views: &[LetterView]) -> Vec<(String, String)> {
    views.iter().flat_map(LetterView::problems).collect()
}

/// What came of a button beside a letter.
pub(crate) enum Done {
    /// Its text stands in the page.
    Opened,
    /// The paper that it would become.
    Paper(String, Vec<u8>),
    /// The page must be completed first: the letter repeats what it says.
    NotYet,
}

/// Does what a button beside a letter asks: its text is put into the page, or it is printed as a draft.
pub(crate) async fn asked(
    page: &Page,
    session: &Session,
    application: ApplicationId,
    wish: &mut Wish,
    (what, letter): (&str, &str),
) -> Result<Done, Problem> {
    let desk = &page.town.desk;
    let (loaded, checked, _) = desk.check_move(session, application, wish).await?;
    if !checked.is_complete() {
        return Ok(Done::NotYet);
    }
    if what == PREVIEW {
        let printed = desk.preview_letter(session, &loaded, (wish, &checked, letter)).await?;
        return Ok(match printed {
            Some((title, bytes)) => {
                let name = format!("{}.pdf", fold::slug(title.get(page.lang)));
                Done::Paper(format!("{}-{name}", page.t("office-letter-draft-file")), bytes)
            }
            None => Done::NotYet,
        });
    }
    let drafts = desk.letters(session, &loaded, (wish, &checked)).await?;
    let Some(draft) = drafts.into_iter().find(|draft| draft.id == letter) else {
        return Ok(Done::NotYet);
    };
    let Some(template) = &draft.template else { return Ok(Done::NotYet) };
    letters::open(&mut wish.raw, letter, template, &draft.mark());
    Ok(Done::Opened)
}
