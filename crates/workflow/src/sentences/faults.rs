//! What the proof of a workflow finds wrong, in words that say what to mend.

use model::Localized;

/// What is wrong with a workflow, apart from what the rule language says of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    DuplicateId(String),
    ReservedLetter(String),
    UnknownState(String),
    UnknownMove(String),
    UnknownLetter(String),
    NothingFrom,
    NobodyMoves,
    TermLength,
    LongSuspension,
    SilenceWithoutNorm,
    NormMissing,
    StartEnds,
    Unreachable(String),
    NoEnd(String),
    NoEndWithoutCitizen(String),
    EndHasMoves(String),
    EndRuns(String),
    EndNotClosed(String),
    ClosedNotEnd(String),
    StoppedWithoutDecision(String),
    TimersCompete { first: String, second: String },
    PaymentsCompete { first: String, second: String },
    ConsultedCompete { first: String, second: String },
    TimerMoveElsewhere { timer: String, state: String },
    NotForTime(String),
    TimeNeverComes(String),
    NoTimerHere { mv: String, state: String },
    TimerNowhere(String),
    TimerWithoutSuspension { timer: String, state: String },
    TimerWithoutRequest { timer: String, state: String },
    NoOtherPerson(String),
    TimeAsks,
    SilenceWithoutMeaning,
    SilenceElsewhere,
    SilenceNotTimed,
    SilenceByPerson,
    SilenceUnwritten,
    RoutingOpen,
    RoutingAfterElse,
    DistributedToNobody,
    RouteInVain,
    DeadlineAnchor,
    DeadlineNeverMet,
    RefusalWithoutNotice,
    DeniesNothing,
    ObservationsUnanswered,
    SuspensionWithoutNorm,
    GuardSilent,
    GuardNever,
    UnknownOpinion(String),
    OpinionDays,
    OpinionUnasked,
    OpinionOfItself,
    ConsultedNever(String),
    ConsultedAsks,
    ConsultedActs,
    TimerWithoutOpinion(String),
}

model::codes!(FaultKind {
    DuplicateId => "duplicate_id",
    ReservedLetter => "reserved_letter",
    UnknownState => "unknown_state",
    UnknownMove => "unknown_move",
    UnknownLetter => "unknown_letter",
    NothingFrom => "nothing_from",
    NobodyMoves => "nobody_moves",
    TermLength => "term_length",
    LongSuspension => "long_suspension",
    SilenceWithoutNorm => "silence_without_norm",
    NormMissing => "norm_missing",
    StartEnds => "start_ends",
    Unreachable => "unreachable",
    NoEnd => "no_end",
    NoEndWithoutCitizen => "no_end_without_citizen",
    EndHasMoves => "end_has_moves",
    EndRuns => "end_runs",
    EndNotClosed => "end_not_closed",
    ClosedNotEnd => "closed_not_end",
    StoppedWithoutDecision => "stopped_without_decision",
    TimersCompete => "timers_compete",
    PaymentsCompete => "payments_compete",
    ConsultedCompete => "consulted_compete",
    TimerMoveElsewhere => "timer_move_elsewhere",
    NotForTime => "not_for_time",
    TimeNeverComes => "time_never_comes",
    NoTimerHere => "no_timer_here",
    TimerNowhere => "timer_nowhere",
    TimerWithoutSuspension => "timer_without_suspension",
    TimerWithoutRequest => "timer_without_request",
    NoOtherPerson => "no_other_person",
    TimeAsks => "time_asks",
    SilenceWithoutMeaning => "silence_without_meaning",
    SilenceElsewhere => "silence_elsewhere",
    SilenceNotTimed => "silence_not_timed",
    SilenceByPerson => "silence_by_person",
    SilenceUnwritten => "silence_unwritten",
    RoutingOpen => "routing_open",
    RoutingAfterElse => "routing_after_else",
    DistributedToNobody => "distributed_to_nobody",
    RouteInVain => "route_in_vain",
    DeadlineAnchor => "deadline_anchor",
    DeadlineNeverMet => "deadline_never_met",
    RefusalWithoutNotice => "refusal_without_notice",
    DeniesNothing => "denies_nothing",
    ObservationsUnanswered => "observations_unanswered",
    SuspensionWithoutNorm => "suspension_without_norm",
    GuardSilent => "guard_silent",
    GuardNever => "guard_never",
    UnknownOpinion => "unknown_opinion",
    OpinionDays => "opinion_days",
    OpinionUnasked => "opinion_unasked",
    OpinionOfItself => "opinion_of_itself",
    ConsultedNever => "consulted_never",
    ConsultedAsks => "consulted_asks",
    ConsultedActs => "consulted_acts",
    TimerWithoutOpinion => "timer_without_opinion",
});

