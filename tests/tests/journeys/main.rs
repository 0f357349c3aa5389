//! Journeys through the real pages, on both engines, with a clock that the test moves.

mod absences;
mod administration;
mod again;
mod amending;
mod anything_sent;
mod at_once;
mod beside;
mod blanks;
mod bounds;
mod building_files;
mod bulk;
mod bulk_words;
mod conflict;
mod consulted;
mod digests;
mod distribution;
mod doors;
mod earlier;
mod english;
mod every_brick;
mod every_kind;
mod exports;
mod failures;
mod figures;
mod four_eyes;
mod full_disk;
mod halls;
mod hands;
mod incomplete;
mod intake;
mod integration;
mod large;
mod leaving;
mod letters;
mod links;
mod merging;
mod messages;
mod morning;
mod office_fields;
mod opinions;
mod own_words;
mod payments;
mod permit;
mod places;
mod prefill;
mod presence;
mod previews;
mod queue;
mod rankings;
mod readings;
mod residence;
mod retention;
mod revisions;
mod scanner;
mod screen;
mod search;
mod shipped;
mod uploads;
mod views;
mod waste_tax;

use tests::filling;

/// Runs a journey on each engine.
#[macro_export]
macro_rules! on_both_engines {
    ($($journey:ident),* $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $journey() {
                    super::$journey(tests::installation::Installation::start(tests::installation::Engine::Sqlite).await).await;
                }
            )*
        }
        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $journey() {
                    super::$journey(tests::installation::Installation::start(tests::installation::Engine::Postgres).await).await;
                }
            )*
        }
    };
}
