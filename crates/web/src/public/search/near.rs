//! How well a text answers what was typed: word by word, forgiving the ending of an Italian word, everyday
//! words in place of the office's, and a slip of the finger.

use model::{Lang, fold};

use super::everyday;

/// More words than this nobody types.
const WORDS: usize = 12;

/// Words that say nothing about what is looked for.
const EMPTY: [&str; 46] = [
    "a", "ad", "al", "alla", "allo", "ai", "agli", "alle", "che", "chi", "come", "con", "da",
    "dal", "dalla", "de", "dei", "del", "della", "delle", "dello", "di", "e", "ed", "fare", "gli",
    "i", "il", "in", "l", "la", "le", "lo", "mi", "mio", "mia", "nel", "nella", "o", "per", "si",
    "su", "un", "una", "uno", "voglio",
];

/// What was typed, ready to be compared with many texts.
pub(in crate::public) struct Asked {
    lang: Lang,
    words: Vec<Word>,
}

struct Word {
    typed: String,
    stem: String,
    /// Stems of what else may be meant.
    also: Vec<String>,
    /// Letters that may be wrong.
    slips: usize,
    /// Without it nothing can be meant.
    is_telling: bool,
}

/// How well something answers; the best is the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::public) struct Rank {
    /// Telling words that are not in it at all.
    missing: usize,
    /// Letters that were taken for others.
    slips: usize,
    /// The title alone does not answer.
    is_below_title: bool,
    /// An ending or a word of the same meaning was forgiven.
    is_kindred: bool,
}

impl Rank {
    /// It has all that was asked, as far as one can tell.
    pub fn is_full(self) -> bool {
        self.missing == 0 && self.slips == 0
    }
}

impl Asked {
    pub fn new(text: &str, lang: Lang) -> Asked {
        let mut words: Vec<Word> = fold::tokens(text)
            .into_iter()
            .take(WORDS)
            .map(|typed| Word {
                stem: stem(&typed, lang).to_owned(),
                also: everyday::also(&typed, lang),
                slips: match typed.chars().count() {
                    0..=3 => 0,
                    4..=7 => 1,
                    _ => 2,
                },
                is_telling: lang != Lang::It || !EMPTY.contains(&typed.as_str()),
                typed,
            })
            .collect();
        if !words.iter().any(|word| word.is_telling) {
            words.iter_mut().for_each(|word| word.is_telling = true);
        }
        Asked { lang, words }
    }

    /// How well something with this title and these other words answers; none if it does not, not even by
    /// half of what was asked.
    pub fn rank(&self, title: &str, more: &str) -> Option<Rank> {
        let (title, more) = (fold::tokens(title), fold::tokens(more));
        let mut rank = Rank { missing: 0, slips: 0, is_below_title: false, is_kindred: false };
        let telling = || self.words.iter().filter(|word| word.is_telling);
        for asked in telling() {
            let above = asked.best(&title, self.lang);
            let found = match above {
                Some(Fit { slips: 0, .. }) => above,
                _ => asked.best(&more, self.lang).into_iter().chain(above).min(),
            };
            rank.is_below_title |= above.is_none_or(|above| found != Some(above));
            match found {
                Some(fit) => {
                    rank.slips += fit.slips;
                    rank.is_kindred |= fit.is_kindred;
                }
                None => rank.missing += 1,
            }
        }
        (rank.missing * 2 <= telling().count()).then_some(rank)
    }
}

/// How one word was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    slips: usize,
    is_kindred: bool,
}

impl Word {
    fn best(&self, words: &[String], lang: Lang) -> Option<Fit> {
        words.iter().filter_map(|word| self.fit(word, stem(word, lang))).min()
    }

    fn fit(&self, word: &str, stem: &str) -> Option<Fit> {
        if word.starts_with(&self.typed) {
            return Some(Fit { slips: 0, is_kindred: false });
        }
        if stem == self.stem || self.also.iter().any(|also| also == stem) {
            return Some(Fit { slips: 0, is_kindred: true });
        }
        let slips = self.slipped(word).into_iter().chain(self.slipped_stem(stem)).min()?;
        Some(Fit { slips, is_kindred: true })
    }

    fn slipped(&self, word: &str) -> Option<usize> {
        // Three letters are too few to be wrong, but not to be swapped: `zlt`.
        if self.typed.len() == 3 && word.len() == 3 {
            let is_swapped = strsim::osa_distance(&self.typed, word) == 1
                && strsim::levenshtein(&self.typed, word) == 2;
            return is_swapped.then_some(1);
        }
        within(&self.typed, word, self.slips)
    }

    fn slipped_stem(&self, stem: &str) -> Option<usize> {
        within(&self.stem, stem, self.slips)
    }
}

/// How many letters differ, if they are at most so many.
fn within(one: &str, other: &str, most: usize) -> Option<usize> {
    if most == 0 || one.len().abs_diff(other.len()) > most || other.len() < 3 {
        return None;
    }
    Some(strsim::osa_distance(one, other)).filter(|slips| *slips <= most)
}

