//! The one document of a procedure: sheet, form, fees, workflow, letters and its own tests.
//! Pure: text in, values or faults out. Deliberately not here: files, databases, pages.

pub mod sheet;
