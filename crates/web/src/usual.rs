//! How long applications really take, as citizens are told: half of them, nine of ten, and who is before.

use desk::Loaded;

use crate::{Page, Problem};

/// "Di solito: metà delle pratiche come la tua si chiude entro 12 giorni…"; empty where too few ended.
pub(crate) async fn times(page: &Page, procedure: &str, key: &str) -> Result<String, Problem> {
    let Some(times) = page.town.desk.usual_times(procedure).await? else {
        return Ok(String::new());
    };
    let key = match times.half == times.most {
        true => format!("{key}-one"),
        false => key.to_owned(),
    };
    let values = [("half", times.half.into()), ("most", times.most.into())];
    Ok(page.words.with(&key, &values).into_owned())
}

/// "Prima della tua ce ne sono 4."; empty where that says nothing.
pub(crate) async fn before(page: &Page, loaded: &Loaded) -> Result<String, Problem> {
    let before = page.town.desk.before(loaded).await?;
    Ok(before.map(|n| page.words.n("usual-before", n).into_owned()).unwrap_or_default())
}
