//! The desk's use cases called directly, without pages: for what is measured or killed in the middle.

use std::collections::BTreeMap;

use desk::{Desk, draft::Given, session::Session};
use form::{FileType, Kind};
use gateway::identity::Callback;
use model::ApplicationId;

use crate::filling::{PDF, PNG, SIGNED};

/// Somebody who came in.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The cookie.
    pub token: String,
    /// What it opens.
    pub session: Session,
}

/// Signs somebody in by a provider's twin.
pub async fn sign_in(desk: &Desk, provider: &str, code: &str) -> Signed {
    let leaving = desk.begin_sign_in(provider, None, 2, "/", None).await.expect("the twin answers");
    let url = url::Url::parse(&leaving.url).expect("an address");
    let state = url.query_pairs().find(|(name, _)| name == "state").expect("a state").1;
    let code = Some(code.to_owned());
    let callback = Callback { state: state.into_owned(), code, ..Callback::default() };
    let arrived = desk.finish_sign_in(&callback, &leaving.browser, "Test", None).await;
    let arrived = arrived.expect("let in");
    let session = session(desk, &arrived.token).await;
    Signed { token: arrived.token, session }
}

/// What a cookie opens.
pub async fn session(desk: &Desk, token: &str) -> Session {
    desk.session(token, "/").await.expect("storage answers").expect("the session holds")
}

/// A draft that can be sent.
#[derive(Debug, Clone)]
pub struct Complete {
    /// The cookie of whose it is.
    pub token: String,
    /// Which one.
    pub draft: ApplicationId,
    /// What its summary gave.
    pub proof: String,
    /// Where its file is asked for.
    pub paper: String,
}

/// A complete draft of a permit, with its file: the answers of one of the procedure's own test cases.
pub async fn permit(desk: &Desk, me: &Signed) -> Complete {
    complete(desk, me, ("permesso-ztl", "Un residente con un'automobile"), &[]).await
}

/// A complete draft, with its files: the answers of one of the procedure's own test cases, but for these.
pub async fn complete(
    desk: &Desk,
    me: &Signed,
    (procedure, case): (&str, &str),
    but: &[(&str, &str)],
) -> Complete {
    let Signed { token, session: me } = me;
    let draft = desk.begin_draft(me, procedure).await.expect("a draft");
    let open = desk.draft(me, draft).await.expect("the draft");
    let procedure = &open.procedure;
    let example = procedure.example(case, desk.today()).expect("a case");
    let (mut values, mut papers) = (BTreeMap::new(), Vec::new());
    for (path, texts) in example.raw.iter().filter(|(path, _)| !path.starts_with("applicant.")) {
        if texts.first().is_some_and(|text| example.files.contains_key(text)) {
            papers.push(path.to_owned());
        } else {
            values.insert(path.to_owned(), texts.to_vec());
        }
    }
    for (path, text) in but {
        values.insert((*path).to_owned(), vec![(*text).to_owned()]);
    }
    let given: Vec<_> = values.iter().map(|(at, texts)| open.answer("test", at, texts)).collect();
    desk.save(me, draft, &given).await.expect("saved");
    for path in papers.clone() {
        let takes = procedure.form.attachment(&path);
        let is_pdf = takes.is_none_or(|it| it.types.contains(&FileType::Pdf));
        let (name, bytes) = match procedure.form.kind_at(&path) {
            Some(Kind::SignedDocument) => ("relazione.pdf", SIGNED),
            _ if is_pdf => ("carta.pdf", PDF),
            _ => ("foto.png", PNG),
        };
        let bytes = futures_util::stream::iter([Ok(bytes.into())]);
        let given = Given { path, name: name.to_owned(), bytes };
        desk.attach(me, draft, given).await.expect("attached");
    }
    let open = desk.draft(me, draft).await.expect("the draft");
    assert!(open.checked.is_complete(), "{:?}", open.checked.problems);
    Complete {
        token: token.clone(),
        draft,
        proof: open.token,
        paper: papers.pop().unwrap_or_default(),
    }
}
