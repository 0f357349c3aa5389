//! The languages of the interface and the texts that exist in more than one of them.
//! Not the sentences of the interface: those are Fluent files in `words`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A language of the interface. Italian is the language of law and the fallback of every text.
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
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    It,
    En,
}

impl Lang {
    /// Every language, Italian first.
    pub const ALL: [Lang; 2] = [Lang::It, Lang::En];

    /// The BCP 47 tag, as written in `<html lang>`.
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::It => "it",
            Lang::En => "en",
        }
    }

    /// The best language for an `Accept-Language` header (RFC 9110 §12.5.4); Italian if none fits.
    pub fn negotiate(header: &str) -> Lang {
        let mut best: Option<(Lang, u16)> = None;
        for part in header.split(',').take(32) {
            let mut pieces = part.split(';').map(str::trim);
            let Some(lang) = pieces.next().and_then(|tag| tag.parse::<Lang>().ok()) else {
                continue;
            };
            let weight = pieces.find_map(|piece| piece.strip_prefix("q=")).map_or(1000, |q| {
                q.parse::<f32>().map_or(0, |q| (q.clamp(0.0, 1.0) * 1000.0) as u16)
            });
            if weight > 0 && best.is_none_or(|(_, heaviest)| weight > heaviest) {
                best = Some((lang, weight));
            }
        }
        best.map_or(Lang::It, |(lang, _)| lang)
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// A tag that names none of our languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown language")]
pub struct UnknownLang;

impl FromStr for Lang {
    type Err = UnknownLang;

    /// Reads a BCP 47 tag by its primary subtag: `it`, `it-IT`, `EN_us`.
    fn from_str(tag: &str) -> Result<Lang, UnknownLang> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Lang::ALL
            .into_iter()
            .find(|lang| lang.tag().eq_ignore_ascii_case(primary))
            .ok_or(UnknownLang)
    }
}

/// A text in one or more languages. In YAML and JSON a plain string is Italian; a map names its
/// languages. The canonical form is the plain string when Italian is the only language.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Localized(BTreeMap<Lang, String>);

impl Localized {
    /// A text that exists in Italian only. The empty string makes the empty text.
    pub fn it(text: impl Into<String>) -> Localized {
        Localized::from_iter([(Lang::It, text.into())])
    }

    /// A text in Italian and English.
    pub fn both(it: impl Into<String>, en: impl Into<String>) -> Localized {
        Localized::from_iter([(Lang::It, it.into()), (Lang::En, en.into())])
    }

    /// The text in `lang`, else in Italian, else in any language, else the empty string.
    pub fn get(&self, lang: Lang) -> &str {
        self.exact(lang)
            .or_else(|| self.exact(Lang::It))
            .or_else(|| self.0.values().next().map(String::as_str))
            .unwrap_or_default()
    }

    /// The text in exactly this language.
    pub fn exact(&self, lang: Lang) -> Option<&str> {
        self.0.get(&lang).map(String::as_str)
    }

    /// The language that [`Localized::get`] answers in, if it is another one. The empty text is in every language.
    pub fn other_than(&self, lang: Lang) -> Option<Lang> {
        let other = self.lang_of(lang);
        (other != lang && !self.is_empty()).then_some(other)
    }

    /// The language that [`Localized::get`] answers in: needed for a `lang` attribute (WCAG 3.1.2).
    pub fn lang_of(&self, lang: Lang) -> Lang {
        [lang, Lang::It]
            .into_iter()
            .find(|lang| self.0.contains_key(lang))
            .or_else(|| self.0.keys().next().copied())
            .unwrap_or(lang)
    }

    /// Sets or, with an empty text, removes one language.
    pub fn set(&mut self, lang: Lang, text: impl Into<String>) {
        let text = text.into();
        if text.is_empty() {
            self.0.remove(&lang);
        } else {
            self.0.insert(lang, text);
        }
    }

    /// Nothing is said in any language.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every language with its text, Italian first.
    pub fn iter(&self) -> impl Iterator<Item = (Lang, &str)> {
        self.0.iter().map(|(lang, text)| (*lang, text.as_str()))
    }

    /// Every language with its text and the path of that text in a document that has the whole at `path`: a plain text
    /// stands there itself, a map one level below.
    pub fn placed(&self, path: &str) -> impl Iterator<Item = (Lang, &str, String)> {
        let is_plain = self.0.len() == 1 && self.exact(Lang::It).is_some();
        let at =
            move |lang: Lang| if is_plain { path.to_owned() } else { format!("{path}.{lang}") };
        self.iter().map(move |(lang, text)| (lang, text, at(lang)))
    }

