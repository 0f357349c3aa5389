//! What the proof of a document says is wrong, in Italian and English. What is wrong with a rule, a
//! form or a workflow is said by their own rooms.

mod ranking;

use model::{Lang, Localized};

use crate::fault::Fault;
use crate::place::{Place, Places};

/// One thing to mend before publishing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FaultKind {
    BadId { id: String, joint: char },
    DuplicateId(String),
    Gap(&'static str),
    SummaryLong { most: usize, is: usize },
    UnknownCategory(String),
    UnknownTopic(String),
    BadLevel,
    WindowOrder,
    CapZero,
    LanguageMissing(Lang),
    TextMissing,
    NoRemedies,
    NoSubstitute,
    NoLaw,
    NoRouting,
    LetterUnused(String),
    CostSilent,
    NeededSilent,
    FeeNever,
    FeeUntried(String),
    ExemptionNever,
    PaymentNeverRegistered,
    PaymentAsks(String),
    TemplateOfMove,
    OfficeFieldFile,
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
    OfficeSilent { office: String, lacks: Vec<(&'static str, &'static str)> },
    NobodyPlays { office: String, mv: String },
    NobodySigns { office: String, letter: String },
    NobodyAnswers { office: String, opinion: String },
    UnknownSection(String),
    RankingState(String),
    RankingMove(String),
    RankingGives(String),
    RankingAsks(String),
    RankingNumber,
    RankingLists(String),
    RegisterHeader,
    RegisterLine,
    RegisterLong,
}

model::codes!(FaultKind {
    BadId => "bad_id",
    DuplicateId => "duplicate_id",
    Gap => "sheet_gap",
    SummaryLong => "summary_long",
    UnknownCategory => "unknown_category",
    UnknownTopic => "unknown_topic",
    BadLevel => "bad_level",
    WindowOrder => "window_order",
    CapZero => "cap_zero",
    LanguageMissing => "language_missing",
    TextMissing => "text_missing",
    NoRemedies => "no_remedies",
    NoSubstitute => "no_substitute",
    NoLaw => "no_law",
    NoRouting => "no_routing",
    LetterUnused => "letter_unused",
    CostSilent => "cost_silent",
    NeededSilent => "needed_silent",
    FeeNever => "fee_never",
    FeeUntried => "fee_untried",
    ExemptionNever => "exemption_never",
    PaymentNeverRegistered => "payment_never_registered",
    PaymentAsks => "payment_asks",
    TemplateOfMove => "template_of_move",
    OfficeFieldFile => "office_field_file",
    SourceMissing => "source_missing",
    UnknownAnswer => "unknown_answer",
    UnknownPart => "unknown_part",
    NotMoney => "not_money",
    CaseProblems => "case_problems",
    CaseShown => "case_shown",
    CaseHidden => "case_hidden",
    CaseNotRequired => "case_not_required",
    CaseOffice => "case_office",
    CaseFees => "case_fees",
    CaseDays => "case_days",
    CaseValue => "case_value",
    CaseNoTemplate => "case_no_template",
    CaseTemplate => "case_template",
    UnknownOffice => "unknown_office",
    OfficeSilent => "office_silent",
    NobodyPlays => "nobody_plays",
    NobodySigns => "nobody_signs",
    NobodyAnswers => "nobody_answers",
    UnknownSection => "unknown_section",
    RankingState => "ranking_state",
    RankingMove => "ranking_move",
    RankingGives => "ranking_gives",
    RankingAsks => "ranking_asks",
    RankingNumber => "ranking_number",
    RankingLists => "ranking_lists",
    RegisterHeader => "register_header",
    RegisterLine => "register_line",
    RegisterLong => "register_long",
});

impl FaultKind {
    /// Makes the fault of a part of the document.
    pub fn at(self, places: &Places, path: &str) -> Fault {
        Fault::of(places, path, None, (self.code(), self.message()))
    }

    /// Makes the fault of a place in a text that is no document.
    pub fn at_place(self, place: Place) -> Fault {
        Fault { place, path: String::new(), code: self.code(), message: self.message() }
    }

    fn message(&self) -> Localized {
        let (it, en) = self
            .of_document()
            .or_else(|| self.of_ranking())
            .or_else(|| self.of_case())
            .unwrap_or_else(|| self.of_surroundings());
        Localized::both(it, en)
    }

