//! A form as the procedure document writes it: steps, sections, fields and their keys.
//! Only shapes and their canonical order; what a key means, and whether it belongs to the kind it
//! stands on, is checked in `compile`.

use std::fmt;

use model::Localized;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The questions of one procedure (*modulo*), in the order in which they are asked.
///
/// Keys are written back in this order, and absent or default ones are not written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub steps: Vec<Step>,
    /// Comment of who wrote the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Form {
    /// A form of one untitled step and section: what a move of the workflow asks.
    #[must_use]
    pub fn of_fields(id: &str, fields: Vec<Field>) -> Form {
        let section = Section { id: id.to_owned(), fields, ..Section::default() };
        let step = Step { id: id.to_owned(), sections: vec![section], ..Step::default() };
        Form { steps: vec![step], note: None }
    }
}

/// One page of the form (*passo*).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Never changes meaning; `[a-z][a-z0-9_]*`.
    pub id: String,
    pub title: Localized,
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub help: Localized,
    /// Rule: the step is asked only while it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible: Option<String>,
    pub sections: Vec<Section>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A titled block of a step, one entry of the index «Informazioni richieste».
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Unique among the sections of the form.
    pub id: String,
    pub title: Localized,
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub help: Localized,
    /// Rule: the section is asked only while it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible: Option<String>,
    pub fields: Vec<Field>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One question, one text, or one composite of questions.
///
/// All keys of all kinds stand here side by side: the document is flat, and an error of reading
/// keeps its line. Which keys a kind takes is checked in `compile`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Unique among its siblings; never changes meaning; `[a-z][a-z0-9_]*`.
    pub id: String,
    pub kind: Kind,
    /// Name of the shipped brick that a `brick` stands for, or that is the row of a `group`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brick: Option<String>,
    /// Paths inside the brick that are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub omit: Vec<String>,
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub label: Localized,
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub help: Localized,
    /// Prose of `text`, `callout`, `declaration`, `privacy_notice`, `terms` (markdown subset).
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub text: Localized,
    /// Kind `callout`: what it says by its colour and icon.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tone: Tone,
    /// Whether an answer is needed: yes unless said, no, or a rule. On a brick or set, `false` or
    /// a rule weakens every field inside.
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: Condition,
    /// Rule: asked only while it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible: Option<String>,
    /// Yes, or a rule: shown but not changed by the citizen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked: Option<Condition>,
    /// Rule that computes the answer; the citizen does not write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Conditions that the answer must meet, each with what to say when it does not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub check: Vec<FieldCheck>,
    /// Where a first value comes from, in order: `identity.given_name`, `store.phone`. On a brick
    /// each entry is a root (`identity`) that stands before the path inside; an empty list
    /// switches off what the brick says by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefill: Option<Vec<String>>,
    /// Encrypted at rest, never searched, each reading logged.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sensitive: bool,
    /// Token of HTML `autocomplete` (WCAG 1.3.5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autocomplete: Option<String>,
    /// Months for which the answer is offered again in other procedures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remember: Option<u32>,
    /// Choices of `one_of`, `many_of`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// Choices kept elsewhere: `local.zones`, `register.streets`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options_from: Option<String>,
    /// Least value (numbers), rows (`group`), choices (`many_of`): a number or a rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Bound>,
    /// Greatest value, rows, choices: a number or a rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Bound>,
    /// Longest text, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// Kind `pattern`: regular expression the whole text must match (linear time, no backtracking).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Kind `pattern`: an answer that is right, shown when one is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// Unit written after a number («m²», «giorni»).
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub unit: Localized,
    /// Kind `attachment`: file types taken; all of them unless said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<FileType>,
    /// Kind `attachment`: how many files; one unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_files: Option<u32>,
    /// Kind `attachment`: size of one file, in MB of 10⁶ bytes; 20 unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_mb: Option<u32>,
    /// Kind `group`: title of a row, a template over the row: `{row.plate} · {row.model}`.
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub row_title: Localized,
    /// Kind `group`: words on the button that adds a row.
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub add_label: Localized,
    /// Fields of one row (`group`) or of the composite (`set`); after a brick, fields added to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    /// Comment of who wrote the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What is asked, and how raw text becomes a value.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One line of text.
    #[default]
    Line,
    /// Text of more lines.
    Paragraph,
    Email,
    /// Certified e-mail (*PEC*), CAD art. 6-bis.
    Pec,
    Phone,
    Url,
    /// Postal code (*CAP*), five digits.
    Cap,
    /// Number plate (*targa*).
    Plate,
    /// ISO 13616.
    Iban,
    /// Fiscal code of a person, omocodia and provisional included (DM 23/12/1976).
    FiscalCode,
    /// Number of a company (*partita IVA*).
    VatNumber,
    /// Either of the two.
    FiscalCodeOrVat,
    /// Reference of a protocol entry: number and year.
    Protocol,
    /// Serial of a revenue stamp (*marca da bollo*), 14 digits.
    StampSerial,
    /// Number of a pagoPA notice, 18 digits.
    NoticeNumber,
    /// Text that matches a regular expression.
    Pattern,
    Integer,
    Decimal,
    /// Euro, exact to the cent.
    Money,
    /// 0 to 100.
    Percentage,
    /// Square metres.
    Area,
    Date,
    /// Hour and minute.
    Time,
    /// Day and time.
    Moment,
    /// Month of a year.
    Month,
    Year,
    /// Two years in a row: 2026/2027.
    SchoolYear,
    /// Two dates, at `<id>.from` and `<id>.to`.
    Period,
    YesNo,
    /// A box that must be ticked.
    Accept,
    OneOf,
    ManyOf,
    Attachment,
    /// A statement the citizen makes (DPR 445/2000 artt. 46 and 47), with its box.
    Declaration,
    /// The notice of GDPR art. 13, with «ho letto».
    PrivacyNotice,
    /// Conditions of the service, with their box.
    Terms,
    Heading,
    Text,
    Callout,
    /// A line that a rule computes and the citizen reads.
    Computed,
    /// Repeated rows.
    Group,
    /// A composite shipped with the product, written in this same language.
    Brick,
    /// A composite written here.
    Set,
}