    /// The same languages, each text changed by `change`.
    pub fn map(&self, mut change: impl FnMut(Lang, &str) -> String) -> Localized {
        self.iter().map(|(lang, text)| (lang, change(lang, text))).collect()
    }
}

impl FromIterator<(Lang, String)> for Localized {
    fn from_iter<I: IntoIterator<Item = (Lang, String)>>(texts: I) -> Localized {
        Localized(texts.into_iter().filter(|(_, text)| !text.is_empty()).collect())
    }
}

impl From<&str> for Localized {
    fn from(text: &str) -> Localized {
        Localized::it(text)
    }
}

impl From<String> for Localized {
    fn from(text: String) -> Localized {
        Localized::it(text)
    }
}

impl Serialize for Localized {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.exact(Lang::It), self.0.len()) {
            (_, 0) => serializer.serialize_str(""),
            (Some(text), 1) => serializer.serialize_str(text),
            _ => self.0.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Localized {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Localized, D::Error> {
        struct Texts;

        impl<'de> serde::de::Visitor<'de> for Texts {
            type Value = Localized;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or a map from language (it, en) to text")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Localized, E> {
                Ok(Localized::it(text))
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Localized, A::Error> {
                let mut texts = Localized::default();
                while let Some((lang, text)) = map.next_entry::<Lang, String>()? {
                    if texts.exact(lang).is_some() {
                        return Err(serde::de::Error::custom(format_args!(
                            "language {lang} given twice"
                        )));
                    }
                    texts.set(lang, text);
                }
                Ok(texts)
            }
        }

        deserializer.deserialize_any(Texts)
    }
}

impl JsonSchema for Localized {
    fn schema_name() -> Cow<'static, str> {
        "Localized".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A text: plain (Italian), or one per language.",
            "anyOf": [
                { "type": "string" },
                {
                    "type": "object",
                    "properties": { "it": { "type": "string" }, "en": { "type": "string" } },
                    "additionalProperties": false
                }
            ]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_string_is_italian_and_stays_plain() {
        let read: Localized = serde_json::from_str("\"ciao\"").unwrap();
        assert_eq!(read, Localized::it("ciao"));
        assert_eq!(serde_json::to_string(&read).unwrap(), "\"ciao\"");
        let only_it: Localized = serde_json::from_str(r#"{"it":"ciao"}"#).unwrap();
        assert_eq!(serde_json::to_string(&only_it).unwrap(), "\"ciao\"");
    }

    #[test]
    fn a_map_keeps_its_languages_italian_first() {
        let read: Localized = serde_json::from_str(r#"{"en":"hi","it":"ciao"}"#).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), r#"{"it":"ciao","en":"hi"}"#);
        let english: Localized = serde_json::from_str(r#"{"en":"hi"}"#).unwrap();
        assert_eq!(serde_json::to_string(&english).unwrap(), r#"{"en":"hi"}"#);
    }

    #[test]
    fn unknown_and_repeated_languages_are_refused() {
        assert!(serde_json::from_str::<Localized>(r#"{"xx":"?"}"#).is_err());
        assert!(serde_json::from_str::<Localized>(r#"{"it":"a","it":"b"}"#).is_err());
        assert!(serde_json::from_str::<Localized>("12").is_err());
    }

    #[test]
    fn a_missing_language_falls_back_and_says_so() {
        let it = Localized::it("ciao");
        assert_eq!((it.get(Lang::En), it.lang_of(Lang::En)), ("ciao", Lang::It));
        let en = Localized::from_iter([(Lang::En, "hi".to_owned())]);
        assert_eq!((en.get(Lang::It), en.lang_of(Lang::It)), ("hi", Lang::En));
        assert!(Localized::both("", "").is_empty());
        assert_eq!(Localized::default().get(Lang::It), "");
    }

    #[test]
    fn a_plain_text_stands_at_its_key_and_a_map_below_it() {
        let places = |text: Localized| {
            text.placed("title").map(|(_, _, path)| path).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(places(Localized::it("ciao")), "title");
        assert_eq!(places(Localized::both("ciao", "hi")), "title.it title.en");
        assert_eq!(places(Localized::from_iter([(Lang::En, "hi".to_owned())])), "title.en");
    }

    #[test]
    fn browsers_are_answered_in_their_best_language() {
        let check = |header, lang| assert_eq!(Lang::negotiate(header), lang, "{header}");
        check("", Lang::It);
        check("en-GB,en;q=0.9,it;q=0.8", Lang::En);
        check("de-DE,de;q=0.9", Lang::It);
        check("it;q=0.3, en;q=0.7", Lang::En);
        check("en;q=0, it;q=0.1", Lang::It);
        check("en;q=zzz", Lang::It);
    }
}
