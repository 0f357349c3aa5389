//! Texts with holes: letters, subjects, titles of rows. `{expr}` is a hole, `{{` and `}}` are braces.
//! How a value is written is not decided here but by whoever shows it.

use std::sync::Arc;

use crate::diagnostics::{Fault, FaultKind, Span};
use crate::node::Op;
use crate::rule::{self, Expect, Rule};
use crate::types::{Names, Type};
use crate::value::{Bindings, Context, Show};

/// Longest text, in bytes.
const LONGEST: usize = 1 << 16;

/// A text with holes, each a rule that type-checks.
#[derive(Debug, Clone)]
pub struct Template {
    parts: Vec<Part>,
    paths: Vec<Arc<str>>,
}

#[derive(Debug, Clone)]
enum Part {
    Text(String),
    Hole { rule: Rule, path: Option<Arc<str>> },
}

impl Template {
    /// Reads a text and type-checks its holes: at most 64 KiB, each hole as long as a rule.
    ///
    /// # Errors
    /// All faults, with places in the whole text; never empty.
    pub fn compile(text: &str, names: &Names) -> Result<Template, Vec<Fault>> {
        let mut reading = Reading { names, parts: Vec::new(), faults: Vec::new() };
        if text.len() > LONGEST {
            let whole = Span { start: 0, end: text.len() };
            reading.faults.push((whole, FaultKind::TooLong { most: LONGEST }));
        } else {
            reading.read(text);
        }
        if !reading.faults.is_empty() {
            return Err(reading.faults.into_iter().map(|fault| Fault::new(text, fault)).collect());
        }
        let mut paths: Vec<Arc<str>> = Vec::new();
        for part in &reading.parts {
            let Part::Hole { rule, .. } = part else { continue };
            for path in rule.paths() {
                if !paths.contains(path) {
                    paths.push(path.clone());
                }
            }
        }
        Ok(Template { parts: reading.parts, paths })
    }

    /// The paths its holes read, in the order of the text.
    #[must_use]
    pub fn paths(&self) -> &[Arc<str>] {
        &self.paths
    }

    /// The text with every hole filled.
    #[must_use]
    pub fn render(
        &self,
        bindings: &dyn Bindings,
        context: &Context<'_>,
        show: &dyn Show,
    ) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(words) => text.push_str(words),
                Part::Hole { rule, path } => {
                    let value = rule.eval(bindings, context);
                    text.push_str(&show.show(path.as_deref(), &value));
                }
            }
        }
        text
    }
}

struct Reading<'a> {
    names: &'a Names,
    parts: Vec<Part>,
    faults: Vec<(Span, FaultKind)>,
}

impl Reading<'_> {
    fn read(&mut self, text: &str) {
        let mut words = String::new();
        let mut at = 0;
        while let Some(offset) = text[at..].find(['{', '}']) {
            let brace = at + offset;
            words.push_str(&text[at..brace]);
            let rest = &text[brace..];
            if rest.starts_with("{{") || rest.starts_with("}}") {
                words.push_str(&rest[..1]);
                at = brace + 2;
                continue;
            }
            let span = Span { start: brace, end: brace + 1 };
            if rest.starts_with('}') {
                self.faults.push((span, FaultKind::StrayBrace));
                at = brace + 1;
                continue;
            }
            let Some(len) = hole(&rest[1..]) else {
                self.faults.push((span, FaultKind::UnclosedHole));
                return;
            };
            if !words.is_empty() {
                self.parts.push(Part::Text(std::mem::take(&mut words)));
            }
            self.hole(&rest[1..1 + len], brace + 1);
            at = brace + len + 2;
        }
        words.push_str(&text[at..]);
        if !words.is_empty() {
            self.parts.push(Part::Text(words));
        }
    }

    fn hole(&mut self, text: &str, start: usize) {
        let moved = |span: Span| Span { start: span.start + start, end: span.end + start };
        match rule::compile(text, self.names, Expect::Any) {
            Err(faults) => {
                self.faults.extend(faults.into_iter().map(|(span, kind)| (moved(span), kind)));
            }
            Ok(rule) if !can_be_shown(rule.ty()) => {
                let kind = FaultKind::NotShown { ty: rule.ty().clone() };
                self.faults.push((moved(rule.node().span), kind));
            }
            Ok(rule) => {
                let path = match &rule.node().op {
                    Op::Path(path) => Some(path.clone()),
                    _ => rule.node().origin.clone(),
                };
                self.parts.push(Part::Hole { rule, path });
            }
        }
    }
}

fn can_be_shown(ty: &Type) -> bool {
    match ty {
        Type::Record(_) => false,
        Type::List(item) => can_be_shown(item),
        _ => true,
    }
}

/// Length of a hole up to the brace that closes it, quoted texts jumped over.
fn hole(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match quote {
            _ if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '}' => return Some(at),
            None => {}
        }
    }
    None
}
