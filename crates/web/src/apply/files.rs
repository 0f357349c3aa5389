//! Files of a step: taken while they stream in, and said at their question when they are not.

use desk::draft::{Given, NotTaken, Open};
use form::view::{Item, SectionView};

use super::{FileStream, Receiver};
use crate::{Page, Problem};

/// Puts the files of a page into its draft.
pub(super) struct Attaching<'a> {
    pub desk: &'a desk::Desk,
    pub session: &'a desk::session::Session,
    pub draft: model::ApplicationId,
    /// The last file that was not taken: at which question, and why.
    pub refused: Option<(String, &'static str)>,
}

impl Receiver for Attaching<'_> {
    async fn receive(
        &mut self,
        path: String,
        name: String,
        bytes: FileStream<'_>,
    ) -> Result<(), Problem> {
        let given = Given { path: path.clone(), name, bytes };
        match self.desk.attach(self.session, self.draft, given).await {
            Ok(()) => Ok(()),
            Err(NotTaken::Desk(error)) => Err(error.into()),
            Err(why) => {
                self.refused = Some((path, word(&why)));
                Ok(())
            }
        }
    }
}

/// A word for the address: why a file was not taken. Its name is not told there.
fn word(why: &NotTaken) -> &'static str {
    match why {
        NotTaken::TooLarge(_) => "grande",
        NotTaken::Empty => "vuoto",
        NotTaken::WrongType(_) => "tipo",
        NotTaken::TooMany(_) | NotTaken::Desk(_) => "troppi",
    }
}

/// The part of an address that tells the page about a refused file.
pub(super) fn told((path, why): (String, &str)) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair("file", &path)
        .append_pair("perche", why)
        .finish()
}

/// Says at its question why a file was not taken.
pub(super) fn say(page: &Page, open: &Open, sections: &mut [SectionView], path: &str, why: &str) {
    let Some(text) = sentence(page, open, path, why) else { return };
    for section in sections {
        if put(&mut section.items, path, &text) {
            return;
        }
    }
}

fn put(items: &mut [Item], path: &str, text: &str) -> bool {
    items.iter_mut().any(|item| match item {
        Item::Control(control) if control.path == path => {
            control.problems.insert(0, text.to_owned());
            true
        }
        Item::Set(set) => put(&mut set.items, path, text),
        Item::Group(group) => group.rows.iter_mut().any(|row| put(&mut row.items, path, text)),
        Item::Control(_) | Item::Prose(_) => false,
    })
}

fn sentence(page: &Page, open: &Open, path: &str, why: &str) -> Option<String> {
    let asked = open.procedure.form.attachment(path)?;
    let types = asked.types.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
    let key = match why {
        "tipo" => "apply-file-wrong-type",
        "grande" => "apply-file-too-large",
        "vuoto" => "apply-file-empty",
        _ => "apply-files-too-many",
    };
    let with = [
        ("mb", i64::from(asked.max_mb).into()),
        ("types", types.as_str().into()),
        ("n", i64::from(asked.max_files).into()),
    ];
    Some(page.words.with(key, &with).into_owned())
}
