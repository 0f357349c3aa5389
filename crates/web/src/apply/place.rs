//! Where somebody stands again after a button: at what they changed, never at the top of the page without need.

use desk::draft::Open;
use form::{Kind, view::page_id};

use super::Body;

/// The question that was answered anew by a posted page: of several the last that others depend on, else the last.
pub(super) fn changed<'b>(open: &Open, body: &'b Body) -> Option<&'b str> {
    let form = &open.procedure.form;
    let is_new = |(path, values): &(&String, &Vec<String>)| {
        form.kind_at(path).is_some_and(|kind| kind != Kind::Group)
            && open.raw.get(path) != values.as_slice()
    };
    let last = body.values.iter().filter(is_new).map(|(path, _)| path.as_str());
    last.max_by_key(|path| (form.is_read(path), form.place_of(path)))
}

/// What stands nearest once a row is gone, by its id in the page: the row after it, else the one before, else the
/// button that adds one.
pub(super) fn beside(body: &Body, group: &str, row: &str) -> String {
    let rows = body.values.get(group).map_or(&[][..], Vec::as_slice);
    let at = rows.iter().position(|id| id == row).unwrap_or(rows.len());
    let before = at.checked_sub(1).and_then(|at| rows.get(at));
    match rows.get(at + 1).or(before) {
        Some(row) => page_id(&format!("{group}.{row}")),
        None => format!("{}-add", page_id(group)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_goes_leaves_one_at_the_next() {
        let rows = |ids: &[&str]| Body {
            values: [("people".to_owned(), ids.iter().map(|id| (*id).to_owned()).collect())].into(),
            ..Body::default()
        };
        let three = rows(&["r1", "r2", "r3"]);
        assert_eq!(beside(&three, "people", "r1"), "f-people-r2");
        assert_eq!(beside(&three, "people", "r3"), "f-people-r2");
        assert_eq!(beside(&rows(&["r1"]), "people", "r1"), "f-people-add");
        assert_eq!(beside(&Body::default(), "people", "r1"), "f-people-add");
    }
}
