//! Small forms on a page of their own (what a move asks, an opinion, an absence): drawn with what is wrong, and read
//! back with the files that came with them. What was typed stays on the page.

use axum::extract::Request;
use desk::{Desk, draft::NotTaken, moves::NotMade, opinions::Putting, session::Session};
use form::{
    Checked, Compiled, Facts, Raw,
    view::{self, Asked, Item, Missing},
};
use model::{ApplicationId, FileId};

use crate::{
    Frame, Page, Problem,
    apply::{FILES, FileStream, Receiver, read},
    letters,
    seen::Seen,
};

/// A small form as it stands on its page.
#[derive(Default)]
pub(crate) struct Drawn {
    pub items: Vec<Item>,
    /// What is wrong, with the place of each, for the list at the top.
    pub problems: Vec<(String, String)>,
    /// Files that came before: path and id, to be posted again with the page.
    pub kept: Vec<(String, String)>,
}

/// Draws a form; what is missing is told only where something was sent already.
pub(crate) fn drawn(
    page: &Page,
    form: &Compiled,
    (raw, checked, tell): (&Raw, &Checked, bool),
    facts: &Facts<'_>,
) -> Drawn {
    let step = form.step_ids().next().unwrap_or_default();
    let missing = if tell { Missing::Told } else { Missing::Untold };
    let asked = Asked { step, lang: page.lang, missing };
    let sections = view::step(form, raw, checked, facts, asked).map(|view| view.sections);
    let sections = sections.unwrap_or_default();
    let problems = crate::view::problems(&sections);
    let items: Vec<Item> = sections.into_iter().flat_map(|section| section.items).collect();
    Drawn { problems, kept: kept(&items), items }
}

/// Draws a form that reads nothing but itself.
pub(crate) fn alone(page: &Page, form: &Compiled, typed: (&Raw, &Checked, bool)) -> Drawn {
    let desk = &page.town.desk;
    let facts = Facts { calendar: desk.calendar(), ..Facts::on(desk.today()) };
    drawn(page, form, typed, &facts)
}

impl Drawn {
    /// Says at a question what is wrong beside what the form says itself; what has no such place is given back.
    pub(crate) fn told_at(&mut self, path: &str, problem: String) -> String {
        let control = self.items.iter_mut().find_map(|item| match item {
            Item::Control(control) if control.path == path => Some(control),
            _ => None,
        });
        match control {
            Some(control) if !problem.is_empty() => {
                self.problems.push((control.id.clone(), problem.clone()));
                control.problems.push(problem);
                String::new()
            }
            _ => problem,
        }
    }
}

/// Why something was not kept, in words; empty where its form says so at its places.
pub(crate) fn not_kept(page: &Page, why: NotMade) -> Result<String, Problem> {
    match why {
        NotMade::Incomplete(_) => Ok(String::new()),
        NotMade::Desk(desk::Error::Refused(why)) => Ok(why.get(page.lang).to_owned()),
        NotMade::Desk(error) => Err(error.into()),
    }
}

/// The title of a page with something wrong on it says so first.
pub(crate) fn titled(frame: Frame, problems: &[(String, String)]) -> Frame {
    if problems.is_empty() { frame } else { frame.wrong() }
}

/// What was typed into a form that cannot be sent any more, question by question, to be copied.
pub(crate) fn typed(page: &Page, form: &Compiled, raw: &Raw) -> Vec<(String, String)> {
    let is_text = |path: &str| form.kind_at(path).is_some_and(|kind| !kind.is_files());
    let given = raw.iter().filter(|(path, _)| is_text(path));
    given
        .map(|(path, values)| {
            let label = form.label(path);
            let label = label.map_or_else(|| path.to_owned(), |l| l.get(page.lang).to_owned());
            (label, values.join(", "))
        })
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

/// Files that stand on the page already.
pub(crate) fn kept(items: &[Item]) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for item in items {
        match item {
            Item::Control(control) => {
                let files = control.files.iter();
                all.extend(files.map(|file| (control.path.clone(), file.id.clone())));
            }
            Item::Set(set) => all.extend(kept(&set.items)),
            Item::Group(group) => group.rows.iter().for_each(|row| all.extend(kept(&row.items))),
            Item::Prose(_) => {}
        }
    }
    all
}