/// A folded word without what changes from one to many: `permessi` and `permesso` become `permess`,
/// `parchi` and `parco` become `parc`. English words are left alone.
pub(super) fn stem(word: &str, lang: Lang) -> &str {
    if lang != Lang::It || word.len() < 4 {
        return word;
    }
    let Some(stem) = word.strip_suffix(['a', 'e', 'i', 'o']) else { return word };
    match stem.strip_suffix('h').filter(|stem| stem.ends_with(['c', 'g'])) {
        Some(stem) => stem,
        None => stem.strip_suffix('i').filter(|stem| stem.len() >= 3).unwrap_or(stem),
    }
}

/// Keeps what answers, the best first, what answers equally in the order it came in; what answers only
/// nearly, if `is_near`, and then no more than are looked through.
pub(in crate::public) fn sift<T>(found: Vec<(Rank, T)>, is_near: bool) -> Vec<T> {
    let mut found: Vec<_> =
        found.into_iter().filter(|(rank, _)| rank.is_full() != is_near).collect();
    found.sort_by_key(|(rank, _)| *rank);
    if is_near {
        let off = |rank: Rank| (rank.missing, rank.slips);
        let best = found.first().map(|(rank, _)| off(*rank));
        found.retain(|(rank, _)| Some(off(*rank)) == best);
        found.truncate(SHOWN);
    }
    found.into_iter().map(|(_, item)| item).collect()
}

/// Of what answers only nearly.
const SHOWN: usize = 10;

/// Whether nothing answers in full: then what answers nearly is offered.
pub(in crate::public) fn only_near<'a>(mut ranks: impl Iterator<Item = &'a Rank>) -> bool {
    !ranks.any(|rank| rank.is_full())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank(asked: &str, title: &str, more: &str) -> Option<Rank> {
        Asked::new(asked, Lang::It).rank(title, more)
    }

    fn is_full(asked: &str, text: &str) -> bool {
        rank(asked, text, "").is_some_and(Rank::is_full)
    }

    #[test]
    fn one_and_many_are_the_same_word() {
        for (asked, text) in [
            ("permessi ztl", "Richiedere permesso di accesso ad area ZTL"),
            ("residenze", "Dichiarare la residenza"),
            ("parchi", "Il parco"),
            ("orto", "Gli orti urbani"),
            ("uffici", "Ufficio"),
            ("parcheggio", "Parcheggi"),
            ("il mio permesso", "Permessi"),
        ] {
            assert!(is_full(asked, text), "{asked}");
        }
        assert!(!Asked::new("permits", Lang::En).rank("A permit", "").is_some_and(Rank::is_full));
    }

    #[test]
    fn everyday_words_find_what_the_office_calls_otherwise() {
        assert!(is_full(
            "permesso auto in centro",
            "Permesso di entrare con un veicolo in una ZTL"
        ));
        assert!(is_full("cambio casa", "Dichiarare la residenza o il cambio di indirizzo"));
        assert!(is_full("asilo", "Iscrizione al nido"));
    }

    #[test]
    fn a_slip_is_near_and_nothing_more() {
        for (asked, text) in [
            ("permeso zlt", "Richiedere permesso di accesso ad area ZTL"),
            ("rezidenza", "Dichiarare la residenza"),
            ("parchegio", "Parcheggi per invalidi"),
            ("asillo", "Iscrizione all'asilo nido"),
            ("presmesso", "Permesso"),
        ] {
            let rank = rank(asked, text, "").unwrap_or_else(|| panic!("{asked}"));
            assert!(rank.missing == 0 && !rank.is_full(), "{asked}: {rank:?}");
        }
        assert_eq!(rank("zzz", "Permesso ZTL", ""), None);
        assert_eq!(rank("tassa", "La mensa", ""), None, "two letters of five");
        assert_eq!(rank("gtt", "ZTL", ""), None, "three letters are swapped, not wrong");
        assert!(rank("permit", "", "Apply for a permti").is_some());
    }

    #[test]
    fn the_best_comes_first_and_near_ones_only_when_alone() {
        let ranked = |asked: &str, texts: &[&'static str]| {
            let asked = Asked::new(asked, Lang::It);
            let found: Vec<_> =
                texts.iter().filter_map(|text| Some((asked.rank("", text)?, *text))).collect();
            let is_near = only_near(found.iter().map(|(rank, _)| rank));
            sift(found, is_near)
        };
        assert_eq!(
            ranked("residenza", &["le residenze", "residensa", "la residenza"]),
            ["la residenza", "le residenze"]
        );
        assert_eq!(ranked("residenza", &["residensa", "altro"]), ["residensa"]);
        let near = ranked("rezidenza", &["a chi è residente", "la residenza"]);
        assert_eq!(near, ["la residenza"], "the nearest only");
    }

    #[test]
    fn nothing_asked_is_answered_by_all() {
        assert!(is_full("", "Qualunque cosa"));
        assert!(is_full("…", "Qualunque cosa"));
    }
}
