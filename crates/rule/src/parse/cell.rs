//! Reads a cell of a decision table: tests separated by commas, each an expression without what it is
//! about. It knows no types; what a test means is in `table::test`.

use super::{LONGEST, OPEN, Parsed, Parser};
use crate::diagnostics::{FaultKind, Span, TableFaultKind};
use crate::lexer::{self, Token, TokenKind};
use crate::tree::{Expr, Operator, binding};

/// A cell as written.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    /// One of them has to hold; none when the cell takes anything.
    pub tests: Vec<CellTest>,
    /// Two numbers with nothing but a comma between them, as decimals are written in Italy.
    pub decimal_comma: Option<Span>,
}

#[derive(Debug, Clone)]
pub(crate) struct CellTest {
    pub kind: CellTestKind,
    pub span: Span,
}

#[derive(Debug, Clone)]
pub(crate) enum CellTestKind {
    /// `null`
    Missing,
    /// `<= 10`, `in [1, 2]`
    Relation(Operator, Expr),
    /// `10 .. 20`, `10 ..< 20`, `.. 20`, `10 ..`
    Range { from: Option<Expr>, to: Option<Expr>, leaves_end: bool },
    /// `"a"`
    Value(Expr),
    /// `not (…)`
    Not(Vec<CellTest>),
}

/// Reads one cell and nothing else.
pub(crate) fn parse(text: &str) -> Parsed<Cell> {
    if text.len() > LONGEST {
        let whole = Span { start: 0, end: text.len() };
        return Err((whole, FaultKind::TooLong { most: LONGEST }));
    }
    if matches!(text.trim(), "" | "-") {
        return Ok(Cell { tests: Vec::new(), decimal_comma: None });
    }
    let tokens = lexer::tokens(text)?;
    let decimal_comma = tokens.array_windows().find_map(decimal_comma);
    let mut parser = Parser { text, tokens, at: 0, nesting: 0 };
    let tests = parser.tests()?;
    match parser.token().kind {
        TokenKind::End => Ok(Cell { tests, decimal_comma }),
        _ => Err(parser.no_separator()),
    }
}

fn decimal_comma(tokens: &[Token; 3]) -> Option<Span> {
    let is_number = |token: &Token| matches!(token.kind, TokenKind::Int(_) | TokenKind::Decimal(_));
    let [whole, comma, places] = tokens;
    let is_one_word = is_number(whole)
        && comma.kind == TokenKind::Mark(",")
        && is_number(places)
        && whole.span.end == comma.span.start
        && comma.span.end == places.span.start;
    is_one_word.then(|| whole.span.to(places.span))
}

impl Parser<'_> {
    /// Tests up to what is no comma.
    fn tests(&mut self) -> Parsed<Vec<CellTest>> {
        let mut tests = vec![self.test()?];
        while self.take(",") {
            tests.push(self.test()?);
        }
        Ok(tests)
    }

    fn test(&mut self) -> Parsed<CellTest> {
        let start = self.token().span;
        let relation = match &self.token().kind {
            TokenKind::Mark("null") => {
                self.step();
                return Ok(CellTest { kind: CellTestKind::Missing, span: start });
            }
            TokenKind::Name(name) if name.as_ref() == "not" => return self.not(),
            TokenKind::Mark(mark) => {
                Operator::find(mark).filter(|found| found.binding() == binding::RELATION)
            }
            _ => None,
        };
        if let Some(operator) = relation {
            self.step();
            let operand = self.expr(binding::SUM)?;
            let span = start.to(operand.span);
            return Ok(CellTest { kind: CellTestKind::Relation(operator, operand), span });
        }
        let from = if self.is_at_range() { None } else { Some(self.expr(binding::SUM)?) };
        match from {
            Some(value) if !self.is_at_range() => {
                Ok(CellTest { span: value.span, kind: CellTestKind::Value(value) })
            }
            from => self.range(start, from),
        }
    }

    fn is_at_range(&self) -> bool {
        self.is_at("..") || self.is_at("..<")
    }

    fn range(&mut self, start: Span, from: Option<Expr>) -> Parsed<CellTest> {
        let leaves_end = self.is_at("..<");
        let mark = self.step().span;
        let is_over = self.token().kind == TokenKind::End || self.is_at(",") || self.is_at(")");
        let to = match &from {
            Some(_) if is_over && !leaves_end => None,
            _ => Some(self.expr(binding::SUM)?),
        };
        let span = start.to(to.as_ref().map_or(mark, |to| to.span));
        Ok(CellTest { kind: CellTestKind::Range { from, to, leaves_end }, span })
    }

    fn not(&mut self) -> Parsed<CellTest> {
        let start = self.step().span;
        self.need("(")?;
        self.nesting += 1;
        if self.nesting > OPEN {
            return Err((start, FaultKind::TooDeep));
        }
        let tests = self.tests()?;
        self.nesting -= 1;
        if self.token().kind == TokenKind::End {
            return Err(self.expected(")"));
        }
        if !self.is_at(")") {
            return Err(self.no_separator());
        }
        let span = start.to(self.step().span);
        Ok(CellTest { kind: CellTestKind::Not(tests), span })
    }

    /// Something else stands where the next comma should: what people most likely meant.
    fn no_separator(&self) -> (Span, FaultKind) {
        let kind = match &self.token().kind {
            TokenKind::Mark("&&") => TableFaultKind::CellAnd,
            TokenKind::Mark("||") => TableFaultKind::CellOr,
            TokenKind::Name(name) if name.as_ref() == "and" => TableFaultKind::CellAnd,
            TokenKind::Name(name) if name.as_ref() == "or" => TableFaultKind::CellOr,
            TokenKind::Mark(mark)
                if Operator::find(mark).is_some_and(|op| op.binding() == binding::RELATION) =>
            {
                TableFaultKind::RepeatsInput
            }
            _ => return self.expected("cell_end"),
        };
        (self.token().span, FaultKind::Table(kind))
    }
}
