//! The kinds of fields and the types of files: closed lists. What there is to know of a kind is in `kinds`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// The name of a person or of a town: letters, and no digits.
    Name,
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
    /// A number that is not negative, with the unit that the form says.
    Quantity,
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
    /// Some of the choices, the most wanted first.
    Ranked,
    /// Latitude and longitude (WGS 84).
    Point,
    /// The border of an area: its points in order (WGS 84).
    Outline,
    Attachment,
    /// Attachments that a telephone's camera can take.
    Photo,
    /// Attachments that are digitally signed.
    SignedDocument,
    /// A statement the citizen makes (DPR 445/2000 artt. 46 and 47), with its box.
    Declaration,
    /// The notice of GDPR art. 13, with «ho letto».
    PrivacyNotice,
    /// Conditions of the service, with their box.
    Terms,
    Heading,
    Text,
    Callout,
    /// What is due from the answers so far, as the procedure's fees say (*tabella degli importi*).
    FeesTable,
    /// A line that a rule computes and the citizen reads.
    Computed,
    /// Repeated rows.
    Group,
    /// A composite shipped with the product, written in this same language.
    Brick,
    /// A composite written here.
    Set,
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
