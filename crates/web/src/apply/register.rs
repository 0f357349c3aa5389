//! Searching a register while somebody types. What is in registers is public: nobody has to be signed in, and answers
//! may be kept for a while.

use axum::{
    Json,
    extract::{Path, Query},
    http::header,
    response::IntoResponse,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Answer, Page, Problem};

/// Entries that are offered at once.
const OFFERED: usize = 20;
/// Characters that are looked for; nothing is called longer.
const LONGEST: usize = 200;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
}

/// Labels of the entries that have the words of what was typed.
pub(super) async fn search(
    page: Page,
    Path(name): Path<String>,
    Query(Asked { q }): Query<Asked>,
) -> Answer {
    let text: String = q.chars().take(LONGEST).collect();
    let found = page.town.desk.search_register(&name, &text, OFFERED).ok_or(Problem::NotFound)?;
    let labels: Vec<Value> = found.iter().map(|entry| json!(entry.label.get(page.lang))).collect();
    Ok(([(header::CACHE_CONTROL, "private, max-age=300")], Json(labels)).into_response())
}
