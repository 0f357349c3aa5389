//! What there is to know of each kind but how its texts are read: the one table to which a kind is added. Reading
//! is in the parent; how a value is shown in `show`; markup in the pages.

use crate::definition::Kind;
use crate::view::Widget;

/// Where an answer of a kind comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One text.
    Single,
    /// Ids of choices.
    Choices,
    /// Ids of files.
    Files,
    /// Ids of rows.
    Rows,
    /// Other fields inside, nothing of its own.
    Composite,
    /// Nothing: it is read, not answered.
    Prose,
}

/// What rules see of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    Text,
    Int,
    Decimal,
    Money,
    Date,
    Bool,
    /// A list of texts.
    Texts,
    /// What the rule that computes it gives.
    Computed,
    /// No value of its own.
    Nothing,
}

/// One kind.
#[derive(Debug, Clone, Copy)]
pub struct Traits {
    /// As the document writes it.
    pub name: &'static str,
    pub shape: Shape,
    pub holds: Holds,
    /// The control of a question with few choices or none.
    pub widget: Widget,
    /// `inputmode` of HTML; empty where the plain keyboard is right.
    pub inputmode: &'static str,
    /// Longest answer in characters where the form says nothing.
    pub length: u32,
    /// What it accepts, in Italian and in English.
    pub accepts: [&'static str; 2],
    /// A right answer as somebody may type it; empty where nothing is typed.
    pub example: &'static str,
    /// An answer that is wrong; empty where none can be.
    pub wrong: &'static str,
    /// Token of HTML `autocomplete` (WCAG 1.3.5) of an answer about oneself; empty if there is none.
    pub autocomplete: &'static str,
}

/// Longest line in characters where nothing else is said.
const LINE: u32 = 250;

const fn line(
    name: &'static str,
    accepts: [&'static str; 2],
    example: &'static str,
    wrong: &'static str,
) -> Traits {
    Traits {
        name,
        shape: Shape::Single,
        holds: Holds::Text,
        widget: Widget::Line,
        inputmode: "",
        length: LINE,
        accepts,
        example,
        wrong,
        autocomplete: "",
    }
}

const fn tick(name: &'static str, accepts: [&'static str; 2]) -> Traits {
    Traits { holds: Holds::Bool, widget: Widget::Box, ..line(name, accepts, "on", "") }
}

const fn files(name: &'static str, accepts: [&'static str; 2]) -> Traits {
    Traits {
        shape: Shape::Files,
        holds: Holds::Texts,
        widget: Widget::Files,
        ..line(name, accepts, "", "")
    }
}

const fn other(name: &'static str, shape: Shape, accepts: [&'static str; 2]) -> Traits {
    Traits { shape, holds: Holds::Nothing, widget: Widget::Reading, ..line(name, accepts, "", "") }
}

impl Traits {
    const fn holds(self, holds: Holds) -> Traits {
        Traits { holds, ..self }
    }

    const fn widget(self, widget: Widget) -> Traits {
        Traits { widget, ..self }
    }

    const fn keys(self, inputmode: &'static str) -> Traits {
        Traits { inputmode, ..self }
    }

    const fn length(self, length: u32) -> Traits {
        Traits { length, ..self }
    }

    const fn autocomplete(self, autocomplete: &'static str) -> Traits {
        Traits { autocomplete, ..self }
    }
}