impl FaultKind {
    /// What is wrong and what to do.
    #[must_use]
    pub fn message(&self) -> Localized {
        let (it, en) = self
            .of_names()
            .or_else(|| self.of_law())
            .or_else(|| self.of_time())
            .or_else(|| self.of_opinions())
            .unwrap_or_else(|| self.of_way());
        Localized::both(it, en)
    }

    /// What is named and does not exist, or not once.
    fn of_names(&self) -> Option<(String, String)> {
        Some(match self {
            Self::DuplicateId(id) => (
                format!(
                    "L’id «{id}» è usato due volte: ogni stato, passaggio, timer, scadenza, parere e lettera ha il suo."
                ),
                format!(
                    "The id “{id}” is used twice: each state, move, timer, deadline, opinion and letter has its own."
                ),
            ),
            Self::ReservedLetter(id) => (
                format!(
                    "«{id}» è il nome di un documento che lo sportello scrive da sé: dai alla lettera un altro id."
                ),
                format!(
                    "“{id}” names a document that the desk writes by itself: give the letter another id."
                ),
            ),
            Self::UnknownState(id) => {
                (format!("Lo stato «{id}» non esiste."), format!("There is no state “{id}”."))
            }
            Self::UnknownMove(id) => {
                (format!("Il passaggio «{id}» non esiste."), format!("There is no move “{id}”."))
            }
            Self::UnknownLetter(id) => {
                (format!("La lettera «{id}» non esiste."), format!("There is no letter “{id}”."))
            }
            Self::NothingFrom => both(
                "Il passaggio non parte da nessuno stato: scrivi in «from» almeno uno stato.",
                "The move starts from no state: write at least one in “from”.",
            ),
            Self::NobodyMoves => both(
                "Nessuno può fare questo passaggio: scrivi in «who» almeno un ruolo, per esempio clerk (chi istruisce la pratica).",
                "Nobody can make this move: write at least one role in “who”, for example clerk.",
            ),
            _ => return None,
        })
    }

