//! Files of a step: taken while they stream in, and said at their question when they are not.

use desk::draft::{Given, NotTaken, Open, Upload};
use form::{
    FileType,
    view::{Control, Item, SectionView, Unfinished},
};
use words::Value;

use super::{FILES, FileStream, Receiver};
use crate::{Page, Problem};

/// A file that was not taken.
pub(super) struct Refused {
    /// The question that it was given to.
    path: String,
    /// Which file, why, and what to do.
    text: String,
}

/// Puts the files of a page into its draft.
pub(super) struct Attaching<'a> {
    pub page: &'a Page,
    pub session: &'a desk::session::Session,
    pub open: &'a Open,
    /// What was not taken, in the order in which it came.
    pub refused: Vec<Refused>,
}

impl Receiver for Attaching<'_> {
    const LIMIT: usize = FILES;

    async fn receive(
        &mut self,
        path: String,
        name: String,
        bytes: FileStream<'_>,
    ) -> Result<(), Problem> {
        let given = Given { path: path.clone(), name: name.clone(), bytes };
        match self.page.town.desk.attach(self.session, self.open.id, given).await {
            Ok(()) => Ok(()),
            Err(NotTaken::Desk(error)) => Err(error.into()),
            Err(why) => {
                let text = sentence(self.page, &name, &why);
                self.refused.push(Refused { path, text });
                Ok(())
            }
        }
    }
}

/// Says at their questions which files were not taken, and why.
pub(super) fn say(sections: &mut [SectionView], refused: &[Refused]) {
    // Each comes before what the question says already: the last first.
    for Refused { path, text } in refused.iter().rev() {
        at(sections, path, &mut |control| {
            control.problems.insert(0, text.to_owned());
            control.has_refused = true;
        });
    }
}

/// Says at their questions which files broke off on their way.
pub(super) fn say_unfinished(sections: &mut [SectionView], uploads: Vec<Upload>) {
    for Upload { id, path, name, size, received, .. } in uploads {
        let unfinished = Unfinished { id: id.to_string(), name, size, received };
        at(sections, &path, &mut |control| control.unfinished.push(unfinished.clone()));
    }
}

/// Does something with the question of a path, if it is on the page.
pub(crate) fn at(sections: &mut [SectionView], path: &str, what: &mut dyn FnMut(&mut Control)) {
    sections.iter_mut().any(|section| find(&mut section.items, path, what));
}

fn find(items: &mut [Item], path: &str, what: &mut dyn FnMut(&mut Control)) -> bool {
    items.iter_mut().any(|item| match item {
        Item::Control(control) if control.path == path => {
            what(control);
            true
        }
        Item::Set(set) => find(&mut set.items, path, what),
        Item::Group(group) => group.rows.iter_mut().any(|row| find(&mut row.items, path, what)),
        Item::Control(_) | Item::Prose(_) => false,
    })
}

/// Why a file was not taken, by its name, and what to do.
pub(super) fn sentence(page: &Page, name: &str, why: &NotTaken) -> String {
    let say = |key: &str, more: (&str, Value<'_>)| {
        page.words.with(key, &[("name", name.into()), more]).into_owned()
    };
    match why {
        NotTaken::TooLarge(mb) => say("apply-files-too-large", ("mb", i64::from(*mb).into())),
        NotTaken::Empty => page.words.with("apply-files-empty", &[("name", name.into())]).into(),
        NotTaken::Damaged => {
            page.words.with("apply-files-damaged", &[("name", name.into())]).into()
        }
        NotTaken::Program => {
            page.words.with("apply-files-program", &[("name", name.into())]).into()
        }
        NotTaken::TooMany(n) => say("apply-files-too-many", ("n", i64::from(*n).into())),
        NotTaken::Desk(_) => page.words.with("apply-files-failed", &[("name", name.into())]).into(),
        NotTaken::WrongType { takes, .. } => match pretended(name, takes) {
            Some(kind) => {
                let key = match takes.contains(&FileType::Jpg) {
                    true => "apply-files-false-or-photo",
                    false => "apply-files-false",
                };
                say(key, ("type", kind.name().into()))
            }
            None => {
                let names: Vec<&str> = takes.iter().map(|kind| kind.name()).collect();
                say("apply-files-wrong-type", ("types", names.join(", ").as_str().into()))
            }
        },
    }
}

/// The accepted type that a file has by its name alone.
fn pretended(name: &str, types: &[FileType]) -> Option<FileType> {
    let (_, ending) = name.rsplit_once('.')?;
    let ending = match ending.to_ascii_uppercase() {
        long if long == "JPEG" => "JPG".to_owned(),
        long if long == "TIF" => "TIFF".to_owned(),
        short => short,
    };
    types.iter().copied().find(|kind| kind.name() == ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_pretends_to_be_what_its_name_says() {
        let types = [FileType::Pdf, FileType::Jpg];
        assert_eq!(pretended("lie.pdf", &types), Some(FileType::Pdf));
        assert_eq!(pretended("foto.JPEG", &types), Some(FileType::Jpg));
        assert_eq!(pretended("foto.png", &types), None);
        assert_eq!(pretended("carta", &types), None);
    }
}
