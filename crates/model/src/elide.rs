//! Articles before figures that begin with a vowel, as Italian writes them: `l'8 marzo`, `entro l'11`.
//! A sentence with a figure put into it cannot know which figure comes.

use std::borrow::Cow;

/// Article as a template writes it, and before a vowel.
const ARTICLES: [(&str, &str); 8] = [
    ("il", "l'"),
    ("del", "dell'"),
    ("al", "all'"),
    ("dal", "dall'"),
    ("nel", "nell'"),
    ("sul", "sull'"),
    ("Il", "L'"),
    ("Dal", "Dall'"),
];

/// Elides each article before *otto*, *ottanta*, *ottocento* and *undici* written in figures.
#[must_use]
pub fn elide(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut parts = text.split(' ');
    let mut elided = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        elided.push(' ');
        append_elided(&mut elided, part);
    }
    if elided.len() == text.len() { text } else { Cow::Owned(elided) }
}

/// Puts a figure, or any text, after what is written so far; an article that stands directly before it is elided.
pub fn append_elided(written: &mut String, figure: &str) {
    if begins_with_vowel(figure)
        && let Some(before) = written.strip_suffix(' ')
        && let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default()
        && let Some((article, elision)) = ARTICLES.iter().find(|(article, _)| *article == word)
    {
        let start = before.len() - article.len();
        written.truncate(start);
        written.push_str(elision);
    }
    written.push_str(figure);
}

/// Whether a text begins with a figure that is spoken with a vowel first.
fn begins_with_vowel(text: &str) -> bool {
    let figures = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(figures);
    // `8ª` is spoken *ottava*, which wants no *il* in the first place.
    (number == "11" || (number.starts_with('8') && figures <= 3)) && !rest.starts_with('ª')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_elided_before_otto_and_undici() {
        for (written, read) in [
            ("entro il 8 marzo 2026.", "entro l'8 marzo 2026."),
            ("entro il 11 marzo", "entro l'11 marzo"),
            ("dal 8/3 al 11/3", "dall'8/3 all'11/3"),
            ("Dal 8 gennaio", "Dall'8 gennaio"),
            ("del 80% e del 811", "dell'80% e dell'811"),
            ("il 8", "l'8"),
            ("profil 8,  mail 11", "profil 8,  mail 11"),
            ("il 1º maggio, il 18, il 110", "il 1º maggio, il 18, il 110"),
            ("il 2026/000008", "il 2026/000008"),
            ("", ""),
        ] {
            assert_eq!(elide(Cow::Borrowed(written)), read);
        }
    }

    #[test]
    fn only_the_article_at_the_seam_is_elided() {
        let mut text = "«il 8» entro il ".to_owned();
        append_elided(&mut text, "8 marzo, dal 11");
        assert_eq!(text, "«il 8» entro l'8 marzo, dal 11");
    }
}
