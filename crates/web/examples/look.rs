//! Temporary server for looking at pages.
use std::path::Path;
fn town(slug: &str) -> web::Town {
    let dir = Path::new("config/municipalities").join(slug);
    let m: model::municipality::Municipality =
        toml::from_str(&std::fs::read_to_string(dir.join("municipality.toml")).unwrap()).unwrap();
    assert_eq!(m.faults(), []);
    let crest = std::fs::read(dir.join(&m.crest)).unwrap_or_default();
    let mut files = vec![];
    for d in ["", "services"] {
        if let Ok(all) = std::fs::read_dir(dir.join("content").join(d)) {
            for f in all.flatten().filter(|f| f.path().is_file()) {
                let name = Path::new(d).join(f.file_name()).to_string_lossy().into_owned();
                files.push((name, std::fs::read_to_string(f.path()).unwrap()));
            }
        }
    }
    files.sort();
    let content =
        web::catalogue::Content::read(files.iter().map(|(a, b)| (a.as_str(), b.as_str())))
            .unwrap_or_else(|e| panic!("{e}"));
    let mut all: Vec<web::catalogue::Service> = vec![];
    if let Ok(ps) = std::fs::read_dir(dir.join("procedures")) {
        for p in ps.flatten() {
            let Ok(s) = procedure::read(&std::fs::read_to_string(p.path()).unwrap()) else {
                continue;
            };
            all.push(web::catalogue::Service {
                id: s.procedure.id,
                title: s.procedure.title,
                sheet: s.procedure.sheet,
                is_online: true,
                updated: chrono::NaiveDate::from_ymd_opt(2026, 11, 2),
            });
        }
    }
    all.extend(content.leaflets.iter().cloned().map(Into::into));
    let t = web::Town::new(m, crest, content);
    t.publish(web::catalogue::Catalogue::new(all));
    t
}
#[tokio::main]
async fn main() {
    let app =
        web::App::new([town("grugliasco"), town("borgo-esempio")], web::Settings { tls: false });
    let l = tokio::net::TcpListener::bind("127.0.0.1:8091").await.unwrap();
    axum::serve(l, web::router(app)).await.unwrap();
}
