//! What of a form can be opened again: its sections, and what in them a source answers for.

use model::Localized;

use super::stays;
use crate::compiled::{Compiled, CompiledField};
use crate::kinds::Shape;

impl Compiled {
    /// Ids of all sections, in order.
    pub fn section_ids(&self) -> impl Iterator<Item = &str> {
        self.sections.iter().map(|section| section.id.as_str())
    }

    /// What a section is called; none if it has no name of its own.
    #[must_use]
    pub fn section_title(&self, id: &str) -> Option<&Localized> {
        let section = self.sections.iter().find(|section| section.id == id)?;
        Some(&section.title).filter(|title| !title.is_empty())
    }

    /// Something in a section can be answered again: not only what is read, computed, declared or handed in.
    #[must_use]
    pub fn can_be_opened(&self, section: &str) -> bool {
        let at = self.sections.iter().position(|known| known.id == section);
        let is_open = |field: &&CompiledField| {
            let shape = field.kind().shape();
            let is_answer =
                matches!(shape, Shape::Single | Shape::Choices) && field.value.is_none();
            Some(field.section) == at && is_answer && !stays(field.kind())
        };
        self.fields.iter().any(|field| is_open(&field))
    }

    /// Paths of the outermost questions of a section that can be answered again, in order.
    #[must_use]
    pub fn of_section(&self, id: &str) -> Vec<String> {
        let section = self.sections.iter().find(|section| section.id == id);
        let fields = section.into_iter().flat_map(|section| &section.fields);
        let fields = fields.map(|&field| &self.fields[field]);
        fields.filter(|field| !stays(field.kind())).map(|field| field.path.clone()).collect()
    }

    /// Paths, outside of rows, of the questions that a source first fills in.
    pub fn filled_from<'a>(&'a self, source: &'a str) -> impl Iterator<Item = &'a str> {
        let is_from = move |field: &&CompiledField| {
            field.group.is_none() && field.def.prefill.iter().flatten().any(|from| from == source)
        };
        self.fields.iter().filter(is_from).map(|field| field.path.as_str())
    }

    /// The step that a section stands in.
    #[must_use]
    pub fn step_of_section(&self, id: &str) -> Option<&str> {
        let section = self.sections.iter().find(|section| section.id == id)?;
        self.steps.get(section.step).map(|step| step.id.as_str())
    }
}