impl Kind {
    /// What there is to know of the kind.
    #[must_use]
    pub const fn traits(self) -> Traits {
        match self {
            Kind::Line => {
                line("line", ["una riga di testo", "one line of text"], "Via Roma", "")
            }
            Kind::Name => line(
                "name",
                [
                    "il nome di una persona o di un luogo, senza cifre",
                    "the name of a person or of a place, without digits",
                ],
                "  Şükrü  D'Aosta ",
                "12345",
            ),
            Kind::Paragraph => {
                line("paragraph", ["un testo di più righe", "text of more lines"], "Uno\ndue", "")
                    .widget(Widget::Paragraph)
                    .length(5000)
            }
            Kind::Email => line(
                "email",
                ["un indirizzo e-mail", "an e-mail address"],
                " Nome.Cognome@Esempio.it",
                "nome.esempio.it",
            )
            .widget(Widget::Typed("email"))
            .keys("email")
            .autocomplete("email"),
            Kind::Pec => line(
                "pec",
                ["un indirizzo di posta certificata (PEC)", "a certified e-mail address (PEC)"],
                "nome@pec.esempio.it",
                "pec.esempio",
            )
            .widget(Widget::Typed("email"))
            .keys("email"),
            Kind::Phone => line(
                "phone",
                [
                    "un numero di telefono, con + se estero",
                    "a telephone number, with + if foreign",
                ],
                "333 123 45 67",
                "trecento",
            )
            .widget(Widget::Typed("tel"))
            .keys("tel")
            .autocomplete("tel"),
            Kind::Url => line(
                "url",
                ["un indirizzo web, anche senza https://", "a web address, also without https://"],
                "www.esempio.it",
                "javascript:alert(1)",
            )
            .widget(Widget::Typed("url"))
            .keys("url")
            .length(2000)
            .autocomplete("url"),
            Kind::Cap => line(
                "cap",
                ["un CAP di cinque cifre", "an Italian postcode of five digits"],
                "10 095",
                "1009",
            )
            .keys("numeric")
            .autocomplete("postal-code"),
            Kind::Plate => line(
                "plate",
                [
                    "una targa italiana di oggi o di ieri; estera se la casella accanto lo dice",
                    "an Italian number plate, new or old; foreign where the box beside says so",
                ],
                "ab 123 cd",
                "?",
            ),
            Kind::Iban => line(
                "iban",
                ["un IBAN, anche con spazi", "an IBAN, blanks allowed"],
                "it60 x054 2811 1010 0000 0123 456",
                "IT60X0542811101000000123457",
            ),
            Kind::FiscalCode => line(
                "fiscal_code",
                [
                    "un codice fiscale di persona, anche con omocodia o provvisorio",
                    "a person's tax code, homocode and provisional ones included",
                ],
                "rss mra 80a01 h501u",
                "RSSMRA80A01H501X",
            ),
            Kind::VatNumber => line(
                "vat_number",
                ["una partita IVA", "a VAT number"],
                "IT 00743110157",
                "00743110158",
            )
            .keys("numeric"),
            Kind::FiscalCodeOrVat => line(
                "fiscal_code_or_vat",
                ["un codice fiscale o una partita IVA", "a tax code or a VAT number"],
                "00743110157",
                "123",
            ),
            Kind::Protocol => line(
                "protocol",
                ["un numero di protocollo con l'anno", "a protocol number with its year"],
                "prot. n. 0012 del 3/5/2025",
                "dodici",
            ),
            Kind::StampSerial => line(
                "stamp_serial",
                [
                    "il numero di una marca da bollo, 14 cifre",
                    "the serial of a revenue stamp, 14 digits",
                ],
                "0123 4567 8901 23",
                "0123",
            )
            .keys("numeric"),
            Kind::NoticeNumber => line(
                "notice_number",
                ["il codice avviso pagoPA, 18 cifre", "the number of a pagoPA notice, 18 digits"],
                "3010 0000 0000 0000 18",
                "30",
            )
            .keys("numeric"),
            Kind::Pattern => line(
                "pattern",
                ["un testo che rispetta un'espressione", "text that matches an expression"],
                "TO",
                "",
            ),
            Kind::Integer => {
                line("integer", ["un numero intero", "a whole number"], "1.234", "12,5")
                    .holds(Holds::Int)
                    .keys("numeric")
            }
            Kind::Decimal => {
                line("decimal", ["un numero con la virgola", "a decimal number"], "1.234,56", "uno")
                    .holds(Holds::Decimal)
                    .keys("decimal")
            }
            Kind::Money => line(
                "money",
                ["un importo in euro, esatto al centesimo", "an amount in euro, exact to the cent"],
                "€ 1.234,56",
                "16,505",
            )
            .holds(Holds::Money)
            .keys("decimal"),
            Kind::Percentage => line(
                "percentage",
                ["una percentuale da 0 a 100", "a percentage from 0 to 100"],
                "12,5 %",
                "120",
            )
            .holds(Holds::Decimal)
            .keys("decimal"),
            Kind::Area => line(
                "area",
                ["una superficie in metri quadri", "an area in square metres"],
                "85,50",
                "-1",
            )
            .holds(Holds::Decimal)
            .keys("decimal"),
            Kind::Quantity => line(
                "quantity",
                ["una quantità con la sua unità di misura", "a quantity with its unit"],
                "12,5",
                "-3",
            )
            .holds(Holds::Decimal)
            .keys("decimal"),
            Kind::Date => line(
                "date",
                [
                    "una data, scritta in qualunque modo: 31 12 1980, 31/12/80, 31 dicembre 1980",
                    "a date, written in any way: 31 12 1980, 31/12/80",
                ],
                "12/3/26",
                "31/2/2026",
            )
            .holds(Holds::Date)
            .widget(Widget::Date),
            Kind::Time => line(
                "time",
                ["un'ora con i minuti", "hour and minutes"],
                "ore 10.30",
                "25:00",
            )
            .widget(Widget::Time),
            Kind::Moment => line(
                "moment",
                ["una data con l'ora", "a date with the time"],
                "31 12 2026 10:30",
                "domani",
            ),
            Kind::Month => line(
                "month",
                ["un mese con l'anno", "a month with its year"],
                "dicembre 2026",
                "13 2026",
            ),
            Kind::Year => {
                line("year", ["un anno", "a year"], "1980", "80").holds(Holds::Int).keys("numeric")
            }
            Kind::SchoolYear => line(
                "school_year",
                ["un anno scolastico", "a school year"],
                "2026-27",
                "2026",
            ),
            Kind::Period => other(
                "period",
                Shape::Composite,
                ["due date: dal, al", "two dates: from, to"],
            ),
            Kind::YesNo => line("yes_no", ["sì o no", "yes or no"], "sì", "forse")
                .holds(Holds::Bool)
                .widget(Widget::Radio),
            Kind::Accept => tick("accept", ["una casella da spuntare", "a box to tick"]),
            Kind::OneOf => line(
                "one_of",
                [
                    "una risposta tra quelle date, anche da un registro",
                    "one of the answers given, also from a register",
                ],
                "a",
                "z",
            )
            .widget(Widget::Radio),
            Kind::ManyOf => Traits {
                shape: Shape::Choices,
                ..line(
                    "many_of",
                    ["più risposte tra quelle date", "some of the answers given"],
                    "a",
                    "z",
                )
                .holds(Holds::Texts)
                .widget(Widget::Boxes)
            },
            Kind::Ranked => Traits {
                shape: Shape::Choices,
                ..line(
                    "ranked",
                    ["più risposte in ordine di preferenza", "answers in order of preference"],
                    "a",
                    "z",
                )
                .holds(Holds::Texts)
                .widget(Widget::Ranked)
            },
            Kind::Point => line(
                "point",
                [
                    "un punto: latitudine e longitudine (WGS 84), scritte o dalla posizione del telefono",
                    "a point: latitude and longitude (WGS 84), typed or where the telephone is",
                ],
                "45,0703; 7,6869",
                "Torino",
            )
            .widget(Widget::Point),
            Kind::Outline => line(
                "outline",
                [
                    "il contorno di un’area: i suoi punti in ordine, uno per riga, anche copiato da una mappa (WKT, GeoJSON)",
                    "the border of an area: its points in order, one a line, also copied from a map (WKT, GeoJSON)",
                ],
                "45,0703; 7,6869\n45,0703; 7,6871\n45,0701; 7,6871",
                "45,0703; 7,6869",
            )
            .length(8_000)
            .widget(Widget::Outline),
            Kind::Attachment => files("attachment", ["uno o più file", "one or more files"]),
            Kind::Photo => files("photo", ["fotografie, anche scattate al momento", "photographs, also just taken"]),
            Kind::SignedDocument => files(
                "signed_document",
                ["documenti firmati digitalmente (P7M o PDF)", "digitally signed documents (P7M or PDF)"],
            ),
            Kind::Declaration => tick(
                "declaration",
                [
                    "una dichiarazione con la sua casella (DPR 445/2000)",
                    "a statement with its box (DPR 445/2000)",
                ],
            ),
            Kind::PrivacyNotice => tick(
                "privacy_notice",
                ["l'informativa sulla privacy con la sua casella", "the privacy notice with its box"],
            ),
            Kind::Terms => {
                tick("terms", ["le condizioni del servizio con la loro casella", "the conditions of the service with their box"])
            }
            Kind::Heading => other("heading", Shape::Prose, ["un titolo", "a heading"]),
            Kind::Text => other("text", Shape::Prose, ["un testo da leggere", "a text to read"]),
            Kind::Callout => other("callout", Shape::Prose, ["un avviso in evidenza", "a callout"]),
            Kind::FeesTable => other(
                "fees_table",
                Shape::Prose,
                ["la tabella di quello che si paga", "the table of what is to be paid"],
            ),
            Kind::Computed => other(
                "computed",
                Shape::Single,
                ["una riga calcolata da una regola o da una tabella", "a line computed by a rule or a table"],
            )
            .holds(Holds::Computed),
            Kind::Group => other(
                "group",
                Shape::Rows,
                ["righe che si ripetono, anche una dentro l'altra", "repeated rows, also one inside the other"],
            ),
            Kind::Brick => other(
                "brick",
                Shape::Composite,
                ["un blocco pronto, scritto nella stessa lingua", "a ready brick, written in this same language"],
            ),
            Kind::Set => other(
                "set",
                Shape::Composite,
                ["domande tenute insieme", "questions kept together"],
            ),
        }
    }
}
