//! Break-glass and taking roles away, on both engines.

use chrono::Duration;
use model::access::Role;
use store::{Db, logs};
use totp_rs::{Builder, Secret};

use super::{NotRecovered, Way};
use crate::{
    Desk, Error,
    session::Acting,
    testing::{desk, session, settle, sign_in},
};

store::both_engines!(
    an_administrator_comes_in_once_with_the_code_and_everybody_is_told,
    such_an_administrator_is_one_for_an_hour,
    whoever_guesses_gets_five_codes,
    a_link_that_is_old_or_ended_opens_nothing,
    who_is_removed_is_out_in_the_same_moment,
    the_command_line_removes_by_key,
);

async fn made(desk: &Desk) -> Way {
    desk.make_recovery("Ada", "Neri", "root (uid 0)").await.unwrap()
}

fn token(way: &Way) -> String {
    let (page, token) = way.url.split_once("?codice=").unwrap();
    assert_eq!(page, "https://servizi.example/ufficio/emergenza");
    token.to_owned()
}

/// What an authenticator shows now, some half minutes off.
fn code(desk: &Desk, way: &Way, steps: i64) -> String {
    let secret = Secret::try_from_base32(&way.secret).unwrap();
    let shown = Builder::new().with_secret(secret).with_account_name("x").build().unwrap();
    let seconds = desk.now().utc().timestamp() + steps * 30;
    shown.generate(u64::try_from(seconds).unwrap()).to_string()
}

async fn an_administrator_comes_in_once_with_the_code_and_everybody_is_told(db: Db) {
    let desk = desk(db);
    let way = made(&desk).await;
    assert!(way.otpauth.starts_with("otpauth://totp/") && way.otpauth.contains(&way.secret));
    let token = token(&way);
    let shown = desk.recovery(&token).await.unwrap().unwrap();
    assert_eq!((shown.name.as_str(), shown.left), ("Ada Neri", 5));
    assert!(desk.recovery("another").await.unwrap().is_none());
    let late = code(&desk, &way, -2);
    let refused = desk.recover(&token, &late, "", None).await.unwrap_err();
    assert!(matches!(refused, NotRecovered::WrongCode { left: 4 }), "{refused}");
    let typed = code(&desk, &way, -1);
    let typed = format!(" {} {} ", &typed[..3], &typed[3..]);
    let from = Some("192.0.2.0/24".to_owned());
    let arrived = desk.recover(&token, &typed, "Firefox, Linux", from).await.unwrap();
    assert_eq!(arrived.acting, Acting::Staff);
    let me = session(&desk, &arrived.token).await.unwrap();
    assert!(me.is_emergency && me.is_staff() && me.level == 3);
    let mut roles: Vec<_> = me.roles.iter().map(|at| at.role).collect();
    roles.sort_unstable();
    assert_eq!(roles, [Role::ProcedureAdmin, Role::SiteAdmin, Role::SystemAdmin]);
    desk.staff(&me).await.unwrap();
    // A second time, with a code that is right.
    let again = desk.recover(&token, &code(&desk, &way, 0), "", None).await.unwrap_err();
    assert!(matches!(again, NotRecovered::Unknown), "{again}");
    assert!(desk.recovery(&token).await.unwrap().is_none());
    let written = logs::audits(&mut desk.db.peek().await.unwrap(), None, 9).await.unwrap();
    let written: Vec<_> = written.iter().map(|act| act.what.as_str()).collect();
    assert_eq!(written, ["break-glass session begun", "break-glass way made"]);
    settle(&desk).await;
    let sent = desk.mail.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].message.to, desk.municipality.contacts.email);
    let text = &sent[0].message.text;
    assert!(text.contains("Ada Neri") && text.contains("192.0.2.0/24"), "{text}");
}

async fn such_an_administrator_is_one_for_an_hour(db: Db) {
    let desk = desk(db);
    let way = made(&desk).await;
    let arrived = desk.recover(&token(&way), &code(&desk, &way, 0), "", None).await.unwrap();
    for _ in 0..3 {
        desk.clock.advance(Duration::minutes(19));
        assert!(session(&desk, &arrived.token).await.is_some(), "still used");
    }
    desk.clock.advance(Duration::minutes(3));
    assert!(session(&desk, &arrived.token).await.is_none());
    let mut read = desk.db.peek().await.unwrap();
    let over = "SELECT count(*) FROM session WHERE expires_at <= $1";
    let over = read.query(over).bind(desk.now()).fetch_one::<(i64,)>().await.unwrap();
    assert_eq!(over, (1,), "the session by itself, not only its roles");
    let held = store::roles::list(&mut read, None, 9).await.unwrap();
    assert_eq!(held.len(), 3);
    assert!(held.iter().all(|role| role.until.unwrap() <= desk.now()), "the roles end too");
}

