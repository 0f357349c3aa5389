//! Why an act is not allowed, in words that say what to do instead where there is something.

use chrono::NaiveDate;
use model::{Lang, Localized};

use super::{al, en, il, norm};

fn both(it: impl Into<String>, en: impl Into<String>) -> Localized {
    Localized::both(it, en)
}

pub fn ended() -> Localized {
    both(
        "La domanda è conclusa e non si può più modificare.",
        "The application is closed and cannot change any more.",
    )
}

pub fn taken_in_charge() -> Localized {
    both(
        "L'ufficio ha già preso in carico la domanda: per correggere qualcosa scrivi all'ufficio.",
        "The office has already taken charge of the application: to correct something write to the office.",
    )
}

pub fn state_gone(id: &str) -> Localized {
    both(
        format!("È nello stato «{id}», che nella nuova versione non c'è."),
        format!("It is in the state “{id}”, which the new version does not have."),
    )
}

pub fn state_ends(state: &Localized) -> Localized {
    let (it, en) = (state.get(Lang::It), state.get(Lang::En));
    both(
        format!("Nella nuova versione lo stato «{it}» conclude la domanda."),
        format!("In the new version the state “{en}” ends the application."),
    )
}

pub fn observations_unanswered() -> Localized {
    both(
        "La persona ha inviato le sue osservazioni: scrivi perché non le accogli (art. 10-bis della L. 241/1990).",
        "The person has sent observations: write why you do not accept them (art. 10-bis of law 241/1990).",
    )
}

pub fn not_decided() -> Localized {
    both(
        "Questa pratica non ha una decisione da riaprire.",
        "This application has no decision to take back.",
    )
}

pub fn changed_by_who_answers() -> Localized {
    both(
        "Una decisione la riapre o la rettifica il responsabile del procedimento o il dirigente.",
        "A decision is taken back or put right by who answers for the procedure, or by the head of the office.",
    )
}

pub fn too_late_to_annul(until: NaiveDate) -> Localized {
    both(
        format!(
            "Quello che è stato concesso si poteva annullare fino {}: sono passati sei mesi (art. 21-nonies l. 241/1990). Dopo si annulla solo se è stato ottenuto con dichiarazioni false accertate da una sentenza definitiva; oppure si revoca, se sono cambiati i fatti o l'interesse pubblico.",
            al(until)
        ),
        format!(
            "What was granted could be annulled until {}: six months have gone by (art. 21-nonies of law 241/1990). Later it is annulled only if it was obtained by false declarations that a final judgment has established; or it is revoked, if the facts or the public interest have changed.",
            en(until)
        ),
    )
}

pub fn nothing_to_answer() -> Localized {
    both(
        "L'ufficio non ha chiesto di cambiare queste risposte.",
        "The office has not asked for these answers to be changed.",
    )
}

pub fn same_person(label: Option<&Localized>, id: &str) -> Localized {
    let named = |lang| label.map_or(id, |label| label.get(lang));
    both(
        format!(
            "Hai fatto tu «{}»: questo passaggio spetta a un'altra persona dell'ufficio.",
            named(Lang::It)
        ),
        format!(
            "You have made “{}” yourself: this move is for another person of the office.",
            named(Lang::En)
        ),
    )
}

pub fn too_many_points(most: usize) -> Localized {
    both(
        format!("In una richiesta stanno al massimo {most} punti."),
        format!("One request holds {most} points at most."),
    )
}

pub fn reason_too_long(most: usize) -> Localized {
    both(
        format!("Il motivo di un punto ha al massimo {most} caratteri."),
        format!("The reason of a point has {most} characters at most."),
    )
}

pub fn point_not_open() -> Localized {
    both(
        "Questi punti non sono più da esaminare. Ricarica la pagina.",
        "These points are to be looked at no more. Reload the page.",
    )
}

pub fn unknown_move() -> Localized {
    both(
        "Questa azione non esiste per questo servizio.",
        "This action does not exist for this service.",
    )
}

pub fn wrong_state(state_it: &str, state_en: &str) -> Localized {
    both(
        format!(
            "La domanda è ora nello stato «{state_it}»: da qui questa azione non si può fare. Ricarica la pagina."
        ),
        format!(
            "The application is now “{state_en}”: this action cannot be done from here. Reload the page."
        ),
    )
}

pub fn not_yours() -> Localized {
    both("Questa azione spetta a un'altra persona.", "This action belongs to somebody else.")
}

pub fn conflict() -> Localized {
    let norm = norm::CONFLICT;
    both(
        format!(
            "Da questa domanda devi astenerti ({norm}). Affidala a un'altra persona dell'ufficio."
        ),
        format!(
            "You must abstain from this application ({norm}). Hand it to another person of the office."
        ),
    )
}

pub fn assignee_conflict() -> Localized {
    let norm = norm::CONFLICT;
    both(
        format!(
            "Questa persona è parte della domanda e deve astenersi ({norm}). Scegline un'altra."
        ),
        format!(
            "This person is a party to the application and must abstain ({norm}). Choose another."
        ),
    )
}

pub fn same_office() -> Localized {
    both("La domanda è già di questo ufficio.", "The application is already with this office.")
}

pub fn reason_missing() -> Localized {
    both("Scrivi il motivo.", "Write the reason.")
}

pub fn nothing_asked() -> Localized {
    both(
        "Indica almeno una cosa da integrare, con il motivo.",
        "Name at least one thing to complete, with the reason.",
    )
}

pub fn payment_missing() -> Localized {
    both(
        "Indica l'importo pagato e gli estremi del pagamento.",
        "Give the amount paid and the reference of the payment.",
    )
}