/// What the files of a form go with.
#[derive(Clone, Copy)]
pub(crate) enum With<'a> {
    Move(ApplicationId, &'a str),
    /// An opinion, by the number of the event that asked.
    Opinion(ApplicationId, u32),
    /// What an office writes about an opinion.
    Question(ApplicationId, Putting),
    /// A message on an application.
    Message(ApplicationId),
}

impl With<'_> {
    async fn attach(
        self,
        desk: &Desk,
        session: &Session,
        path: &str,
        file: (&str, FileStream<'_>),
    ) -> Result<FileId, NotTaken> {
        match self {
            Self::Move(id, step) => desk.attach_to_move(session, id, (step, path), file).await,
            Self::Opinion(id, asked) => {
                desk.attach_to_opinion(session, (id, asked), path, file).await
            }
            Self::Question(id, putting) => {
                desk.attach_to_question(session, (id, putting), path, file).await
            }
            Self::Message(id) => desk.attach_to_message(session, id, path, file).await,
        }
    }

    async fn detach(self, desk: &Desk, session: &Session, file: FileId) -> desk::Result<()> {
        match self {
            Self::Move(id, step) => desk.detach_from_move(session, id, step, file).await,
            Self::Opinion(id, asked) => desk.detach_from_opinion(session, (id, asked), file).await,
            Self::Question(id, putting) => {
                desk.detach_from_question(session, (id, putting), file).await
            }
            Self::Message(id) => desk.detach_from_message(session, id, file).await,
        }
    }
}

/// What was posted.
pub(crate) struct Posted {
    pub raw: Raw,
    /// What the page had shown of the application.
    pub shown: Seen,
    /// Why a file was not taken; empty if all were.
    pub refusal: String,
    /// The page is only to be drawn again: a file came or went, or it asks anew.
    pub only_looks: bool,
    /// A text that is ready is to be put in.
    pub inserts: bool,
    /// What was asked of a letter, and its id.
    pub letter: Option<(String, String)>,
}

/// Keeps the files of a form as they come in.
struct Attaching<'a> {
    page: &'a Page,
    session: &'a Session,
    with: With<'a>,
    /// Path and id of what was taken.
    files: Vec<(String, String)>,
    /// Why a file was not taken.
    refusal: String,
}

impl Receiver for Attaching<'_> {
    const LIMIT: usize = FILES;

    async fn receive(
        &mut self,
        path: String,
        name: String,
        bytes: FileStream<'_>,
    ) -> Result<(), Problem> {
        let desk = &self.page.town.desk;
        match self.with.attach(desk, self.session, &path, (&name, bytes)).await {
            Ok(file) => self.files.push((path, file.to_string())),
            Err(NotTaken::Desk(error)) => return Err(error.into()),
            Err(why) => self.refusal = not_taken(self.page, &name, &why),
        }
        Ok(())
    }
}

