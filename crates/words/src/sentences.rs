//! The Fluent bundles, one per language, made once and shared by every thread.
//! Not the sentences themselves: those are in `locales/`.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use model::{Lang, elide};

use crate::{Value, figures};

macro_rules! areas {
    ($($area:literal),* $(,)?) => {
        /// Area, Italian text, English text.
        pub(crate) const SOURCES: &[(&str, &str, &str)] = &[$((
            $area,
            include_str!(concat!("../locales/it/", $area, ".ftl")),
            include_str!(concat!("../locales/en/", $area, ".ftl")),
        )),*];
    };
}

areas!(
    "common", "chrome", "public", "apply", "account", "office", "admin", "problem", "mail",
    "signin", "identity", "pay", "files", "figures", "bulk", "ranking", "readings"
);

/// The sentences of one language.
pub struct Words {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
    /// What the files of this language do wrong (syntax, repeated keys); empty in what ships.
    faults: Vec<String>,
}

static IT: LazyLock<Words> = LazyLock::new(|| Words::read(Lang::It));
static EN: LazyLock<Words> = LazyLock::new(|| Words::read(Lang::En));

impl Words {
    /// The sentences of `lang`.
    pub fn of(lang: Lang) -> &'static Words {
        match lang {
            Lang::It => &IT,
            Lang::En => &EN,
        }
    }

    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The sentence called `key` (`key.attribute` for an attribute). A sentence that this language
    /// lacks is said in Italian; one that nobody knows is `⟦key⟧`, which the tests of pages refuse.
    pub fn t(&self, key: &str) -> Cow<'_, str> {
        self.say(key, None)
    }

    /// The sentence with its variables: `w.with("greeting", &[("name", name.into())])`.
    pub fn with<'a>(&'a self, key: &str, values: &[(&str, Value<'_>)]) -> Cow<'a, str> {
        let args: FluentArgs =
            values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Cow::Owned(self.say(key, Some(&args)).into_owned())
    }

    /// The sentence with the variable `$n`, which chooses singular or plural.
    pub fn n(&self, key: &str, n: impl TryInto<i64>) -> Cow<'_, str> {
        self.with(key, &[("n", n.try_into().unwrap_or(i64::MAX).into())])
    }

    /// Whether this very language has the sentence.
    pub fn has(&self, key: &str) -> bool {
        pattern(&self.bundle, key).is_some()
    }

    /// What is wrong with the files of this language.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    fn say(&self, key: &str, args: Option<&FluentArgs>) -> Cow<'_, str> {
        let words = if self.has(key) { self } else { Words::of(Lang::It) };
        let Some(pattern) = pattern(&words.bundle, key) else {
            return Cow::Owned(format!("⟦{key}⟧"));
        };
        // A variable that is missing shows as {$name}: visible, and refused by the tests.
        let said = words.bundle.format_pattern(pattern, args, &mut Vec::new());
        match (words.lang, args) {
            (Lang::It, Some(args)) if args.iter().all(|(_, value)| is_elided(value)) => elide(said),
            _ => said,
        }
    }

    fn read(lang: Lang) -> Words {
        let mut bundle = FluentBundle::new_concurrent(vec![lang.tag().parse().unwrap_or_default()]);
        // Isolation marks are for mixed writing directions; ours are all left to right, and the
        // marks would end up in mails, letters and copied numbers.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match lang {
            Lang::It => |value, _| number(value, Lang::It),
            Lang::En => |value, _| number(value, Lang::En),
        }));
        let mut faults = Vec::new();
        for (area, it, en) in SOURCES {
            let text = match lang {
                Lang::It => it,
                Lang::En => en,
            };
            let resource =
                FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(read, errors)| {
                    faults.extend(errors.iter().map(|error| format!("{area}.ftl: {error}")));
                    read
                });
            if let Err(errors) = bundle.add_resource(resource) {
                faults.extend(errors.iter().map(|error| format!("{area}.ftl: {error}")));
            }
        }
        Words { lang, bundle, faults }
    }
}

fn pattern<'a>(
    bundle: &'a FluentBundle<FluentResource>,
    key: &str,
) -> Option<&'a fluent_syntax::ast::Pattern<&'a str>> {
    match key.split_once('.') {
        Some((key, attribute)) => {
            bundle.get_message(key)?.get_attribute(attribute).map(|a| a.value())
        }
        None => bundle.get_message(key)?.value(),
    }
}

/// Whether a value has nothing that would be elided: what a person typed stays as it was typed.
fn is_elided(value: &Value<'_>) -> bool {
    match value {
        Value::String(text) => elide(text.as_ref().into()) == *text,
        _ => true,
    }
}

/// Numbers inside sentences carry the separators of the language.
fn number(value: &Value<'_>, lang: Lang) -> Option<String> {
    match value {
        Value::Number(number) if number.options.use_grouping && number.value.fract() == 0.0 => {
            Some(figures::grouped(number.value as i64, lang))
        }
        _ => None,
    }
}
