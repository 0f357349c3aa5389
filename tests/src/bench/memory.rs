//! P10: the memory of the server as it ships, idle, under load, and with large files coming in at once.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::{
    Method, StatusCode,
    multipart::{Form, Part},
};

use super::{
    Bench,
    figures::Line,
    load::{Asker, load},
    people::{drafts, enough},
    site::{How, Server, Site},
};
use crate::{direct::Complete, installation::Engine};

/// Clients at once.
const CLIENTS: usize = 64;
/// MiB.
const IDLE: f64 = 40.0;
const LOADED: f64 = 160.0;
const UPLOADS: f64 = 200.0;

/// The three ceilings that can be reached so far.
pub async fn ceilings(bench: &Bench) -> Vec<Line> {
    let Some(program) = &bench.sportello else {
        return vec![Line::absent("P10", "sportello IS NOT BUILT beside this binary")];
    };
    let sizes = bench.sizes;
    // A procedure that takes files this large.
    let site = Site::with(bench, "p10", Engine::Sqlite, |text| {
        text.replace("          max_files: 2\n", "          max_files: 4\n          max_mb: 60\n")
    })
    .await;
    let desk = site.desk(How { fsync: false, ..How::default() }).await;
    let people = enough(&desk, CLIENTS * 15).await;
    let ready = drafts(&desk, &people, CLIENTS.max(sizes.uploads)).await;
    let server = site.ship(program).await;
    let asker = Asker::new(&server.address);
    super::started::wait(&asker, "/").await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    let idle = Line::value("P10.idle", server.memory("VmRSS"), "MiB");
    // The goal is the shipped program's; a dev build is larger.
    let idle =
        if cfg!(debug_assertions) { idle.goal("≤40 in release") } else { idle.ceiling(IDLE) };

    let pages = ["/", "/servizi", "/servizi/mobilita-trasporti/permesso-ztl", "/bozze/"];
    let met = load(CLIENTS, 0..sizes.asks * 2, |n| {
        let (asker, draft) = (&asker, &ready[n % ready.len()]);
        async move {
            let page = pages[n % pages.len()];
            if page == "/bozze/" {
                asker.gets(&format!("/bozze/{}/riepilogo", draft.draft), &draft.token).await
            } else {
                asker.gets(page, &draft.token).await
            }
        }
    })
    .await;
    let peak = server.memory("VmHWM");
    let told = format!("{} pages", met.good);
    let loaded = Line::value("P10.64", peak, "MiB").ceiling(LOADED).note(told);
    let loaded = match met.bad {
        0 => loaded,
        bad => loaded.failing(format!("{bad} pages did not come")),
    };

    server.forget_peak();
    let before = server.memory("VmRSS");
    let file = large(sizes.upload_mb);
    let met = load(sizes.uploads, ready.iter().take(sizes.uploads), |draft| {
        let asker = &asker;
        async move {
            let part = Part::stream_with_length(file, file.len() as u64).file_name("grande.pdf");
            let field = format!("file:{}", draft.paper);
            let form = Form::new().text("_do", "carica").part(field, part);
            let path = format!("/bozze/{}/passi/{}", draft.draft, STEP);
            let answer = asker.ask(Method::POST, &path, &draft.token).multipart(form).send().await;
            answer.is_ok_and(|answer| {
                let to = answer.headers().get("location").and_then(|to| to.to_str().ok());
                answer.status() == StatusCode::SEE_OTHER
                    && !to.unwrap_or_default().contains("perche=")
            })
        }
    })
    .await;
    let peak = server.memory("VmHWM");
    let told = format!("{} × {} MB at once, {before:.0} before", sizes.uploads, sizes.upload_mb);
    let uploads = Line::value("P10.up", peak, "MiB").ceiling(UPLOADS).note(told);
    let uploads = match met.bad {
        0 => uploads,
        bad => uploads.failing(format!("{bad} files were not taken")),
    };
    let parts = in_parts(&server, &asker, &ready, (sizes.uploads, file)).await;
    vec![idle, loaded, uploads, parts]
}

/// The same files by the protocol that goes on after a line broke.
async fn in_parts(
    server: &Server,
    asker: &Asker,
    ready: &[Complete],
    (many, file): (usize, &'static [u8]),
) -> Line {
    server.forget_peak();
    let before = server.memory("VmRSS");
    let met = load(many, ready.iter().take(many), |draft| async move {
        let metadata = format!(
            "filename {},path {}",
            STANDARD.encode("parti.pdf"),
            STANDARD.encode(&draft.paper)
        );
        let begin = format!("/bozze/{}/caricamenti", draft.draft);
        let begun = asker
            .ask(Method::POST, &begin, &draft.token)
            .header("tus-resumable", "1.0.0")
            .header("upload-length", file.len())
            .header("upload-metadata", metadata)
            .send()
            .await;
        let Ok(begun) = begun else { return false };
        let Some(at) = begun.headers().get("location").and_then(|at| at.to_str().ok()) else {
            return false;
        };
        let sent = asker
            .ask(Method::PATCH, at, &draft.token)
            .header("tus-resumable", "1.0.0")
            .header("upload-offset", 0)
            .header("content-type", "application/offset+octet-stream")
            .body(file)
            .send()
            .await;
        sent.is_ok_and(|answer| answer.status() == StatusCode::NO_CONTENT)
    })
    .await;
    let peak = server.memory("VmHWM");
    let told = format!("{many} × {} MB in parts, {before:.0} before", file.len() / 1_000_000);
    let line = Line::value("P10.parts", peak, "MiB").ceiling(UPLOADS).note(told);
    match met.bad {
        0 => line,
        bad => line.failing(format!("{bad} files were not taken")),
    }
}

/// The step that asks for the file.
const STEP: &str = "general";

/// A file that is a PDF as far as its first bytes tell.
fn large(mb: usize) -> &'static [u8] {
    let mut bytes = crate::filling::PDF.to_vec();
    bytes.resize(mb * 1_000_000, b' ');
    bytes.leak()
}