    fn of_document(&self) -> Option<(String, String)> {
        let both = |it: &str, en: &str| (it.to_owned(), en.to_owned());
        Some(match self {
            Self::BadId { id, joint } => (
                format!(
                    "L’id «{id}» non va bene: usa lettere minuscole senza accenti, cifre e «{joint}», al massimo 60, cominciando con una lettera."
                ),
                format!(
                    "The id “{id}” is not valid: use lower-case letters, digits and “{joint}”, 60 at most, starting with a letter."
                ),
            ),
            Self::DuplicateId(id) => (
                format!("L’id «{id}» è usato due volte: ogni voce ha il suo."),
                format!("The id “{id}” is used twice: each entry has its own."),
            ),
            Self::Gap(key) => (
                format!(
                    "Nella scheda manca «{key}» ({}): senza, il servizio non si può pubblicare.",
                    heading(key)
                ),
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
                "Questo periodo finisce prima di cominciare, o comincia prima che sia finito quello scritto sopra.",
                "This period ends before it begins, or begins before the one above is over.",
            ),
            Self::CapZero => both(
                "Il numero massimo di domande deve essere almeno 1.",
                "The most applications that are taken must be 1 at least.",
            ),
            Self::BadLevel => both(
                "Il livello di accesso è 1, 2 o 3, come i livelli di SPID.",
                "The level of assurance is 1, 2 or 3 (SPID).",
            ),
            Self::LanguageMissing(lang) => (
                format!(
                    "Manca il testo in {}: il servizio è offerto anche in questa lingua.",
                    named(*lang, Lang::It)
                ),
                format!(
                    "The text is missing in {}: the service is offered in this language too.",
                    named(*lang, Lang::En)
                ),
            ),
            Self::TextMissing => both(
                "Qui manca il testo che le persone leggono.",
                "The text that people read is missing here.",
            ),
            Self::NoRemedies => both(
                "Manca «remedies»: come si ricorre, e che cosa fare se l’ufficio non risponde (art. 8 c. 2 e art. 18-bis l. 241/1990).",
                "“remedies” is missing: how to appeal, and what to do if the office stays silent (law 241/1990, art. 8(2) and 18-bis).",
            ),
            Self::NoSubstitute => both(
                "Manca «substitute»: se l’ufficio non risponde il cittadino deve sapere a chi rivolgersi (art. 2 c. 9-bis l. 241/1990; art. 35 c. 1 lett. m D.Lgs 33/2013).",
                "“substitute” is missing: if the office stays silent the citizen must know whom to call on (law 241/1990, art. 2(9-bis); D.Lgs 33/2013, art. 35(1)(m)).",
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
                format!(
                    "Nessun passaggio manda la lettera «{id}»: aggiungila agli effetti di uno, o toglila."
                ),
                format!(
                    "No move sends the letter “{id}”: add it to the effects of one, or take it out."
                ),
            ),
            Self::CostSilent => both(
                "C’è qualcosa da pagare, ma la scheda non dice quanto costa («cost»).",
                "Something is to be paid, but the sheet does not say what it costs (“cost”).",
            ),
            Self::NeededSilent => both(
                "Il modulo chiede documenti, ma la scheda non dice quali servono: elencali in «items» (art. 35 c. 1 lett. d D.Lgs 33/2013).",
                "The form asks for documents, but the sheet does not say which are needed: list them in “items” (D.Lgs 33/2013, art. 35(1)(d)).",
            ),
            Self::FeeNever => both(
                "Con nessuna risposta possibile questa voce è da pagare: correggi le condizioni, o togli la voce.",
                "With no possible answers this is due: mend the conditions, or take it out.",
            ),
            Self::FeeUntried(id) => (
                format!(
                    "Nessun caso di prova mostra quanto si paga con «{id}»: aggiungine uno che la preveda e che dica il totale in «fees»."
                ),
                format!(
                    "No test case shows what is paid with “{id}”: add one in which it is due and that says the sum in “fees”."
                ),
            ),
            Self::ExemptionNever => both(
                "Nessuno può avere questa esenzione: le sue condizioni non sono possibili, o valgono già quelle sopra.",
                "Nobody can have this exemption: its conditions are not possible, or those above hold already.",
            ),
            Self::PaymentNeverRegistered => both(
                "C’è qualcosa da pagare al rilascio, ma nessun passaggio registra il pagamento (act: register_payment).",
                "Something is to be paid at release, but no move registers the payment (act: register_payment).",
            ),
            Self::PaymentAsks(id) => (
                format!(
                    "Un pagamento fatto online dice solo l’importo (amount), il riferimento (reference) e il giorno (paid_on): «{id}» resterebbe senza risposta. Scrivi «required: false», o togli payment da «who»."
                ),
                format!(
                    "A payment made online says only amount, reference and paid_on: “{id}” would have no answer. Make it “required: false”, or take “payment” out of “who”."
                ),
            ),
            Self::OfficeFieldFile => both(
                "Un dato dell’ufficio non può essere un file: i file si aggiungono con un passaggio o con un messaggio.",
                "A field of the office's own cannot be a file: files are added by a move or a message.",
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
        let list = |paths: &[String], none: &str| {
            if paths.is_empty() { none.to_owned() } else { paths.join(", ") }
        };
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
                format!(
                    "Il caso prevede problemi in: {}; il modulo ne trova in: {}.",
                    list(wanted, "nessuna domanda"),
                    list(found, "nessuna domanda")
                ),
                format!(
                    "Problems expected in: {}; found in: {}.",
                    list(wanted, "no question"),
                    list(found, "no question")
                ),
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
            Self::CaseOffice { wanted, found } if found.is_empty() => (
                format!(
                    "Il caso prevede l’ufficio «{wanted}», ma nessuna regola dà un ufficio a questa domanda."
                ),
                format!(
                    "The case expects office “{wanted}”, but no rule gives this application an office."
                ),
            ),
            Self::CaseOffice { wanted, found } => (
                format!("Il caso prevede l’ufficio «{wanted}»; la domanda va a «{found}»."),
                format!("Office expected: {wanted}; found: {found}."),
            ),
            Self::CaseFees { wanted, found } => (
                format!("Il caso prevede {wanted} euro; il totale da pagare è {found} euro."),
                format!("Sum expected: {wanted}; found: {found}."),
            ),
            Self::CaseDays { wanted, found } => (
                format!("Il caso prevede un termine di {wanted} giorni; il termine è di {found}."),
                format!("Days expected: {wanted}; found: {found}."),
            ),
            Self::CaseValue { path, found } if found.is_empty() => (
                format!("Il caso prevede un valore, ma «{path}» non ne ha."),
                format!("The case expects a value, but “{path}” has none."),
            ),
            Self::CaseValue { path, found } => (
                format!("Il caso prevede altro: «{path}» vale {found}."),
                format!("The case expects otherwise: “{path}” is {found}."),
            ),
            Self::CaseNoTemplate(path) => (
                format!("Accanto a «{path}» queste risposte non danno nessun modello."),
                format!("Beside “{path}” these answers give no template."),
            ),
            Self::CaseTemplate { wanted, found } => (
                format!("Nel modello non c’è «{wanted}». Dice: «{found}»."),
                format!("The template does not say “{wanted}”. It says: “{found}”."),
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
            Self::OfficeSilent { office, lacks } => {
                let (it, en): (Vec<_>, Vec<_>) = lacks.iter().copied().unzip();
                (
                    format!(
                        "Dell’ufficio «{office}» mancano: {}. La ricevuta e la scheda devono dirli (art. 18-bis l. 241/1990; art. 35 c. 1 D.Lgs 33/2013).",
                        it.join(", ")
                    ),
                    format!(
                        "Of office “{office}” these are missing: {}. The receipt and the sheet must say them (law 241/1990, art. 18-bis; D.Lgs 33/2013, art. 35(1)).",
                        en.join(", ")
                    ),
                )
            }
            Self::NobodyPlays { office, mv } => (
                format!("Nell’ufficio «{office}» nessuno ha un ruolo con cui fare il passaggio «{mv}»: assegnalo a qualcuno, o cambia «who»."),
                format!("Nobody in office “{office}” has a role that makes the move “{mv}”: give it to somebody, or change “who”."),
            ),
            Self::NobodySigns { office, letter } => (
                format!("Nell’ufficio «{office}» nessuno ha il ruolo che firma la lettera «{letter}»: assegnalo a qualcuno, o cambia «signed_by»."),
                format!("Nobody in office “{office}” has the role that signs the letter “{letter}”: give it to somebody, or change “signed_by”."),
            ),
            Self::NobodyAnswers { office, opinion } => (
                format!("Nell’ufficio «{office}» nessuno ha un ruolo con cui dare il parere «{opinion}»: assegnalo a qualcuno, o chiedi il parere a un altro ufficio."),
                format!("Nobody in office “{office}” has a role that gives the opinion “{opinion}”: give it to somebody, or ask another office."),
            ),
            Self::UnknownSection(id) => (
                format!("Nel modulo non c’è una sezione «{id}»."),
                format!("The form has no section “{id}”."),
            ),
            Self::RegisterHeader => (
                "La prima riga del registro deve essere «id,label», o «id,label,from,to».".to_owned(),
                "The first line of the register must be “id,label”, or “id,label,from,to”.".to_owned(),
            ),
            Self::RegisterLong => (
                "Il registro è troppo lungo: al massimo 50 000 voci.".to_owned(),
                "The register is too long: 50 000 entries at most.".to_owned(),
            ),
            _ => (
                "Ogni riga del registro è: id,nome. L’id ha solo lettere minuscole senza accenti, cifre e trattini.".to_owned(),
                "Each line of the register is: id,name. The id has only lower-case letters, digits and hyphens.".to_owned(),
            ),
        }
    }
}

/// What the page of a service calls a part of the sheet.
fn heading(key: &str) -> &'static str {
    match key {
        "category" => "la categoria",
        "topics" => "gli argomenti",
        "status.inactive.reason" => "perché il servizio non è attivo",
        "summary" => "la descrizione breve",
        "addressed" => "a chi è rivolto",
        "how_to" => "come fare",
        "needed.intro" => "che cosa serve",
        "achieved" => "che cosa si ottiene",
        "calendar.text" => "tempi e scadenze",
        "access" => "come si accede, online o allo sportello",
        "conditions" => "le condizioni di servizio",
        _ => "l’ufficio",
    }
}

/// The name of a language, in a language.
fn named(lang: Lang, reader: Lang) -> &'static str {
    match (lang, reader) {
        (Lang::It, Lang::It) => "italiano",
        (Lang::It, Lang::En) => "Italian",
        (Lang::En, Lang::It) => "inglese",
        (Lang::En, Lang::En) => "English",
    }
}
