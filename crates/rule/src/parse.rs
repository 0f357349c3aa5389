//! Reads a rule into a tree (precedence climbing, after Pratt). Stops at the first fault; bounded in
//! length and depth, so that no text can exhaust the stack.

pub(crate) mod cell;

use crate::diagnostics::{FaultKind, Span};
use crate::lexer::{self, Token, TokenKind};
use crate::tree::{Expr, ExprKind, Operator, Word, binding};

/// Longest rule, in bytes.
pub(crate) const LONGEST: usize = 4096;
/// Deepest tree.
const DEEPEST: usize = 64;
/// Most expressions open at once while reading: brackets and right sides count, which the tree does
/// not keep.
const OPEN: usize = 128;

type Parsed<T> = Result<T, (Span, FaultKind)>;

/// Reads one expression and nothing else.
pub(crate) fn parse(text: &str) -> Parsed<Expr> {
    let whole = Span { start: 0, end: text.len() };
    if text.len() > LONGEST {
        return Err((whole, FaultKind::TooLong { most: LONGEST }));
    }
    if text.trim().is_empty() {
        return Err((whole, FaultKind::EmptyRule));
    }
    let tokens = lexer::tokens(text)?;
    let mut parser = Parser { text, tokens, at: 0, nesting: 0 };
    let expr = parser.expr(binding::CHOOSE)?;
    match &parser.token().kind {
        TokenKind::End => Ok(expr),
        // The words other languages use for these.
        TokenKind::Name(name) if name.as_ref() == "and" => Err(parser.expected("&&")),
        TokenKind::Name(name) if name.as_ref() == "or" => Err(parser.expected("||")),
        _ => Err(parser.expected("end")),
    }
}

struct Parser<'a> {
    text: &'a str,
    /// Never empty: the last is `End`.
    tokens: Vec<Token>,
    at: usize,
    nesting: usize,
}