    /// What the law asks of a procedure.
    fn of_law(&self) -> Option<(String, String)> {
        Some(match self {
            Self::TermLength => both(
                "Scrivi la durata in giorni («days») oppure in mesi («months»): una sola delle due, maggiore di zero.",
                "Write the length in days (“days”) or in months (“months”): only one of the two, above zero.",
            ),
            Self::LongSuspension => both(
                "La sospensione per documenti dura al massimo 30 giorni (L. 241/1990, art. 2, c. 7).",
                "A suspension for documents lasts at most 30 days (L. 241/1990, art. 2, c. 7).",
            ),
            Self::SilenceWithoutNorm => both(
                "Il silenzio dell’ufficio ha un significato: indica in «silence_norm» la norma che glielo dà.",
                "Silence of the office has a meaning: name in “silence_norm” the norm that gives it.",
            ),
            Self::NormMissing => both(
                "Indica la norma, per esempio «art. 2 c. 2 l. 241/1990».",
                "Name the norm, for example “art. 2 c. 2 l. 241/1990”.",
            ),
            Self::SilenceWithoutMeaning => both(
                "Questo passaggio è un silenzio, ma «silence» del termine non dice se vale come accoglimento (assent) o come rifiuto (refusal).",
                "This move is a silence, but “silence” of the term does not say whether it grants (assent) or refuses (refusal).",
            ),
            Self::SilenceElsewhere => both(
                "Il passaggio non porta all’esito che il silenzio ha per legge: uno stato finale positivo se vale come accoglimento, negativo se vale come rifiuto.",
                "The move does not lead to the outcome that silence has by law: a positive final state if it grants, a negative one if it refuses.",
            ),
            Self::SilenceNotTimed => both(
                "Il silenzio ha un significato, ma in questo stato, dove il termine corre, nessun timer porta a una fine.",
                "Silence has a meaning, but in this state, where the term runs, no timer leads to an end.",
            ),
            Self::SilenceByPerson => both(
                "Il silenzio matura da solo, nessuno lo decide: in «who» scrivi solo timer.",
                "Silence comes about by itself, nobody decides it: write only timer in “who”.",
            ),
            Self::DeniesNothing => both(
                "Solo chi accoglie (act: grant) può negare una parte: togli «denies_part».",
                "Only who grants (act: grant) can deny a part: take “denies_part” away.",
            ),
            Self::SilenceUnwritten => both(
                "Quando matura il silenzio chi ha fatto domanda deve ricevere qualcosa di scritto: aggiungi agli «effects» una lettera (letter).",
                "When silence matures whoever applied must get something in writing: add a letter to the “effects”.",
            ),
            Self::DeadlineAnchor => both(
                "Una scadenza si conta dall’invio (sent), dall’inizio del termine (term_start) o dalla sua fine (term_end).",
                "A deadline counts from the sending (sent), the beginning of the term (term_start) or its end (term_end).",
            ),
            Self::DeadlineNeverMet => both(
                "Nessun passaggio rispetta questa scadenza: scrivi in «met_by» quelli con cui l’ufficio la rispetta.",
                "No move meets this deadline: write in “met_by” those by which the office meets it.",
            ),
            Self::RefusalWithoutNotice => both(
                "Prima di un rifiuto ci vuole il preavviso (L. 241/1990, art. 10-bis): aggiungi un passaggio con act: notice_of_refusal da cui si arriva a questo stato, o cita in «without_notice» la norma che lo esclude.",
                "A refusal needs a notice before it (L. 241/1990, art. 10-bis): add a move with act: notice_of_refusal from which this state is reached, or cite in “without_notice” the norm that makes an exception.",
            ),
            Self::ObservationsUnanswered => both(
                "Chi manda osservazioni deve leggere perché non sono accolte (L. 241/1990, art. 10-bis): chiedilo in un campo con id observations e riportalo nella lettera del rifiuto con move.observations.",
                "Whoever sends observations must read why they are not accepted (L. 241/1990, art. 10-bis): ask it in a field with the id observations and tell it in the letter of refusal with move.observations.",
            ),
            Self::SuspensionWithoutNorm => both(
                "Questo passaggio ferma il termine: indica tra gli effetti la norma che lo permette, come «suspend: {norm: art. …}».",
                "This move stops the term: name among its effects the norm that allows it, as “suspend: {norm: art. …}”.",
            ),
            Self::StoppedWithoutDecision(state) => (
                format!(
                    "Nello stato «{state}» il termine è fermo per sempre, ma ci si arriva senza una decisione."
                ),
                format!(
                    "In state “{state}” the term has stopped for good, but it is reached without a decision."
                ),
            ),
            _ => return None,
        })
    }

