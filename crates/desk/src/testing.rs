//! A desk for the tests of this room: storage of either engine, providers and mail in memory, a clock that the test
//! moves, keys that pass.

use std::{collections::BTreeMap, sync::Arc};

use documents::{Blank, DocumentError, Letter, Press, Receipt};
use gateway::{
    clock::Clock,
    identity::{Audience, Callback, GroupRole, MemoryPerson, ProviderConfig, Providers},
    keys::Keyring,
    mail::Mail,
    previews::Previews,
    scanner::Scanner,
    vault::Vault,
};
use model::{Localized, Moment, access::Role, municipality::Municipality};
use procedure::Surroundings;
use serde_json::{Map, json};
use store::Db;

use crate::{Desk, House, Places, session::Session};

const TOWN: &str = include_str!("../../../config/municipalities/grugliasco/municipality.toml");
const PERMIT: &str =
    include_str!("../../../config/municipalities/grugliasco/procedures/permesso-ztl.yaml");
const STREETS: &str =
    include_str!("../../../config/municipalities/grugliasco/registers/streets.csv");

/// Papers are not the subject here.
struct NoPress;

impl Press for NoPress {
    fn receipt(&self, _: &Receipt) -> Result<Vec<u8>, DocumentError> {
        Ok(Vec::new())
    }

    fn letter(&self, _: &Letter) -> Result<Vec<u8>, DocumentError> {
        Ok(Vec::new())
    }

    fn blank(&self, _: &Blank) -> Result<Vec<u8>, DocumentError> {
        Ok(Vec::new())
    }
}

/// A desk at noon of 1 March 2027 (Rome), with providers of its own.
pub(crate) fn desk(db: Db) -> Desk {
    desk_with(db, Providers::memory(configs(), persons()))
}

/// The same with these providers.
pub(crate) fn desk_with(db: Db, providers: Providers) -> Desk {
    let clock = Clock::manual(Moment::from_utc("2027-03-01T11:00:00Z".parse().unwrap()));
    let municipality: Municipality = toml::from_str(TOWN).unwrap();
    let streets = procedure::registers::read(STREETS).unwrap();
    let registers = [("streets".to_owned(), Arc::new(streets))].into_iter().collect();
    Desk::open(House {
        db,
        keys: Keyring::passing(&clock),
        vault: Vault::memory(clock.clone()),
        scanner: Scanner::Absent,
        previews: Previews::Absent,
        clock,
        mail: Mail::memory(),
        payments: None,
        press: Arc::new(NoPress),
        providers,
        municipality: Arc::new(municipality),
        crest: None,
        around: Surroundings { registers },
        address: "https://servizi.example".to_owned(),
        places: Places::from(BTreeMap::from([("H501".to_owned(), "Roma (RM)".to_owned())])),
        log_months: 24,
    })
}

/// Publishes the permit that ships, at a level of assurance.
pub(crate) async fn publish(desk: &Desk, level: u8) {
    let text = PERMIT.replace("    level: 2\n", &format!("    level: {level}\n"));
    assert!(level == 2 || text != PERMIT, "the document says no level");
    let imported = desk.import(&text, None).await.unwrap();
    desk.publish(&imported.procedure, imported.revision, None).await.unwrap();
}

/// Lets everybody in whom [`persons`] names: citizens, and staff by their groups.
pub(crate) fn configs() -> Vec<ProviderConfig> {
    let of = |id: &str, audience| {
        let mut config =
            ProviderConfig::new(id, Localized::it("Identità"), audience, "http://127.0.0.1:1");
        config.insecure_loopback = true;
        config
    };
    let mut staff = of("staff", Audience::Staff);
    staff.without_fiscal_code = true;
    let at = |role| GroupRole { role, office: None, procedure: None };
    staff.groups = [
        ("administrators".to_owned(), vec![at(Role::SystemAdmin)]),
        ("clerks".to_owned(), vec![at(Role::Clerk)]),
    ]
    .into_iter()
    .collect();
    vec![of("citizens", Audience::Citizen), staff]
}

/// `mario` and `anna`, also at level 1; `pia` administers, `ugo` is a clerk, and so is `mario-at-work`.
pub(crate) fn persons() -> Vec<MemoryPerson> {
    [
        ("mario", "Mario", "Rossi", "RSSMRA80A01H501U", "", 3),
        ("mario-1", "Mario", "Rossi", "RSSMRA80A01H501U", "", 1),
        ("mario-2", "Mario", "Rossi", "RSSMRA80A01H501U", "", 2),
        ("anna", "Anna", "Bianchi", "BNCNNA75E50F205H", "", 2),
        ("pia", "Pia", "Viola", "", "administrators", 2),
        ("ugo", "Ugo", "Verdi", "VRDGUO70A01L219W", "clerks", 2),
        // Mario Rossi at work, where somebody wrote another name.
        ("mario-at-work", "Dott. Mario", "R.", "RSSMRA80A01H501U", "clerks", 2),
        ("nobody", "Leo", "Grigi", "", "visitors", 2),
    ]
    .into_iter()
    .map(|(code, given, family, fiscal_code, group, level)| {
        let names = gateway::identity::ClaimMap::default();
        let mut claims = Map::new();
        claims.insert(names.given_name, json!(given));
        claims.insert(names.family_name, json!(family));
        claims.insert(names.email, json!(format!("{code}@example.it")));
        let place = if code == "anna" { "Milano" } else { "h501" };
        claims.insert("place_of_birth".to_owned(), json!({ "locality": place }));
        if !fiscal_code.is_empty() {
            claims.insert(names.fiscal_code, json!(format!("TINIT-{fiscal_code}")));
        }
        if !group.is_empty() {
            claims.insert(names.groups, json!([group]));
        }
        MemoryPerson { code: code.to_owned(), level, claims }
    })
    .collect()
}

/// What a provider's twin sends back for a person whose sign-in goes to `url`.
pub(crate) fn answer(url: &str, code: &str) -> Callback {
    let url = url::Url::parse(url).unwrap();
    let (_, state) = url.query_pairs().find(|(name, _)| name == "state").unwrap();
    Callback { state: state.into_owned(), code: Some(code.to_owned()), ..Callback::default() }
}

/// Signs somebody in at a level of assurance; the session's cookie.
pub(crate) async fn sign_in(desk: &Desk, provider: &str, code: &str, level: u8) -> String {
    let leaving = desk.begin_sign_in(provider, None, level, "/", None).await.unwrap();
    let callback = answer(&leaving.url, code);
    let from = Some("192.0.2.0/24".to_owned());
    desk.finish_sign_in(&callback, &leaving.browser, "Firefox, Linux", from).await.unwrap().token
}

/// What a cookie opens.
pub(crate) async fn session(desk: &Desk, token: &str) -> Option<Session> {
    desk.session(token, "/").await.unwrap()
}

/// A citizen who is signed in.
pub(crate) async fn citizen(desk: &Desk, code: &str, level: u8) -> Session {
    session(desk, &sign_in(desk, "citizens", code, level).await).await.unwrap()
}

/// Works off everything that is due.
pub(crate) async fn settle(desk: &Desk) {
    while desk.work_once().await.unwrap() > 0 {}
}