impl Parser<'_> {
    fn token(&self) -> &Token {
        // `step` never goes beyond `End`.
        &self.tokens[self.at]
    }

    fn step(&mut self) -> Token {
        let token = self.token().clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    fn is_at(&self, mark: &str) -> bool {
        matches!(self.token().kind, TokenKind::Mark(found) if found == mark)
    }

    fn take(&mut self, mark: &str) -> bool {
        let is_here = self.is_at(mark);
        if is_here {
            self.step();
        }
        is_here
    }

    fn need(&mut self, mark: &'static str) -> Parsed<Span> {
        let span = self.token().span;
        if self.take(mark) { Ok(span) } else { Err(self.expected(mark)) }
    }

    fn expected(&self, wanted: &'static str) -> (Span, FaultKind) {
        let span = self.token().span;
        let found = self.text.get(span.start..span.end).unwrap_or_default().to_owned();
        (span, FaultKind::Expected { wanted, found })
    }

    /// An expression of operators that bind at least as tightly as `least`.
    fn expr(&mut self, least: u8) -> Parsed<Expr> {
        self.nesting += 1;
        if self.nesting > OPEN {
            return Err((self.token().span, FaultKind::TooDeep));
        }
        let mut left = self.unary()?;
        while let TokenKind::Mark(mark) = self.token().kind {
            left = match mark {
                "&&" if least <= binding::ALL => self.chain(left, "&&", binding::ALL)?,
                "||" if least <= binding::ANY => self.chain(left, "||", binding::ANY)?,
                "?" if least == binding::CHOOSE => self.choose(left)?,
                _ => match Operator::find(mark).filter(|found| least <= found.binding()) {
                    Some(operator) => self.binary(left, operator)?,
                    None => break,
                },
            };
        }
        self.nesting -= 1;
        Ok(left)
    }

    fn chain(&mut self, first: Expr, mark: &str, binding: u8) -> Parsed<Expr> {
        let mut items = vec![first];
        while self.take(mark) {
            items.push(self.expr(binding + 1)?);
        }
        let span = span_of(&items);
        let depth = depth_of(&items);
        let kind = if mark == "&&" { ExprKind::All(items) } else { ExprKind::Any(items) };
        build(kind, span, depth)
    }

    fn choose(&mut self, condition: Expr) -> Parsed<Expr> {
        self.step();
        let yes = self.expr(binding::CHOOSE)?;
        self.need(":")?;
        let no = self.expr(binding::CHOOSE)?;
        let parts = [condition, yes, no];
        let (span, depth) = (span_of(&parts), depth_of(&parts));
        build(ExprKind::Choose(Box::new(parts)), span, depth)
    }

    fn binary(&mut self, left: Expr, operator: Operator) -> Parsed<Expr> {
        self.step();
        let right = self.expr(operator.binding() + 1)?;
        if operator.binding() == binding::RELATION
            && matches!(self.token().kind, TokenKind::Mark(mark)
                if Operator::find(mark).is_some_and(|next| next.binding() == binding::RELATION))
        {
            return Err((self.token().span, FaultKind::Chained));
        }
        let span = left.span.to(right.span);
        let depth = left.depth.max(right.depth);
        build(ExprKind::Binary(operator, Box::new(left), Box::new(right)), span, depth)
    }

    fn unary(&mut self) -> Parsed<Expr> {
        let make: fn(Box<Expr>) -> ExprKind = match self.token().kind {
            TokenKind::Mark("!") => ExprKind::Not,
            TokenKind::Mark("-") => ExprKind::Negate,
            _ => return self.member(),
        };
        let span = self.step().span;
        let inner = self.expr(binding::UNARY)?;
        let (span, depth) = (span.to(inner.span), inner.depth);
        build(make(Box::new(inner)), span, depth)
    }

    fn member(&mut self) -> Parsed<Expr> {
        let mut expr = self.primary()?;
        while self.take(".") {
            let name = self.word()?;
            expr = if self.is_at("(") {
                self.call(Some(expr), name)?
            } else {
                let (span, depth) = (expr.span.to(name.span), expr.depth);
                build(ExprKind::Select(Box::new(expr), name), span, depth)?
            };
        }
        Ok(expr)
    }

    fn word(&mut self) -> Parsed<Word> {
        let TokenKind::Name(text) = self.token().kind.clone() else {
            return Err(self.expected("name"));
        };
        Ok(Word { text, span: self.step().span })
    }

    fn call(&mut self, receiver: Option<Expr>, name: Word) -> Parsed<Expr> {
        self.need("(")?;
        let (args, end) = self.list(")")?;
        let span = receiver.as_ref().map_or(name.span, |receiver| receiver.span).to(end);
        let depth = depth_of(&args).max(receiver.as_ref().map_or(0, |receiver| receiver.depth));
        let receiver = receiver.map(Box::new);
        build(ExprKind::Call { receiver, name, args }, span, depth)
    }

    /// What stands between commas, up to `close`; and the place of `close`.
    fn list(&mut self, close: &'static str) -> Parsed<(Vec<Expr>, Span)> {
        let mut items = Vec::new();
        loop {
            if self.is_at(close) {
                return Ok((items, self.step().span));
            }
            if !items.is_empty() {
                self.need(",").map_err(|fault| match self.token().kind {
                    TokenKind::End => self.expected(close),
                    _ => fault,
                })?;
            }
            items.push(self.expr(binding::CHOOSE)?);
        }
    }

    fn primary(&mut self) -> Parsed<Expr> {
        let span = self.token().span;
        let kind = match self.token().kind.clone() {
            TokenKind::Int(number) => ExprKind::Int(number),
            TokenKind::Decimal(number) => ExprKind::Decimal(number),
            TokenKind::Text(text) => ExprKind::Text(text),
            TokenKind::Mark("true") => ExprKind::Bool(true),
            TokenKind::Mark("false") => ExprKind::Bool(false),
            TokenKind::Mark("null") => ExprKind::Null,
            TokenKind::Name(_) => {
                let name = self.word()?;
                if self.is_at("(") {
                    return self.call(None, name);
                }
                return build(ExprKind::Name(name), span, 0);
            }
            TokenKind::Mark("(") => {
                self.step();
                let inner = self.expr(binding::CHOOSE)?;
                let end = self.need(")")?;
                return Ok(Expr { span: span.to(end), ..inner });
            }
            TokenKind::Mark("[") => {
                self.step();
                let (items, end) = self.list("]")?;
                let depth = depth_of(&items);
                return build(ExprKind::List(items), span.to(end), depth);
            }
            _ => return Err(self.expected("value")),
        };
        self.step();
        build(kind, span, 0)
    }
}

fn build(kind: ExprKind, span: Span, inner: usize) -> Parsed<Expr> {
    let depth = inner + 1;
    if depth > DEEPEST { Err((span, FaultKind::TooDeep)) } else { Ok(Expr { kind, span, depth }) }
}

fn depth_of(items: &[Expr]) -> usize {
    items.iter().map(|item| item.depth).max().unwrap_or(0)
}

fn span_of(items: &[Expr]) -> Span {
    match items {
        [first, .., last] => first.span.to(last.span),
        [only] => only.span,
        [] => Span::default(),
    }
}