async fn whoever_guesses_gets_five_codes(db: Db) {
    let desk = desk(db);
    let way = made(&desk).await;
    let (token, right) = (token(&way), code(&desk, &way, 0));
    let wrong = if right == "000000" { "000001" } else { "000000" };
    for left in (0..5).rev() {
        let refused = desk.recover(&token, wrong, "", None).await.unwrap_err();
        assert!(matches!(refused, NotRecovered::WrongCode { left: n } if n == left), "{refused}");
    }
    let refused = desk.recover(&token, &right, "", None).await.unwrap_err();
    assert!(matches!(refused, NotRecovered::Unknown), "{refused}");
}

async fn a_link_that_is_old_or_ended_opens_nothing(db: Db) {
    let desk = desk(db);
    let old = made(&desk).await;
    desk.clock.advance(Duration::minutes(16));
    let late = desk.recover(&token(&old), &code(&desk, &old, 0), "", None).await;
    assert!(matches!(late, Err(NotRecovered::Unknown)));
    let (used, unused) = (made(&desk).await, made(&desk).await);
    let arrived = desk.recover(&token(&used), &code(&desk, &used, 0), "", None).await.unwrap();
    let pia = sign_in(&desk, "staff", "pia", 2).await;
    assert_eq!(desk.end_recoveries("root (uid 0)").await.unwrap(), 1);
    assert!(session(&desk, &arrived.token).await.is_none());
    let ended = desk.recover(&token(&unused), &code(&desk, &unused, 0), "", None).await;
    assert!(matches!(ended, Err(NotRecovered::Unknown)));
    let pia = session(&desk, &pia).await.unwrap();
    let names: Vec<_> = desk.staff(&pia).await.unwrap().into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["Viola Pia"], "roles of everybody else stay");
}

async fn who_is_removed_is_out_in_the_same_moment(db: Db) {
    let desk = desk(db);
    let pia = session(&desk, &sign_in(&desk, "staff", "pia", 2).await).await.unwrap();
    let token = sign_in(&desk, "staff", "ugo", 2).await;
    let ugo = session(&desk, &token).await.unwrap();
    let private = sign_in(&desk, "citizens", "mario", 2).await;
    assert!(matches!(
        desk.remove_staff(&ugo, pia.person.id, false).await,
        Err(Error::NotTheirs(_))
    ));
    let oneself = desk.remove_staff(&pia, pia.person.id, false).await;
    assert!(matches!(oneself, Err(Error::Refused(_))), "{oneself:?}");
    desk.remove_staff(&pia, ugo.person.id, false).await.unwrap();
    assert!(session(&desk, &token).await.is_none());
    let ended = "SELECT count(*) FROM session WHERE ended_at IS NOT NULL";
    let mut read = desk.db.peek().await.unwrap();
    let ended = read.query(ended).fetch_one::<(i64,)>().await.unwrap();
    drop(read);
    assert_eq!(ended, (1,), "not only without roles: over");
    assert!(session(&desk, &private).await.is_some());
    let none = desk.remove_staff(&pia, ugo.person.id, false).await;
    assert!(matches!(none, Err(Error::NotFound)), "{none:?}");
    let written = logs::audits(&mut desk.db.peek().await.unwrap(), None, 1).await.unwrap();
    assert_eq!(
        (written[0].what.as_str(), written[0].person),
        ("staff removed", Some(pia.person.id))
    );
}

async fn the_command_line_removes_by_key(db: Db) {
    let desk = desk(db);
    let token = sign_in(&desk, "staff", "ugo", 2).await;
    let none = desk.remove_staff_by_key("cf:RSSMRA80A01H501U", "root").await;
    assert!(matches!(none, Err(Error::NotFound)), "{none:?}");
    let (name, _) = desk.remove_staff_by_key("cf:VRDGUO70A01L219W", "root").await.unwrap();
    assert_eq!(name, "Ugo Verdi");
    assert!(session(&desk, &token).await.is_none());
}