    /// What time does, and when.
    fn of_time(&self) -> Option<(String, String)> {
        Some(match self {
            Self::TimersCompete { first, second } => (
                format!(
                    "I timer «{first}» e «{second}» possono scattare nello stesso giorno: scrivi in «order» quale viene prima, con il numero più basso."
                ),
                format!(
                    "Timers “{first}” and “{second}” can fire on the same day: say in “order” which goes first, by the lower number."
                ),
            ),
            Self::TimerMoveElsewhere { timer, state } => (
                format!(
                    "Il timer «{timer}» corre nello stato «{state}», ma il suo passaggio non parte da lì."
                ),
                format!(
                    "Timer “{timer}” runs in state “{state}”, but its move does not start there."
                ),
            ),
            Self::TimerNowhere(id) => (
                format!("Il timer «{id}» non corre mai: scrivi in «in» gli stati in cui corre."),
                format!("Timer “{id}” never runs: write in “in” the states in which it runs."),
            ),
            Self::NoOtherPerson(id) => (
                format!(
                    "Il passaggio «{id}» chiede un'altra persona (other_than), ma non lo fa nessuno dell'ufficio."
                ),
                format!(
                    "The move “{id}” asks for another person (other_than), but nobody of the office makes it."
                ),
            ),
            Self::TimerWithoutRequest { timer, state } => (
                format!(
                    "Il timer «{timer}» conta dall'ultimo giorno per rispondere, ma nessun passaggio che chiede un'integrazione porta allo stato «{state}»."
                ),
                format!(
                    "The timer “{timer}” counts from the last day to answer, but no move that asks for an integration leads to the state “{state}”."
                ),
            ),
            Self::TimerWithoutSuspension { timer, state } => (
                format!(
                    "Il timer «{timer}» aspetta la fine di una sospensione, ma nello stato «{state}» il termine non è sospeso (clock: suspended)."
                ),
                format!(
                    "Timer “{timer}” waits for the end of a suspension, but in state “{state}” the term is not suspended (clock: suspended)."
                ),
            ),
            Self::NotForTime(id) => (
                format!("Un timer non può fare il passaggio «{id}»: aggiungi timer al suo «who»."),
                format!("A timer cannot make the move “{id}”: add timer to its “who”."),
            ),
            Self::TimeNeverComes(id) => (
                format!("Il passaggio «{id}» aspetta un timer, ma nessun timer lo fa."),
                format!("Move “{id}” waits for a timer, but no timer makes it."),
            ),
            Self::NoTimerHere { mv, state } => (
                format!(
                    "Nello stato «{state}» il passaggio «{mv}» aspetta un timer, ma il timer non corre lì: aggiungi «{state}» al suo «in»."
                ),
                format!(
                    "In state “{state}” move “{mv}” waits for a timer, but the timer does not run there: add “{state}” to its “in”."
                ),
            ),
            Self::TimeAsks => both(
                "Un passaggio che fa solo il timer non può chiedere niente: nessuno risponderebbe.",
                "A move that only the timer makes cannot ask anything: nobody would answer.",
            ),
            _ => return None,
        })
    }

    /// What is asked of others.
    fn of_opinions(&self) -> Option<(String, String)> {
        Some(match self {
            Self::UnknownOpinion(id) => {
                (format!("Il parere «{id}» non esiste."), format!("There is no opinion “{id}”."))
            }
            Self::OpinionDays => both(
                "Per dare un parere servono da 1 a 90 giorni (L. 241/1990, artt. 16 e 17).",
                "An opinion takes from 1 to 90 days (L. 241/1990, artt. 16 and 17).",
            ),
            Self::OpinionUnasked => both(
                "Il passaggio chiede un parere, ma non che cosa si chiede: aggiungi ai suoi «fields» un campo con id question.",
                "The move asks an opinion, but not what is asked: add to its “fields” a field with the id question.",
            ),
            Self::OpinionOfItself => both(
                "Tutte le domande vanno già a questo ufficio: il parere si chiede a un altro.",
                "All applications already go to this office: an opinion is asked of another.",
            ),
            Self::ConsultedNever(id) => (
                format!(
                    "Il passaggio «{id}» aspetta dei pareri, ma nessun passaggio li chiede: aggiungi «opinion» agli effetti di uno che porta qui."
                ),
                format!(
                    "Move “{id}” waits for opinions, but no move asks any: add “opinion” to the effects of one that leads here."
                ),
            ),
            Self::ConsultedAsks => both(
                "Un passaggio che segue ai pareri avviene da solo e non può chiedere niente: nessuno risponderebbe.",
                "A move that follows opinions is made by itself and cannot ask anything: nobody would answer.",
            ),
            Self::ConsultedActs => both(
                "Un passaggio che segue ai pareri avviene da solo: non decide e non chiede niente per legge. Togli «act», o togli consulted da «who».",
                "A move that follows opinions is made by itself: it neither decides nor asks anything by law. Take out “act”, or consulted from “who”.",
            ),
            Self::TimerWithoutOpinion(id) => (
                format!("Il timer «{id}» aspetta dei pareri, ma nessun passaggio li chiede."),
                format!("Timer “{id}” waits for opinions, but no move asks any."),
            ),
            _ => return None,
        })
    }

