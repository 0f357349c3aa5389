//! What is told of a ranking that cannot be.

use super::FaultKind;

impl FaultKind {
    pub(super) fn of_ranking(&self) -> Option<(String, String)> {
        Some(match self {
            Self::RankingState(id) => (
                format!("La graduatoria nomina lo stato «{id}», che non c’è nell’iter."),
                format!("The ranking names the state “{id}”, which the workflow does not have."),
            ),
            Self::RankingMove(id) => (
                format!(
                    "Il passaggio «{id}» è della graduatoria: deve esserci nell’iter e lo fa solo lei («who: [ranking]»), altrimenti punti e posti sarebbero due volte e diversi."
                ),
                format!(
                    "The move “{id}” is the ranking's: the workflow must have it, and it alone makes it (“who: [ranking]”), or points and places would be there twice and differ."
                ),
            ),
            Self::RankingGives(id) => (
                format!("Il passaggio non chiede «{id}»: la graduatoria non può scriverlo."),
                format!("The move does not ask “{id}”: the ranking cannot write it."),
            ),
            Self::RankingAsks(id) => (
                format!(
                    "Il passaggio chiede «{id}» e la graduatoria non lo scrive: aggiungilo in «give», o scrivi «required: false»."
                ),
                format!(
                    "The move asks “{id}” and the ranking does not write it: add it to “give”, or make it “required: false”."
                ),
            ),
            Self::RankingNumber => (
                "Qui serve un numero, una somma, una data o un sì o no: così si possono confrontare le domande.".to_owned(),
                "A number, a sum, a date or yes and no is needed here: applications are compared by it.".to_owned(),
            ),
            Self::RankingLists(path) => (
                format!("«{path}» non è una domanda a scelta: le liste della graduatoria sono le sue risposte."),
                format!("“{path}” is no question with choices: the lists of a ranking are its answers."),
            ),
            _ => return None,
        })
    }
}
