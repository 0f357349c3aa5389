//! What the proof of a document says is wrong, in Italian and English. What is wrong with a rule, a
//! form or a workflow is said by their own rooms.

use model::{Lang, Localized};

use crate::fault::Fault;
use crate::place::{Place, Places};

/// One thing to mend before publishing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FaultKind {
    BadId(String),
    DuplicateId(String),
    Gap(&'static str),
    SummaryLong { most: usize, is: usize },
    UnknownCategory(String),
    UnknownTopic(String),
    BadLevel,
    WindowOrder,
    CapZero,
    LanguageMissing(Lang),
    NoRemedies,
    NoSubstitute,
    NoLaw,
    NoRouting,
    LetterUnused(String),
    CostSilent,
    PaymentNeverRegistered,
    PaymentAsks(String),
    TemplateOfMove,
    SourceMissing,
    UnknownAnswer(String),
    UnknownPart(String),
    NotMoney(String),
    CaseProblems { wanted: Vec<String>, found: Vec<String> },
    CaseShown(String),
    CaseHidden(String),
    CaseNotRequired(String),
    CaseOffice { wanted: String, found: String },
    CaseFees { wanted: String, found: String },
    CaseDays { wanted: u32, found: u32 },
    CaseValue { path: String, found: String },
    CaseNoTemplate(String),
    CaseTemplate { wanted: String, found: String },
    UnknownOffice(String),
    NobodyPlays { office: String, mv: String },
    NobodySigns { office: String, letter: String },
    RegisterHeader,
    RegisterLine,
    RegisterLong,
}

impl FaultKind {
    /// Makes the fault of a part of the document.
    pub fn at(self, places: &Places, path: &str) -> Fault {
        Fault::of(places, path, None, (self.code(), self.message()))
    }

