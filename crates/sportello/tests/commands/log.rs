//! A sign-in over the demo's identity provider, and what the commands then find of it in the log.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    os::unix::fs::PermissionsExt as _,
    time::Duration,
};

use serde_json::Value;

use crate::{
    Server,
    installation::{Installation, demo_issuer, prepared, said, text},
};

/// What a request answers: where it leads, its cookies, its body.
struct Answer {
    location: Option<String>,
    cookies: Vec<String>,
    body: String,
}

fn ask(url: &str, cookie: &str, form: Option<&str>) -> Answer {
    let rest = url.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    let address: SocketAddr = host.replace("localhost", "127.0.0.1").parse().unwrap();
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let method = if form.is_some() { "POST" } else { "GET" };
    let form = form.unwrap_or_default();
    write!(
        stream,
        "{method} /{path} HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let header = |name: &str| {
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        let named = lines.filter(|(found, _)| found.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.to_owned()).collect::<Vec<_>>()
    };
    Answer {
        location: header("location").pop(),
        cookies: header("set-cookie"),
        body: body.to_owned(),
    }
}

/// The fields that a page sends again.
fn hidden(html: &str) -> Vec<(String, String)> {
    let inputs = html.split("<input type=\"hidden\" name=\"").skip(1);
    let fields = inputs.map(|rest| {
        let (name, rest) = rest.split_once("\" value=\"").unwrap();
        let value = rest.split('"').next().unwrap();
        (name.to_owned(), value.replace("&#38;", "&").replace("&amp;", "&"))
    });
    fields.collect()
}

/// Signs a citizen in by pages alone, and out again.
fn sign_in(here: &Installation, person: &str) {
    let at = |path: &str| format!("http://{}{path}", here.listen);
    let leaving = ask(&at("/accedi/demo?da=/area-personale"), "", None);
    let browser = leaving.cookies[0].split(';').next().unwrap().to_owned();
    let asked = leaving.location.unwrap();
    let choose = ask(&asked, "", None).body;
    let action = choose.split("action=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let action = url::Url::parse(&asked).unwrap().join(action).unwrap();
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(hidden(&choose)).append_pair("person", person);
    let answered = ask(action.as_str(), "", Some(&form.finish()));
    let back = answered.location.unwrap();
    let arrived = ask(&back, &browser, None);
    assert_eq!(arrived.location.as_deref(), Some("/area-personale"), "{}", arrived.body);
}

#[test]
fn the_log_of_sign_ins_is_found_handed_over_and_shows_what_was_changed() {
    let here = prepared("log");
    let issuer = demo_issuer(&here);
    let client = demo_provider::CITIZENS;
    here.say(&format!(
        "address = \"http://{}\"\n[[municipality.grugliasco.provider]]\nid = \"demo\"\n\
         audience = \"citizen\"\nlabel = \"Identità di prova\"\nissuer = \"{issuer}\"\n\
         client_id = \"{}\"\nclient_secret = \"{}\"\ninsecure_loopback = true\n",
        here.listen, client.id, client.secret
    ));
    let persons = demo_provider::persons();
    let person = persons.iter().find(|one| one.kind == demo_provider::Kind::Citizen).unwrap();
    let server = Server::start(&here);
    sign_in(&here, person.code);
    server.stop();

    let log = |more: &[&str]| {
        let all = ["sign-in-log"].iter().chain(more);
        here.run(&all.map(|word| (*word).to_owned()).collect::<Vec<_>>())
    };
    let of =
        ["--municipality", "grugliasco", "--reason", "request 12", "--fiscal-code", person.code];
    let list = log(&[&["search"], &of[..]].concat());
    let list = text(&list);
    for kind in ["authentication_request", "token_request", "token_response", "userinfo_response"] {
        assert!(list.contains(kind), "{kind} in\n{list}");
    }
    let by = |flag: &str, value: &str| {
        let told = log(&["search", "--municipality", "grugliasco", "--reason", "x", flag, value]);
        text(&told)
    };
    assert_eq!(by("--jti", "none"), "0 messages\n");
    let without_reason = log(&["search", "--municipality", "grugliasco", "--jti", "none"]);
    assert!(said(&without_reason).contains("--reason"), "{}", said(&without_reason));
    let everything = log(&["search", "--municipality", "grugliasco", "--reason", "curious"]);
    assert!(!everything.status.success(), "something must be looked for");

    let out = here.folder.join("log.jsonl");
    let path = out.to_str().unwrap();
    let export = log(&[&["export", "--out", path], &of[..]].concat());
    assert!(export.status.success(), "{}", said(&export));
    assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
    let lines: Vec<Value> = fs::read_to_string(&out)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let body = |kind: &str| {
        let line = lines.iter().find(|line| line["kind"] == kind).unwrap();
        line["body"].as_str().unwrap().to_owned()
    };
    assert!(body("authentication_request").starts_with(&issuer));
    assert!(body("token_response").contains("access_token"));
    assert!(body("userinfo_response").contains(person.code));
    assert!(!body("token_request").contains(client.secret));
    // By each name that the messages hold, the whole sign-in is found.
    for (flag, name) in [("--code", "code"), ("--subject", "sub"), ("--jti", "jti")] {
        let said = lines.iter().find_map(|line| line[name].as_str());
        let said = said.unwrap_or_else(|| panic!("no message holds {name}"));
        assert_eq!(by(flag, said), list, "{flag} {said}");
    }
    let again = log(&[&["export", "--out", path], &of[..]].concat());
    assert!(!again.status.success(), "a file that is there is not written over");

    assert!(here.good(&["verify"]).contains("log of sign-ins"));
    assert!(text(&log(&["verify"])).contains(": whole"));
    tamper(&here);
    let broken = log(&["verify"]);
    assert!(!broken.status.success());
    assert!(text(&broken).contains("row 3 was changed"), "{}", text(&broken));
    assert!(!here.run(&["verify"]).status.success());
}

/// Changes a row as somebody who can write the database.
fn tamper(here: &Installation) {
    let url = format!("sqlite:{}", here.folder.join("grugliasco/desk.db").display());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = store::Db::open(&url).await.unwrap();
        let mut tx = db.write().await.unwrap();
        tx.query("UPDATE signin_log SET provider = 'other' WHERE seq = 3").execute().await.unwrap();
        tx.commit().await.unwrap();
        db.close().await;
    });
}
