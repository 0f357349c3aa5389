//! What files are called once they are sent: the author's name in place of «IMG_2041.jpg», so that the office finds its
//! way among them (*ridenominazione degli allegati*).

use std::collections::{BTreeMap, BTreeSet};

use model::{Lang, fold};
use rule::{Context, Value};

use crate::answers::{Answers, Scope};
use crate::compiled::{Compiled, Located};
use crate::facts::Facts;
use crate::show::{RowWriter, Writer};

/// Longest name without its ending, in bytes: names are ASCII.
const LONGEST: usize = 100;

/// The names of the files of these answers that get one, by the ids of the files. No two files get the same.
#[must_use]
pub fn names(form: &Compiled, answers: &Answers, facts: &Facts<'_>) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    let mut taken = BTreeSet::new();
    let context = Context { today: facts.today, calendar: facts.calendar };
    for (path, value) in answers.iter() {
        let Some(Located { field, row }) = form.locate(path) else { continue };
        let field = &form.fields[field];
        let (Some(template), Value::List(files)) = (&field.save_as, value) else { continue };
        let row = field.group.zip(row);
        let scope = Scope { form, answers, more: facts.more, row };
        let show = RowWriter { writer: Writer { form, facts, lang: Lang::It }, group: field.group };
        let mut stem = fold::slug(&template.render(&scope, &context, &show));
        stem.truncate(LONGEST);
        for file in files.iter() {
            let Value::Text(id) = file else { continue };
            let Some(known) = facts.files.get(id.as_ref()) else { continue };
            if !stem.is_empty() {
                names.insert(id.to_string(), free(&stem, ending(&known.name), &mut taken));
            }
        }
    }
    names
}

/// The first of `stem.ending`, `stem-2.ending`, … that no other file has.
fn free(stem: &str, ending: String, taken: &mut BTreeSet<String>) -> String {
    let first = format!("{stem}{ending}");
    let more = (2..).map(|n| format!("{stem}-{n}{ending}"));
    let name = std::iter::once(first).chain(more).find(|name| !taken.contains(name));
    let name = name.unwrap_or_default();
    taken.insert(name.clone());
    name
}

/// `.pdf`, or `.pdf.p7m` of what was signed: both say what is inside.
fn ending(name: &str) -> String {
    let is_ending = |part: &&str| {
        (1..=5).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let mut parts = name.rsplit('.').take(name.matches('.').count());
    let last = parts.next().filter(is_ending).unwrap_or_default().to_ascii_lowercase();
    let inner = parts.next().filter(|part| last == "p7m" && is_ending(part));
    match (inner, last.as_str()) {
        (_, "") => String::new(),
        (Some(inner), last) => format!(".{}.{last}", inner.to_ascii_lowercase()),
        (None, last) => format!(".{last}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_says_what_is_inside() {
        for (name, said) in [
            ("IMG_2041.JPG", ".jpg"),
            ("contratto.v2.pdf.p7m", ".pdf.p7m"),
            ("pianta", ""),
            ("Rossi dott. Mario", ""),
            (".pdf", ".pdf"),
        ] {
            assert_eq!(ending(name), said, "{name}");
        }
    }

    #[test]
    fn no_two_files_have_one_name() {
        let mut taken = BTreeSet::new();
        let names = [(); 3].map(|()| free("pianta", ".pdf".to_owned(), &mut taken));
        assert_eq!(names, ["pianta.pdf", "pianta-2.pdf", "pianta-3.pdf"]);
        assert_eq!(free("pianta", ".jpg".to_owned(), &mut taken), "pianta.jpg");
    }
}
