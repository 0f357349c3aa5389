//! What a municipality says of itself: name, hosts, colours, contacts, offices, calendar.
//! Read from `municipality.toml`; deliberately without secrets, addresses of servers or pages.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::Localized;

/// One municipality (*Comune*).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Municipality {
    /// Short name in addresses of files and databases: `[a-z0-9-]+`.
    pub slug: String,
    /// Bare name: "Grugliasco".
    pub name: String,
    /// Full name as a heading: "Comune di Grugliasco".
    pub title: Localized,
    pub tagline: Localized,
    pub province: Province,
    pub region: Region,
    /// Code in the index of public administrations (IPA), empty if unknown.
    #[serde(default)]
    pub ipa: String,
    /// Cadastral (Belfiore) code, as fiscal codes and forms use it.
    #[serde(default)]
    pub belfiore: String,
    pub hosts: Hosts,
    pub theme: Theme,
    /// Coat of arms, an SVG inside the municipality's folder.
    pub crest: String,
    pub contacts: Contacts,
    #[serde(default)]
    pub socials: Vec<Social>,
    pub links: Links,
    #[serde(default)]
    pub calendar: CalendarSettings,
    #[serde(default)]
    pub retention: Retention,
    #[serde(default)]
    pub areas: Vec<Area>,
    pub offices: Vec<Office>,
}

/// Province, with its two letters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Province {
    pub name: String,
    pub code: String,
}

/// Region, with its own site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    pub name: String,
    pub url: String,
}

/// The names it answers to, without port. The first two are canonical for their area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hosts {
    /// The institutional site: `comune.<name>.<province>.it`.
    pub site: String,
    /// The desk: `servizi.comune.<name>.<province>.it`.
    pub desk: String,
    #[serde(default)]
    pub also: Vec<String>,
}

impl Hosts {
    /// Every name, canonical ones first.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        [&self.site, &self.desk].into_iter().chain(&self.also).map(String::as_str)
    }
}

/// Colours. Hue in degrees (0–360), saturation and brightness in per cent (HSB, as the national
/// theme states them).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    pub hue: f64,
    pub saturation: f64,
    pub brightness: f64,
}

/// How to reach the municipality.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contacts {
    pub address: String,
    pub cap: String,
    pub town: String,
    pub fiscal_code: String,
    pub vat_number: String,
    pub pec: String,
    pub email: String,
    /// Switchboard (*centralino unico*).
    pub phone: String,
    /// *Numero verde*, empty if there is none.
    #[serde(default)]
    pub freephone: String,
    /// Where problems in town are reported by mail (*segnalazione disservizio*).
    pub disservice_email: String,
}

/// A social network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Social {
    pub name: String,
    pub url: String,
    /// Id in the icon sprite, e.g. `it-facebook`.
    pub icon: String,
}

/// Pages that the law wants linked from every page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Links {
    /// Declaration of accessibility on `https://form.agid.gov.it/`.
    pub accessibility: String,
    /// Privacy notice, absolute `https` (PNRR C.SI.3.3); empty = our own `/privacy`.
    #[serde(default)]
    pub privacy: String,
    /// *Amministrazione trasparente*, empty if elsewhere unknown.
    #[serde(default)]
    pub transparency: String,
    /// *Albo pretorio*.
    #[serde(default)]
    pub notice_board: String,
    /// Improvement plan of the site, if one is published.
    #[serde(default)]
    pub improvement_plan: String,
    /// Useful links of the home page.
    #[serde(default)]
    pub useful: Vec<Link>,
}

/// A named link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    pub label: Localized,
    pub url: String,
}

/// What is local in the calendar. National holidays are data of `model::calendar`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarSettings {
    #[serde(default)]
    pub patron: Option<Patron>,
    /// A term that ends on a Saturday moves on. Readings of the law differ: default no.
    #[serde(default)]
    pub saturday_moves_term: bool,
    /// A term that ends on the patron saint's day moves on. Law 260/1949 does not list it: default no.
    #[serde(default)]
    pub patron_moves_term: bool,
    #[serde(default)]
    pub closings: Vec<Closing>,
}

/// The patron saint's day: offices are closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patron {
    pub name: String,
    pub month: u32,
    pub day: u32,
}

/// Days on which the municipality is closed, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub reason: Localized,
}

/// How long is kept what was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Days after its last save that a draft is deleted; its person is told [`Retention::NOTICE`] days before.
    pub draft_days: u16,
    /// Days after the end of an application, or after the office's last message, on which its citizen can still write.
    #[serde(default = "messages_days")]
    pub messages_days: u16,
}

fn messages_days() -> u16 {
    60
}

impl Retention {
    /// Days between the warning and the deletion of a draft.
    pub const NOTICE: u16 = 14;
    const LEAST: u16 = 30;
}