/// What the colour of a callout means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    #[default]
    Info,
    Success,
    Warning,
    Danger,
}

/// A condition on an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldCheck {
    /// Rule that holds when the answer is right. Only asked once the field has a right value.
    pub rule: String,
    /// What the citizen reads when it does not: what to do.
    pub message: Localized,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One choice of a question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Never changes meaning; what rules compare with.
    pub id: String,
    pub label: Localized,
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub help: Localized,
    /// Rule: offered only while it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A type of file, by what it is and not by its name.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum FileType {
    Pdf,
    Jpg,
    Png,
    Heic,
    Tiff,
    /// Signed envelope (CAdES, `.p7m`).
    P7m,
    /// OpenDocument text.
    Odt,
    Docx,
    /// Drawing exchange.
    Dwf,
    Zip,
}

impl FileType {
    /// Every type, in order.
    pub const ALL: [FileType; 10] = [
        FileType::Pdf,
        FileType::Jpg,
        FileType::Png,
        FileType::Heic,
        FileType::Tiff,
        FileType::P7m,
        FileType::Odt,
        FileType::Docx,
        FileType::Dwf,
        FileType::Zip,
    ];

    /// The media type (IANA).
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            FileType::Pdf => "application/pdf",
            FileType::Jpg => "image/jpeg",
            FileType::Png => "image/png",
            FileType::Heic => "image/heic",
            FileType::Tiff => "image/tiff",
            FileType::P7m => "application/pkcs7-mime",
            FileType::Odt => "application/vnd.oasis.opendocument.text",
            FileType::Docx => {
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }
            FileType::Dwf => "model/vnd.dwf",
            FileType::Zip => "application/zip",
        }
    }

    /// The name people know it by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            FileType::Pdf => "PDF",
            FileType::Jpg => "JPG",
            FileType::Png => "PNG",
            FileType::Heic => "HEIC",
            FileType::Tiff => "TIFF",
            FileType::P7m => "P7M",
            FileType::Odt => "ODT",
            FileType::Docx => "DOCX",
            FileType::Dwf => "DWF",
            FileType::Zip => "ZIP",
        }
    }
}

/// Yes, no, or a rule. Yes unless said.
#[derive(Debug, Clone, PartialEq, Eq, Hash, JsonSchema)]
#[schemars(untagged)]
pub enum Condition {
    Fixed(bool),
    Rule(String),
}

impl Default for Condition {
    fn default() -> Condition {
        Condition::Fixed(true)
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Condition::Fixed(yes) => serializer.serialize_bool(*yes),
            Condition::Rule(rule) => serializer.serialize_str(rule),
        }
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Condition, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Condition;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false, or a rule between quotes")
            }

            fn visit_bool<E: de::Error>(self, yes: bool) -> Result<Condition, E> {
                Ok(Condition::Fixed(yes))
            }

            fn visit_str<E: de::Error>(self, rule: &str) -> Result<Condition, E> {
                Ok(Condition::Rule(rule.to_owned()))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

/// A number, or a rule that gives one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, JsonSchema)]
#[schemars(untagged)]
pub enum Bound {
    Number(i64),
    Rule(String),
}

impl Serialize for Bound {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Bound::Number(number) => serializer.serialize_i64(*number),
            Bound::Rule(rule) => serializer.serialize_str(rule),
        }
    }
}

impl<'de> Deserialize<'de> for Bound {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bound, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Bound;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number, or a rule between quotes")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Bound, E> {
                Ok(Bound::Number(number))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Bound, E> {
                i64::try_from(number).map(Bound::Number).map_err(E::custom)
            }

            fn visit_str<E: de::Error>(self, rule: &str) -> Result<Bound, E> {
                Ok(Bound::Rule(rule.to_owned()))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