pub fn second_suspension() -> Localized {
    let norm = norm::INTEGRATION;
    both(
        format!(
            "Il termine è già stato sospeso una volta per chiedere documenti: la legge non ammette una seconda sospensione ({norm})."
        ),
        format!(
            "The term has already been suspended once to ask for documents: the law does not allow a second suspension ({norm})."
        ),
    )
}

pub fn second_notice(on: NaiveDate) -> Localized {
    both(
        format!("Il preavviso di rigetto è già stato inviato {}.", il(on)),
        format!("The notice before refusal was already sent on {}.", en(on)),
    )
}

pub fn notice_needed() -> Localized {
    let norm = norm::REFUSAL_NOTICE;
    both(
        format!(
            "Prima di respingere la domanda invia il preavviso di rigetto, con i motivi ({norm})."
        ),
        format!(
            "Before refusing the application send the notice before refusal, with the reasons ({norm})."
        ),
    )
}

pub fn observations_awaited(until: NaiveDate) -> Localized {
    let norm = norm::REFUSAL_NOTICE;
    both(
        format!(
            "La persona può ancora presentare osservazioni: se non arrivano, puoi respingere la domanda dopo {} ({norm}).",
            il(until)
        ),
        format!(
            "The person can still send observations: if none come, you can refuse the application after {} ({norm}).",
            en(until)
        ),
    )
}

pub fn assent_matured(on: NaiveDate) -> Localized {
    let norm = norm::LATE_ACTS;
    both(
        format!(
            "Il termine è scaduto {} e la domanda si considera accolta: un atto contrario non avrebbe effetto ({norm}).",
            il(on)
        ),
        format!(
            "The term ran out on {} and the application counts as granted: an act against it would have no effect ({norm}).",
            en(on)
        ),
    )
}

pub fn term_over(on: NaiveDate) -> Localized {
    both(
        format!("Il termine è scaduto {}: un termine già scaduto non si può prorogare.", il(on)),
        format!("The term ran out on {}: what has run out cannot be extended.", en(on)),
    )
}

pub fn nothing_due() -> Localized {
    both("Nessun termine è ancora scaduto.", "No term has run out yet.")
}

pub fn question_missing() -> Localized {
    both("Scrivi che cosa chiedi.", "Write what you ask.")
}

pub fn opinion_days(most: u32) -> Localized {
    both(
        format!("I giorni per rispondere vanno da 1 a {most}."),
        format!("The days to answer go from 1 to {most}."),
    )
}

pub fn own_opinion() -> Localized {
    both(
        "La domanda è di questo ufficio: il parere si chiede a un altro.",
        "The application is with this office: an opinion is asked of another.",
    )
}

pub fn unknown_opinion() -> Localized {
    both(
        "Questo parere non è previsto per questo servizio.",
        "This opinion is not foreseen for this service.",
    )
}

pub fn opinion_awaited(until: NaiveDate) -> Localized {
    both(
        format!("Questo parere è già stato chiesto: la risposta è attesa entro {}.", il(until)),
        format!("This opinion was asked already: the answer is awaited by {}.", en(until)),
    )
}

pub fn too_many_opinions(most: usize) -> Localized {
    both(
        format!(
            "Su questa domanda si aspettano già {most} pareri: ritirane uno, o aspetta che arrivi."
        ),
        format!(
            "{most} opinions are awaited on this application already: take one back, or wait for it."
        ),
    )
}

pub fn reminded_today() -> Localized {
    both("Oggi il sollecito è già partito.", "It was already asked for again today.")
}

pub fn held_up() -> Localized {
    both(
        "Chi deve rispondere aspetta quello che gli manca: mandaglielo, o ritira la richiesta.",
        "Who is to answer waits for what they miss: send it, or take the question back.",
    )
}

pub fn held_up_before() -> Localized {
    both(
        "Hai già detto che cosa ti manca, e si può dire una volta sola: ora rispondi.",
        "You have already said what you miss, which can be done once: now answer.",
    )
}

pub fn held_up_late() -> Localized {
    both(
        "Il termine per rispondere è passato: non si può più dire che manca qualcosa.",
        "The time to answer has passed: nothing more can be asked for.",
    )
}

pub fn needs_missing() -> Localized {
    both("Scrivi che cosa ti serve ancora.", "Write what you still need.")
}

pub fn nothing_missing() -> Localized {
    both(
        "Chi deve rispondere non aspetta niente da te.",
        "Who is to answer waits for nothing of yours.",
    )
}

pub fn supply_missing() -> Localized {
    both(
        "Scrivi una risposta, o scegli almeno un documento.",
        "Write an answer, or choose at least one document.",
    )
}

pub fn put_off_when(after: NaiveDate, most: NaiveDate) -> Localized {
    both(
        format!("Scegli un giorno dopo {} e non dopo {}.", il(after), il(most)),
        format!("Choose a day after {} and not after {}.", en(after), en(most)),
    )
}

pub fn not_awaited() -> Localized {
    both(
        "Questo parere non è più atteso: è già arrivato, o non serve più.",
        "This opinion is no longer awaited: it has come, or is no longer needed.",
    )
}

pub fn verdict_unexplained() -> Localized {
    both(
        "Scrivi le prescrizioni o i motivi del parere.",
        "Write the conditions or the reasons of the opinion.",
    )
}

pub fn unknown_event() -> Localized {
    both("Non c'è un evento con questo numero.", "There is no event with this number.")
}

pub fn guard() -> Localized {
    both(
        "Le condizioni per questa azione non sono soddisfatte.",
        "The conditions for this action are not met.",
    )
}