impl Default for Retention {
    fn default() -> Retention {
        Retention { draft_days: 180, messages_days: messages_days() }
    }
}

/// An administrative area (*area amministrativa*) that groups offices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    pub id: String,
    pub name: Localized,
    pub description: Localized,
}

/// An office (*ufficio*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Stable id, used by sheets, routing and roles.
    pub id: String,
    pub name: Localized,
    /// At most 255 characters.
    pub description: Localized,
    /// What it is competent for, prose.
    pub competences: Localized,
    /// Id of its area.
    pub area: String,
    /// Name of the building.
    pub place: String,
    pub address: String,
    pub cap: String,
    pub town: String,
    pub hours: Vec<Hours>,
    pub phone: String,
    pub email: String,
    pub pec: String,
    /// Post of the responsible of procedures (*responsabile del procedimento*).
    pub responsible: Localized,
    /// Post of the head (*dirigente*).
    pub head: Localized,
    /// Code of the office in IPA, empty if unknown.
    #[serde(default)]
    pub ipa: String,
    /// Minutes for which an act on many applications waits after it was confirmed, so that it can be taken back before
    /// anybody was told.
    #[serde(default = "undo_minutes")]
    pub undo_minutes: u16,
}

fn undo_minutes() -> u16 {
    10
}

impl Office {
    /// The longest that many applications may wait: a day.
    const UNDO_MOST: u16 = 1_440;
}

/// Opening hours of some days: "lunedì e mercoledì", "9:00–12:30".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    pub days: Localized,
    pub time: String,
}

impl Municipality {
    pub fn office(&self, id: &str) -> Option<&Office> {
        self.offices.iter().find(|office| office.id == id)
    }

    pub fn area(&self, id: &str) -> Option<&Area> {
        self.areas.iter().find(|area| area.id == id)
    }

    /// What makes this description unusable, as `key: reason` for whoever edits the file.
    pub fn faults(&self) -> Vec<MunicipalityFault> {
        let mut faults = Vec::new();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.slug.is_empty() || !self.slug.chars().all(plain) {
            faults.push(MunicipalityFault::Slug);
        }
        for host in self.hosts.all() {
            if host.is_empty() || host.contains([':', '/', ' ']) || host != host.to_lowercase() {
                faults.push(MunicipalityFault::Host(host.to_owned()));
            }
        }
        let within = |value: f64, max: f64| (0.0..=max).contains(&value);
        let Theme { hue, saturation, brightness } = self.theme;
        if !(within(hue, 360.0) && within(saturation, 100.0) && within(brightness, 100.0)) {
            faults.push(MunicipalityFault::Theme);
        }
        if !self.links.accessibility.starts_with("https://form.agid.gov.it/") {
            faults.push(MunicipalityFault::Accessibility);
        }
        for (at, office) in self.offices.iter().enumerate() {
            if self.offices[..at].iter().any(|earlier| earlier.id == office.id) {
                faults.push(MunicipalityFault::OfficeTwice(office.id.clone()));
            }
            if self.area(&office.area).is_none() {
                faults.push(MunicipalityFault::OfficeArea(office.id.clone()));
            }
            if office.undo_minutes > Office::UNDO_MOST {
                faults.push(MunicipalityFault::OfficeUndo(office.id.clone()));
            }
        }
        let patron = self.calendar.patron.as_ref();
        if patron.is_some_and(|p| NaiveDate::from_ymd_opt(2024, p.month, p.day).is_none()) {
            faults.push(MunicipalityFault::Patron);
        }
        if self.calendar.closings.iter().any(|closing| closing.to < closing.from) {
            faults.push(MunicipalityFault::Closing);
        }
        if self.retention.draft_days < Retention::LEAST {
            faults.push(MunicipalityFault::Retention);
        }
        faults
    }
}

/// Why a `municipality.toml` is refused. Written for whoever edits the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MunicipalityFault {
    #[error("slug: only a-z, 0-9 and -")]
    Slug,
    #[error("hosts: `{0}` is not a bare lower-case host name")]
    Host(String),
    #[error("theme: hue is 0-360, saturation and brightness 0-100")]
    Theme,
    #[error("links.accessibility: must start with https://form.agid.gov.it/")]
    Accessibility,
    #[error("offices: `{0}` is there twice")]
    OfficeTwice(String),
    #[error("offices: the area of `{0}` is not in areas")]
    OfficeArea(String),
    #[error("offices: undo_minutes of `{0}`: at most 1440, which is a day")]
    OfficeUndo(String),
    #[error("calendar.patron: no such day")]
    Patron,
    #[error("calendar.closings: one ends before it begins")]
    Closing,
    #[error("retention.draft_days: at least 30")]
    Retention,
}