    /// Makes the fault of a place in a text that is no document.
    pub fn at_place(self, place: Place) -> Fault {
        Fault { place, path: String::new(), code: self.code(), message: self.message() }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::BadId(_) => "bad_id",
            Self::DuplicateId(_) => "duplicate_id",
            Self::Gap(_) => "sheet_gap",
            Self::SummaryLong { .. } => "summary_long",
            Self::UnknownCategory(_) => "unknown_category",
            Self::UnknownTopic(_) => "unknown_topic",
            Self::BadLevel => "bad_level",
            Self::WindowOrder => "window_order",
            Self::CapZero => "cap_zero",
            Self::LanguageMissing(_) => "language_missing",
            Self::NoRemedies => "no_remedies",
            Self::NoSubstitute => "no_substitute",
            Self::NoLaw => "no_law",
            Self::NoRouting => "no_routing",
            Self::LetterUnused(_) => "letter_unused",
            Self::CostSilent => "cost_silent",
            Self::PaymentNeverRegistered => "payment_never_registered",
            Self::PaymentAsks(_) => "payment_asks",
            Self::TemplateOfMove => "template_of_move",
            Self::SourceMissing => "source_missing",
            Self::UnknownAnswer(_) => "unknown_answer",
            Self::UnknownPart(_) => "unknown_part",
            Self::NotMoney(_) => "not_money",
            Self::CaseProblems { .. } => "case_problems",
            Self::CaseShown(_) => "case_shown",
            Self::CaseHidden(_) => "case_hidden",
            Self::CaseNotRequired(_) => "case_not_required",
            Self::CaseOffice { .. } => "case_office",
            Self::CaseFees { .. } => "case_fees",
            Self::CaseDays { .. } => "case_days",
            Self::CaseValue { .. } => "case_value",
            Self::CaseNoTemplate(_) => "case_no_template",
            Self::CaseTemplate { .. } => "case_template",
            Self::UnknownOffice(_) => "unknown_office",
            Self::NobodyPlays { .. } => "nobody_plays",
            Self::NobodySigns { .. } => "nobody_signs",
            Self::RegisterHeader => "register_header",
            Self::RegisterLine => "register_line",
            Self::RegisterLong => "register_long",
        }
    }

    fn message(&self) -> Localized {
        let (it, en) =
            self.of_document().or_else(|| self.of_case()).unwrap_or_else(|| self.of_surroundings());
        Localized::both(it, en)
    }

    fn of_document(&self) -> Option<(String, String)> {
        let both = |it: &str, en: &str| (it.to_owned(), en.to_owned());
        Some(match self {
            Self::BadId(id) => (
                format!(
                    "L’id «{id}» non va bene: usa lettere minuscole senza accenti, cifre e trattini, cominciando con una lettera."
                ),
                format!(
                    "The id “{id}” is not valid: use lower-case letters, digits and hyphens, starting with a letter."
                ),
            ),
            Self::DuplicateId(id) => {
                (format!("L’id «{id}» è usato due volte."), format!("The id “{id}” is used twice."))
            }
            Self::Gap(key) => (
                format!("Nella scheda manca «{key}»: senza, il servizio non si può pubblicare."),
                format!("The sheet lacks “{key}”: without it the service cannot be published."),
            ),
            Self::SummaryLong { most, is } => (
                format!("La descrizione breve ha {is} caratteri: al massimo {most}."),
                format!("The short description has {is} characters: {most} at most."),
            ),
            Self::UnknownCategory(slug) => (
                format!("«{slug}» non è una delle 15 categorie di servizi del modello nazionale."),
                format!("“{slug}” is not one of the 15 service categories of the national model."),
            ),
            Self::UnknownTopic(topic) => (
                format!("«{topic}» non è uno degli argomenti del modello nazionale."),
                format!("“{topic}” is not one of the topics of the national model."),
            ),
            Self::WindowOrder => both(
                "Questa finestra finisce prima di cominciare, o comincia prima che sia finita quella sopra",
                "This window ends before it begins, or begins before the one above is over",
            ),
            Self::CapZero => both(
                "Il numero massimo di domande deve essere almeno 1",
                "The most applications that are taken must be 1 at least",
            ),
            Self::BadLevel => both(
                "Il livello di accesso è 1, 2 o 3 (SPID).",
                "The level of assurance is 1, 2 or 3 (SPID).",
            ),
            Self::LanguageMissing(lang) => (
                format!("Manca il testo in questa lingua: {lang}."),
                format!("The text lacks this language: {lang}."),
            ),
            Self::NoRemedies => both(
                "Manca «remedies»: come si ricorre, e che cosa fare se l’ufficio non risponde (art. 8 c. 2 e art. 18-bis l. 241/1990).",
                "“remedies” is missing: how to appeal, and what to do if the office stays silent (law 241/1990, art. 8(2) and 18-bis).",
            ),
            Self::NoSubstitute => both(
                "Manca «substitute»: il silenzio non ha un significato, e il cittadino deve sapere a chi rivolgersi (art. 2 c. 9-bis l. 241/1990).",
                "“substitute” is missing: silence has no meaning here, and the citizen must know whom to call on (law 241/1990, art. 2(9-bis)).",
            ),
            Self::NoLaw => both(
                "Manca «law»: indica almeno una norma del procedimento (art. 35 c. 1 lett. a D.Lgs 33/2013).",
                "“law” is missing: cite at least one norm of the procedure (D.Lgs 33/2013, art. 35(1)(a)).",
            ),
            Self::NoRouting => both(
                "Manca «routing»: almeno una regola deve dire a quale ufficio va la domanda.",
                "“routing” is missing: at least one rule must say to which office an application goes.",
            ),
            Self::LetterUnused(id) => (
                format!("Nessun passaggio usa la lettera «{id}»."),
                format!("No move uses the letter “{id}”."),
            ),
            Self::CostSilent => both(
                "C’è qualcosa da pagare, ma la scheda non dice quanto costa («cost»).",
                "Something is to be paid, but the sheet does not say what it costs (“cost”).",
            ),
            Self::PaymentNeverRegistered => both(
                "C’è qualcosa da pagare al rilascio, ma nessun passaggio registra il pagamento (act: register_payment).",
                "Something is to be paid at release, but no move registers the payment (act: register_payment).",
            ),
            Self::PaymentAsks(id) => (
                format!(
                    "Un pagamento fatto online dice solo amount, reference e paid_on: «{id}» resterebbe senza risposta. Mettilo «required: false», o togli «payment» da «who»."
                ),
                format!(
                    "A payment made online says only amount, reference and paid_on: “{id}” would have no answer. Make it “required: false”, or take “payment” out of “who”."
                ),
            ),
            Self::TemplateOfMove => both(
                "Un modello da compilare sta solo accanto agli allegati della domanda, non a quelli di un passaggio.",
                "A template to fill stands only beside the attachments of the form, not beside those of a move.",
            ),
            Self::SourceMissing => both(
                "Indica in «source» l’atto da cui viene questo valore.",
                "Name in “source” the act this value comes from.",
            ),
            _ => return None,
        })
    }

    fn of_case(&self) -> Option<(String, String)> {
        let list =
            |paths: &[String]| if paths.is_empty() { "–".to_owned() } else { paths.join(", ") };
        Some(match self {
            Self::UnknownAnswer(path) => {
                (format!("Nel modulo non c’è «{path}»."), format!("The form has no “{path}”."))
            }
            Self::UnknownPart(path) => (
                format!(
                    "«{path}» non è un campo, una sezione o un passo che queste risposte prevedono."
                ),
                format!("“{path}” is not a field, a section or a step that these answers know."),
            ),
            Self::NotMoney(text) => (
                format!("«{text}» non è un importo: scrivilo come \"16,00\"."),
                format!("“{text}” is not an amount: write it like \"16,00\"."),
            ),
            Self::CaseProblems { wanted, found } => (
                format!("Problemi attesi: {}; trovati: {}.", list(wanted), list(found)),
                format!("Problems expected: {}; found: {}.", list(wanted), list(found)),
            ),
            Self::CaseShown(path) => (
                format!("«{path}» doveva essere nascosto e invece si vede."),
                format!("“{path}” should be hidden and is shown."),
            ),
            Self::CaseHidden(path) => (
                format!("«{path}» doveva vedersi e invece è nascosto."),
                format!("“{path}” should be shown and is hidden."),
            ),
            Self::CaseNotRequired(path) => (
                format!("«{path}» doveva essere obbligatorio e non lo è."),
                format!("“{path}” should be required and is not."),
            ),
            Self::CaseOffice { wanted, found } => (
                format!("Ufficio atteso: {wanted}; trovato: {found}."),
                format!("Office expected: {wanted}; found: {found}."),
            ),
            Self::CaseFees { wanted, found } => (
                format!("Importo atteso: {wanted}; trovato: {found}."),
                format!("Sum expected: {wanted}; found: {found}."),
            ),
            Self::CaseDays { wanted, found } => (
                format!("Giorni attesi: {wanted}; trovati: {found}."),
                format!("Days expected: {wanted}; found: {found}."),
            ),
            Self::CaseValue { path, found } if found.is_empty() => {
                (format!("«{path}» non ha un valore."), format!("“{path}” has no value."))
            }
            Self::CaseValue { path, found } => {
                (format!("«{path}» vale {found}."), format!("“{path}” is {found}."))
            }
            Self::CaseNoTemplate(path) => (
                format!("Accanto a «{path}» queste risposte non danno nessun modello."),
                format!("Beside “{path}” these answers give no template."),
            ),
            Self::CaseTemplate { wanted, found } => (
                format!("Nel modello non c’è «{wanted}». Dice: {found}"),
                format!("The template does not say “{wanted}”. It says: {found}"),
            ),
            _ => return None,
        })
    }

    fn of_surroundings(&self) -> (String, String) {
        match self {
            Self::UnknownOffice(id) => (
                format!("L’ufficio «{id}» non esiste in questo Comune."),
                format!("This municipality has no office “{id}”."),
            ),
            Self::NobodyPlays { office, mv } => (
                format!("Nell’ufficio «{office}» nessuno può fare il passaggio «{mv}»."),
                format!("Nobody in office “{office}” may make the move “{mv}”."),
            ),
            Self::NobodySigns { office, letter } => (
                format!("Nell’ufficio «{office}» nessuno può firmare la lettera «{letter}»."),
                format!("Nobody in office “{office}” may sign the letter “{letter}”."),
            ),
            Self::RegisterHeader => (
                "La prima riga del registro deve essere: id,label".to_owned(),
                "The first line of the register must be: id,label".to_owned(),
            ),
            Self::RegisterLong => (
                "Il registro è troppo lungo.".to_owned(),
                "The register is too long.".to_owned(),
            ),
            _ => (
                "Ogni riga del registro è: id,nome. L’id ha solo lettere minuscole senza accenti, cifre e trattini.".to_owned(),
                "Each line of the register is: id,name. The id has only lower-case letters, digits and hyphens.".to_owned(),
            ),
        }
    }
}