/// Reads what was posted, and takes or gives back the files it speaks of.
pub(crate) async fn posted(
    page: &Page,
    session: &Session,
    with: With<'_>,
    request: Request,
) -> Result<Posted, Problem> {
    let mut taken = Attaching { page, session, with, files: Vec::new(), refusal: String::new() };
    let body = read(request, &mut taken).await?;
    let Attaching { files, mut refusal, .. } = taken;
    if let Some(problem) = &body.failed {
        refusal = page.t(&format!("{}-text", problem.key())).into_owned();
    }
    let mut raw: Raw = body.values.into_iter().collect();
    for (path, file) in files {
        let mut all = raw.get(&path).to_vec();
        all.push(file);
        raw.set(path, all);
    }
    let (what, on) = body.button.split_once(':').unwrap_or((&body.button, ""));
    if what == "rimuovi" {
        let file = on.parse().map_err(|_| Problem::NotFound)?;
        match with.detach(&page.town.desk, session, file).await {
            // Another tab was first.
            Ok(()) | Err(desk::Error::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
        without(&mut raw, on);
    }
    if what == "aggiungi" {
        let row = match with {
            With::Move(id, step) => {
                page.town.desk.next_row(session, (id, step), (&raw, on)).await?
            }
            With::Opinion(..) | With::Question(..) | With::Message(..) => raw.next_row(on),
        };
        add_row(&mut raw, on, row);
    }
    if what == "togli" {
        remove_row(&mut raw, on);
    }
    let inserts = what == "inserisci";
    let of_letter = matches!(what, letters::OPEN | letters::RESET | letters::PREVIEW);
    let letter = of_letter.then(|| (what.to_owned(), on.to_owned()));
    let only_looks = inserts
        || of_letter
        || matches!(what, "carica" | "rimuovi" | "aggiorna" | "aggiungi" | "togli");
    Ok(Posted { raw, shown: body.shown, refusal, only_looks, inserts, letter })
}

/// Adds a row to what was typed.
pub(crate) fn add_row(raw: &mut Raw, group: &str, row: String) {
    let mut ids: Vec<String> = raw.rows(group).into_iter().map(str::to_owned).collect();
    ids.push(row);
    raw.set(group, ids);
}

/// Takes a row away from what was typed: `group:row`.
pub(crate) fn remove_row(raw: &mut Raw, on: &str) {
    let (group, row) = on.split_once(':').unwrap_or((on, ""));
    let ids = raw.rows(group).into_iter().filter(|id| *id != row).map(str::to_owned);
    let ids = ids.collect();
    raw.set(group, ids);
}

/// What is to be told of something that was not done, and whether what is missing is told at its place; a trouble of
/// another kind is a page of its own. `stale` is the key of what is said to who was not the first.
pub(crate) fn not_made(page: &Page, why: NotMade, stale: &str) -> Result<(String, bool), Problem> {
    match why {
        NotMade::Incomplete(_) => Ok((String::new(), true)),
        NotMade::Desk(desk::Error::Refused(why)) => Ok((why.get(page.lang).to_owned(), false)),
        NotMade::Desk(desk::Error::Stale) => Ok((page.t(stale).into_owned(), false)),
        NotMade::Desk(error) => Err(error.into()),
    }
}

/// Why a file was not taken, in words.
fn not_taken(page: &Page, name: &str, why: &NotTaken) -> String {
    let named = ("name", name.into());
    let say = |key: &str, more: (&str, words::Value<'_>)| {
        page.words.with(key, &[named.clone(), more]).into_owned()
    };
    match why {
        NotTaken::TooLarge(mb) => say("apply-files-too-large", ("mb", i64::from(*mb).into())),
        NotTaken::Empty => say("apply-files-empty", ("mb", 0.into())),
        NotTaken::WrongType { found, .. } => {
            say("office-move-file-wrong-type", ("found", found.as_str().into()))
        }
        NotTaken::Damaged => say("apply-files-damaged", ("mb", 0.into())),
        NotTaken::Program => say("apply-files-program", ("mb", 0.into())),
        NotTaken::TooMany(n) => say("apply-files-too-many", ("n", i64::from(*n).into())),
        NotTaken::Desk(_) => String::new(),
    }
}

/// Takes one file out of every list that names it.
fn without(raw: &mut Raw, file: &str) {
    let holds: Vec<String> = raw
        .iter()
        .filter(|(_, values)| values.iter().any(|value| value == file))
        .map(|(path, _)| path.to_owned())
        .collect();
    for path in holds {
        let rest = raw.get(&path).iter().filter(|value| *value != file).cloned().collect();
        raw.set(path, rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_and_go() {
        let mut raw = Raw::from_iter([("people", vec!["r1".to_owned(), "r2".to_owned()])]);
        remove_row(&mut raw, "people:r1");
        add_row(&mut raw, "people", "r3".to_owned());
        assert_eq!(raw.rows("people"), ["r2", "r3"]);
    }

    #[test]
    fn a_file_taken_out_leaves_the_others() {
        let mut raw = Raw::from_iter([
            ("files", vec!["a".to_owned(), "b".to_owned()]),
            ("text", vec!["c".to_owned()]),
        ]);
        without(&mut raw, "a");
        assert_eq!(raw.get("files"), ["b"]);
        assert_eq!(raw.get("text"), ["c"]);
    }
}
