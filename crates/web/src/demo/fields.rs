//! `/demo/campi`: every kind of question in every state, as citizens meet them. For who writes forms, and for who
//! checks that everybody can fill them in.

use askama::Template;
use axum::extract::State;
use form::{
    Facts, Setting,
    showcase::{REGISTER, STEP, showcase},
    view::{self, Asked, Missing, StepView},
};

use crate::{Answer, App, Frame, Page, Problem, show};

#[derive(Template)]
#[template(path = "page/demo/fields.html")]
struct FieldsPage {
    frame: Frame,
    view: StepView,
}

pub(super) async fn page(State(app): State<App>, page: Page) -> Answer {
    if app.settings().demo.is_none() {
        return Err(Problem::NotFound);
    }
    let desk = &page.town.desk;
    let registers = desk.around.registers.clone();
    let example = showcase(registers.contains_key(REGISTER));
    let setting = Setting { registers, ..Setting::default() };
    let form = form::compile(&example.form, &setting)
        .map_err(|faults| Problem::internal(format!("{faults:?}")))?;
    let facts = Facts { files: &example.files, ..Facts::on(desk.today()) };
    let checked = form::check(&form, &example.raw, &facts);
    let asked = Asked { step: STEP, lang: page.lang, missing: Missing::Told };
    let view = view::step(&form, &example.raw, &checked, &facts, asked).ok_or(Problem::NotFound)?;
    show(FieldsPage { frame: page.frame(page.t("demo-fields-title")).without_contacts(), view })
}