    /// Where applications go and stay.
    fn of_way(&self) -> (String, String) {
        match self {
            Self::StartEnds => both(
                "Lo stato iniziale non può essere finale.",
                "The first state cannot be a final one.",
            ),
            Self::Unreachable(state) => (
                format!(
                    "Nessuna domanda può arrivare allo stato «{state}»: aggiungi un passaggio che ci porta, o togli lo stato."
                ),
                format!(
                    "No application can come to state “{state}”: add a move that leads there, or take the state out."
                ),
            ),
            Self::NoEnd(state) => (
                format!(
                    "Dallo stato «{state}» non si arriva mai alla fine: aggiungi un passaggio verso uno stato finale."
                ),
                format!(
                    "From state “{state}” no end can be reached: add a move towards a final state."
                ),
            ),
            Self::NoEndWithoutCitizen(state) => (
                format!(
                    "Dallo stato «{state}» si arriva alla fine solo se il cittadino fa qualcosa: aggiungi un timer o un passaggio dell’ufficio."
                ),
                format!(
                    "From state “{state}” the end is reached only if the citizen does something: add a timer or a move of the office."
                ),
            ),
            Self::EndHasMoves(state) => (
                format!("Lo stato «{state}» è finale: da lì non parte nessun passaggio."),
                format!("State “{state}” is final: no move starts from it."),
            ),
            Self::EndRuns(state) => (
                format!(
                    "Nello stato finale «{state}» il termine deve essere fermo (clock: stopped)."
                ),
                format!("In the final state “{state}” the term must be stopped (clock: stopped)."),
            ),
            Self::EndNotClosed(state) => (
                format!(
                    "Lo stato «{state}» è finale: anche per il modello nazionale la domanda è conclusa (national: closed)."
                ),
                format!(
                    "State “{state}” is final: for the national model too the application is closed (national: closed)."
                ),
            ),
            Self::ClosedNotEnd(state) => (
                format!(
                    "Per il modello nazionale la domanda nello stato «{state}» è conclusa, ma lo stato non è finale: scrivi in «final» come è finita, o cambia «national»."
                ),
                format!(
                    "For the national model the application in state “{state}” is closed, but the state is not final: say in “final” how it ended, or change “national”."
                ),
            ),
            Self::PaymentsCompete { first, second } => (
                format!(
                    "I passaggi «{first}» e «{second}» registrano lo stesso pagamento online: lascia payment nel «who» di uno solo."
                ),
                format!(
                    "Moves “{first}” and “{second}” register the same online payment: leave payment in the “who” of one only."
                ),
            ),
            Self::ConsultedCompete { first, second } => (
                format!(
                    "Quando è arrivato l’ultimo parere i passaggi «{first}» e «{second}» partirebbero entrambi dallo stesso stato: lascia consulted nel «who» di uno solo, o scrivi una «guard» nel primo."
                ),
                format!(
                    "When the last opinion has come moves “{first}” and “{second}” would both leave the same state: leave consulted in the “who” of one only, or write a “guard” in the first."
                ),
            ),
            Self::RoutingOpen => both(
                "L’ultima regola di smistamento non deve avere «when»: vale in tutti gli altri casi, così ogni domanda ha un ufficio.",
                "The last routing rule must have no “when”: it holds in every other case, so that each application has an office.",
            ),
            Self::RoutingAfterElse => both(
                "Questa regola non ha «when» e vale sempre: quelle sotto non servono mai.",
                "This rule has no “when” and always holds: those below never count.",
            ),
            Self::DistributedToNobody => both(
                "Le domande si assegnano a chi lavora nell’ufficio: in «among» scrivi clerk, responsible o head.",
                "Applications go into the hands of who works in the office: write clerk, responsible or head in “among”.",
            ),
            Self::RouteInVain => both(
                "Nessuna domanda arriva a questa regola: le sue risposte non sono possibili insieme, o vanno già a un ufficio scritto più sopra.",
                "No application comes to this rule: its answers are not possible together, or already go to an office written above.",
            ),
            Self::GuardSilent => both(
                "Scrivi in «refusal» che cosa dire quando la condizione non vale.",
                "Write in “refusal” what to say when the condition does not hold.",
            ),
            _ => both(
                "Nessuna risposta possibile soddisfa questa condizione: nessuno potrebbe mai fare il passaggio.",
                "No possible answers meet this condition: nobody could ever make the move.",
            ),
        }
    }
}

fn both(it: &str, en: &str) -> (String, String) {
    (it.to_owned(), en.to_owned())
}
