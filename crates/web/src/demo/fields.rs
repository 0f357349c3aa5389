//! `/demo/campi`: every kind of question in every state, as citizens meet them. For who writes forms, and for who
//! checks that everybody can fill them in.

use askama::Template;
use axum::extract::{Path, State};
use desk::paper::said;
use form::{
    Checked, Compiled, Facts, Setting, blank,
    showcase::{REGISTER, STEP, Showcase, showcase},
    view::{self, Asked, Missing, StepView},
};

use crate::{
    Answer, App, Frame, Page, Problem,
    apply::{at, download},
    show,
};

/// Where its documents to print and sign are.
const BLANKS: &str = "/demo/campi/modelli";

#[derive(Template)]
#[template(path = "page/demo/fields.html")]
struct FieldsPage {
    frame: Frame,
    view: StepView,
    blanks_url: &'static str,
}

pub(super) async fn page(State(app): State<App>, page: Page) -> Answer {
    let shown = Shown::of(&app, &page)?;
    let (form, raw) = (&shown.form, &shown.example.raw);
    let asked = Asked { step: STEP, lang: page.lang, missing: Missing::Told };
    let view = view::step(form, raw, &shown.checked, &shown.facts(&page), asked);
    let mut view = view.ok_or(Problem::NotFound)?;
    view::beside(&mut view.sections, &shown.example.earlier, page.lang);
    for (path, file) in &shown.example.unfinished {
        at(&mut view.sections, path, &mut |control| control.unfinished.push(file.clone()));
    }
    let frame = page.frame(page.t("demo-fields-title")).without_contacts();
    show(FieldsPage { frame, view, blanks_url: BLANKS })
}

/// A document to print and sign of the example.
pub(super) async fn blank(State(app): State<App>, page: Page, Path(path): Path<String>) -> Answer {
    let shown = Shown::of(&app, &page)?;
    let (form, raw) = (&shown.form, &shown.example.raw);
    let at = (path.as_str(), page.lang);
    let filled = blank::of_draft(form, raw, &shown.checked, &shown.facts(&page), at);
    let filled = filled.ok_or(Problem::NotFound)?;
    let desk = &page.town.desk;
    let service = said("demo-fields-title");
    Ok(download(desk.print_blank(filled, &service, desk.now()).await?, false))
}

/// The example as it stands.
struct Shown {
    example: Showcase,
    form: Compiled,
    checked: Checked,
}

impl Shown {
    /// There is one in a demo only.
    fn of(app: &App, page: &Page) -> Result<Shown, Problem> {
        if app.settings().demo.is_none() {
            return Err(Problem::NotFound);
        }
        let registers = page.town.desk.around.registers.clone();
        let example = showcase(registers.contains_key(REGISTER));
        let setting = Setting { registers, ..Setting::default() };
        let form = form::compile(&example.form, &setting)
            .map_err(|faults| Problem::internal(format!("{faults:?}")))?;
        let mut shown = Shown { example, form, checked: Checked::default() };
        shown.checked = form::check(&shown.form, &shown.example.raw, &shown.facts(page));
        Ok(shown)
    }

    fn facts(&self, page: &Page) -> Facts<'_> {
        Facts { files: &self.example.files, ..Facts::on(page.town.desk.today()) }
    }
}
