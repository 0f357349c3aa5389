//! What the proof of a workflow finds wrong, in words that say what to mend.

use model::Localized;

/// What is wrong with a workflow, apart from what the rule language says of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    DuplicateId(String),
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
    StoppedWithoutDecision(String),
    TimersCompete { first: String, second: String },
    TimerMoveElsewhere { timer: String, state: String },
    NotForTime(String),
    TimeNeverComes(String),
    TimeAsks,
    SilenceWithoutMeaning,
    SilenceElsewhere,
    SilenceNotTimed,
    SilenceByPerson,
    RoutingOpen,
    RoutingAfterElse,
    DeadlineAnchor,
    RefusalWithoutNotice,
    SuspensionWithoutNorm,
    GuardSilent,
}

impl FaultKind {
    /// Name that never changes.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::DuplicateId(_) => "duplicate_id",
            Self::UnknownState(_) => "unknown_state",
            Self::UnknownMove(_) => "unknown_move",
            Self::UnknownLetter(_) => "unknown_letter",
            Self::NothingFrom => "nothing_from",
            Self::NobodyMoves => "nobody_moves",
            Self::TermLength => "term_length",
            Self::LongSuspension => "long_suspension",
            Self::SilenceWithoutNorm => "silence_without_norm",
            Self::NormMissing => "norm_missing",
            Self::StartEnds => "start_ends",
            Self::Unreachable(_) => "unreachable",
            Self::NoEnd(_) => "no_end",
            Self::NoEndWithoutCitizen(_) => "no_end_without_citizen",
            Self::EndHasMoves(_) => "end_has_moves",
            Self::EndRuns(_) => "end_runs",
            Self::StoppedWithoutDecision(_) => "stopped_without_decision",
            Self::TimersCompete { .. } => "timers_compete",
            Self::TimerMoveElsewhere { .. } => "timer_move_elsewhere",
            Self::NotForTime(_) => "not_for_time",
            Self::TimeNeverComes(_) => "time_never_comes",
            Self::TimeAsks => "time_asks",
            Self::SilenceWithoutMeaning => "silence_without_meaning",
            Self::SilenceElsewhere => "silence_elsewhere",
            Self::SilenceNotTimed => "silence_not_timed",
            Self::SilenceByPerson => "silence_by_person",
            Self::RoutingOpen => "routing_open",
            Self::RoutingAfterElse => "routing_after_else",
            Self::DeadlineAnchor => "deadline_anchor",
            Self::RefusalWithoutNotice => "refusal_without_notice",
            Self::SuspensionWithoutNorm => "suspension_without_norm",
            Self::GuardSilent => "guard_silent",
        }
    }

    /// What is wrong and what to do.
    #[must_use]
    pub fn message(&self) -> Localized {
        let (it, en) = match self {
            Self::DuplicateId(_)
            | Self::UnknownState(_)
            | Self::UnknownMove(_)
            | Self::UnknownLetter(_)
            | Self::NothingFrom
            | Self::NobodyMoves => self.reference(),
            Self::TermLength
            | Self::LongSuspension
            | Self::SilenceWithoutNorm
            | Self::NormMissing
            | Self::SilenceWithoutMeaning
            | Self::SilenceElsewhere
            | Self::SilenceNotTimed
            | Self::SilenceByPerson
            | Self::DeadlineAnchor
            | Self::RefusalWithoutNotice
            | Self::SuspensionWithoutNorm
            | Self::StoppedWithoutDecision(_) => self.law(),
            _ => self.shape(),
        };
        Localized::both(it, en)
    }

    fn reference(&self) -> (String, String) {
        match self {
            Self::DuplicateId(id) => (
                format!("L'identificativo «{id}» è usato due volte."),
                format!("The id “{id}” is used twice."),
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
            Self::NothingFrom => (
                "Il passaggio non parte da nessuno stato.".into(),
                "The move starts from no state.".into(),
            ),
            _ => (
                "Nessuno può fare questo passaggio: indica almeno un ruolo in «who».".into(),
                "Nobody can make this move: name at least one role in “who”.".into(),
            ),
        }
    }

    fn law(&self) -> (String, String) {
        match self {
            Self::TermLength => (
                "Scrivi la durata in giorni oppure in mesi, maggiore di zero e una sola delle due.".into(),
                "Write the length in days or in months, above zero and only one of the two.".into(),
            ),
            Self::LongSuspension => (
                "La sospensione per documenti dura al massimo 30 giorni (L. 241/1990, art. 2, c. 7).".into(),
                "A suspension for documents lasts at most 30 days (L. 241/1990, art. 2, c. 7).".into(),
            ),
            Self::SilenceWithoutNorm => (
                "Indica la norma che dà significato al silenzio in «silence_norm».".into(),
                "Name the norm that gives silence its meaning in “silence_norm”.".into(),
            ),
            Self::NormMissing => ("Indica la norma.".into(), "Name the norm.".into()),
            Self::SilenceWithoutMeaning => (
                "Il passaggio è un silenzio, ma il termine non dà al silenzio nessun significato.".into(),
                "The move is a silence, but the term gives silence no meaning.".into(),
            ),
            Self::SilenceElsewhere => (
                "Il passaggio non porta all'esito che il silenzio ha per legge.".into(),
                "The move does not lead to the outcome that silence has by law.".into(),
            ),
            Self::SilenceNotTimed => (
                "Il silenzio ha un significato, ma in questo stato nessun timer lo fa maturare.".into(),
                "Silence has a meaning, but no timer brings it about in this state.".into(),
            ),
            Self::SilenceByPerson => (
                "Il silenzio matura da solo: in «who» scrivi solo timer.".into(),
                "Silence comes about by itself: write only timer in “who”.".into(),
            ),
            Self::DeadlineAnchor => (
                "Una scadenza si conta dall'invio, dall'inizio o dalla fine del termine.".into(),
                "A deadline counts from the sending, the beginning or the end of the term.".into(),
            ),
            Self::RefusalWithoutNotice => (
                "Un rifiuto chiede prima il preavviso (L. 241/1990, art. 10-bis): aggiungi un passaggio notice_of_refusal da cui si arriva qui, o cita in «without_notice» la norma che lo esclude.".into(),
                "A refusal needs a notice before it (L. 241/1990, art. 10-bis): add a notice_of_refusal move from which this state is reached, or cite in “without_notice” the norm that makes an exception.".into(),
            ),
            Self::SuspensionWithoutNorm => (
                "Indica la norma che sospende il termine: {suspend: {norm: …}}.".into(),
                "Name the norm that suspends the term: {suspend: {norm: …}}.".into(),
            ),
            Self::StoppedWithoutDecision(state) => (
                format!("Nello stato «{state}» il termine è fermo, ma ci si arriva senza una decisione."),
                format!("In state “{state}” the term has stopped, but it is reached without a decision."),
            ),
            _ => (String::new(), String::new()),
        }
    }

    fn shape(&self) -> (String, String) {
        match self {
            Self::StartEnds => (
                "Lo stato iniziale non può essere finale.".into(),
                "The first state cannot be a final one.".into(),
            ),
            Self::Unreachable(state) => (
                format!("Nessun passaggio porta allo stato «{state}»."),
                format!("No move leads to state “{state}”."),
            ),
            Self::NoEnd(state) => (
                format!("Dallo stato «{state}» non si arriva mai alla fine."),
                format!("From state “{state}” no end can be reached."),
            ),
            Self::NoEndWithoutCitizen(state) => (
                format!("Dallo stato «{state}» si esce solo se il cittadino fa qualcosa: aggiungi un timer o un passaggio dell'ufficio."),
                format!("State “{state}” can be left only if the citizen does something: add a timer or a move of the office."),
            ),
            Self::EndHasMoves(state) => (
                format!("Lo stato «{state}» è finale: da lì non parte nessun passaggio."),
                format!("State “{state}” is final: no move starts from it."),
            ),
            Self::EndRuns(state) => (
                format!("Nello stato finale «{state}» il termine deve essere fermo (clock: stopped)."),
                format!("In the final state “{state}” the term must be stopped (clock: stopped)."),
            ),
            Self::TimersCompete { first, second } => (
                format!("I timer «{first}» e «{second}» possono scattare insieme: indica quale viene prima con «order»."),
                format!("Timers “{first}” and “{second}” can fire together: say which goes first with “order”."),
            ),
            Self::TimerMoveElsewhere { timer, state } => (
                format!("Il timer «{timer}» corre nello stato «{state}», ma il suo passaggio non parte da lì."),
                format!("Timer “{timer}” runs in state “{state}”, but its move does not start there."),
            ),
            Self::NotForTime(id) => (
                format!("Il passaggio «{id}» non ammette il timer in «who»."),
                format!("Move “{id}” does not name the timer in “who”."),
            ),
            Self::TimeNeverComes(id) => (
                format!("Il passaggio «{id}» aspetta un timer, ma nessun timer lo fa."),
                format!("Move “{id}” waits for a timer, but no timer makes it."),
            ),
            Self::TimeAsks => (
                "Un passaggio del solo timer non può chiedere niente.".into(),
                "A move of the timer alone cannot ask anything.".into(),
            ),
            Self::RoutingOpen => (
                "L'ultima regola di smistamento non deve avere «when»: vale in tutti gli altri casi.".into(),
                "The last routing rule must have no “when”: it holds in every other case.".into(),
            ),
            Self::RoutingAfterElse => (
                "Dopo una regola senza «when» le altre non valgono mai.".into(),
                "After a rule without “when” the others never hold.".into(),
            ),
            Self::GuardSilent => (
                "Scrivi in «refusal» che cosa dire quando la condizione non vale.".into(),
                "Write in “refusal” what to say when the condition does not hold.".into(),
            ),
            _ => (String::new(), String::new()),
        }
    }
}
