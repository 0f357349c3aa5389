//! Cuts the text of a rule into tokens, each with its place. It knows no grammar.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::diagnostics::{FaultKind, Span};

/// A token and its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TokenKind {
    Name(Arc<str>),
    Int(i64),
    Decimal(Decimal),
    Text(Arc<str>),
    /// A mark or a word of the language: `&&`, `(`, `in`, `true`.
    Mark(&'static str),
    End,
}

/// Longest first, so that `<=` is not read as `<`.
const MARKS: [&str; 25] = [
    "..<", "..", "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "+", "-", "*", "/", "%", "(",
    ")", "[", "]", ",", ".", "?", ":", "=",
];

const WORDS: [&str; 4] = ["in", "true", "false", "null"];

/// All tokens of `text`, `End` last.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, (Span, FaultKind)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let token = token(text, at, c)?;
        at = token.span.end;
        tokens.push(token);
    }
    let end = Span { start: text.len(), end: text.len() };
    tokens.push(Token { kind: TokenKind::End, span: end });
    Ok(tokens)
}

fn token(text: &str, at: usize, first: char) -> Result<Token, (Span, FaultKind)> {
    let rest = &text[at..];
    let long = |len: usize| Span { start: at, end: at + len };
    if first == '"' || first == '\'' {
        return quoted(text, at, first);
    }
    if first.is_ascii_digit() {
        return number(text, at);
    }
    if is_letter(first) {
        let len = rest.find(|c: char| !is_letter(c) && !c.is_ascii_digit()).unwrap_or(rest.len());
        let name = &rest[..len];
        let kind = match WORDS.iter().find(|word| **word == name) {
            Some(word) => TokenKind::Mark(word),
            None => TokenKind::Name(Arc::from(name)),
        };
        return Ok(Token { kind, span: long(len) });
    }
    match MARKS.iter().find(|mark| rest.starts_with(**mark)) {
        Some(&"=") => Err((long(1), FaultKind::SingleEquals)),
        Some(mark) => Ok(Token { kind: TokenKind::Mark(mark), span: long(mark.len()) }),
        None => Err((long(first.len_utf8()), FaultKind::BadCharacter(first))),
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

fn number(text: &str, at: usize) -> Result<Token, (Span, FaultKind)> {
    let rest = &text[at..];
    let digits = |from: usize| {
        rest[from..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |len| from + len)
    };
    let whole = digits(0);
    let has_point = rest[whole..].starts_with('.')
        && rest[whole + 1..].starts_with(|c: char| c.is_ascii_digit());
    let len = if has_point { digits(whole + 1) } else { whole };
    let ends = rest[len..].find(|c: char| !is_letter(c) && !c.is_ascii_digit());
    let len_with_letters = ends.map_or(rest.len(), |more| len + more);
    let written = &rest[..len_with_letters];
    let span = Span { start: at, end: at + len_with_letters };
    let kind = if has_point {
        Decimal::from_str_exact(written).ok().map(TokenKind::Decimal)
    } else {
        written.parse().ok().map(TokenKind::Int)
    };
    match kind.filter(|_| len == len_with_letters) {
        Some(kind) => Ok(Token { kind, span }),
        None => Err((span, FaultKind::BadNumber(written.to_owned()))),
    }
}

fn quoted(text: &str, at: usize, quote: char) -> Result<Token, (Span, FaultKind)> {
    let mut read = String::new();
    let mut chars = text[at + 1..].char_indices();
    while let Some((i, c)) = chars.next() {
        let here = at + 1 + i;
        if c == quote {
            let span = Span { start: at, end: here + 1 };
            return Ok(Token { kind: TokenKind::Text(Arc::from(read)), span });
        }
        if c != '\\' {
            read.push(c);
            continue;
        }
        let Some((_, escaped)) = chars.next() else { break };
        read.push(match escaped {
            'n' => '\n',
            't' => '\t',
            '\\' | '"' | '\'' => escaped,
            other => {
                let span = Span { start: here, end: here + 1 + other.len_utf8() };
                return Err((span, FaultKind::BadEscape(format!("\\{other}"))));
            }
        });
    }
    Err((Span { start: at, end: text.len() }, FaultKind::UnclosedText))
}
