//! Objects as they are written (ISO 32000-2 § 7.3), read leniently: what cannot be read is passed over, as readers do.
//! Each dictionary is shown when it ends, the inner before the outer.

use super::{Dict, KEYS};

/// Deepest nesting that is read.
const DEEPEST: usize = 100;
/// Longest name and text that are kept: nothing that is asked is longer.
const KEPT: usize = 1024;
/// Most keys of one dictionary, and names of one list, that are kept.
const MANY: usize = 64;

/// One object, as far as its value says something by itself.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Name(String),
    Number(i64),
    Text(Vec<u8>),
    Dict(Dict),
    /// The names of a list, if it holds nothing else.
    Names(Vec<String>),
    /// `true`, a reference, …
    Other,
}

pub(super) struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
    depth: usize,
}

impl<'b> Reader<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0, depth: 0 }
    }

    /// How far it has read.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn starts(&self, word: &[u8]) -> bool {
        self.bytes[self.at.min(self.bytes.len())..].starts_with(word)
    }

    fn skip_blank(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                    self.at += 1;
                }
            } else if is_blank(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// The next object; none at the end, at a bracket that closes, and where it nests too deep.
    pub(super) fn value(&mut self, seen: &mut dyn FnMut(&Dict)) -> Option<Value> {
        self.skip_blank();
        let first = self.peek()?;
        Some(match first {
            b'/' => Value::Name(self.name()),
            b'(' => Value::Text(self.text()),
            b'<' if self.starts(b"<<") => {
                self.at += 2;
                let dict = self.deeper(|reader| reader.dict(seen))?;
                seen(&dict);
                Value::Dict(dict)
            }
            b'<' => Value::Text(self.hex()),
            b'[' => {
                self.at += 1;
                self.deeper(|reader| reader.list(seen))?
            }
            b']' | b'>' | b')' | b'}' | b'{' => return None,
            _ => self.word(),
        })
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth == DEEPEST {
            return None;
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        Some(value)
    }

    fn dict(&mut self, seen: &mut dyn FnMut(&Dict)) -> Dict {
        let mut dict = Dict::new();
        loop {
            self.skip_blank();
            match self.peek() {
                None => return dict,
                Some(b'>') => {
                    self.at += if self.starts(b">>") { 2 } else { 1 };
                    return dict;
                }
                Some(b'/') => {
                    let key = self.name();
                    let value = match self.value(seen) {
                        // What it holds was shown, and is not needed again.
                        Some(Value::Dict(_)) => Value::Other,
                        Some(value) => value,
                        None => Value::Other,
                    };
                    let known = KEYS.iter().find(|known| **known == key);
                    if let Some(key) = known.filter(|_| dict.len() < MANY) {
                        dict.push((key, value));
                    }
                }
                // The rest of a reference, or what does not belong here.
                Some(_) => {
                    if self.value(seen).is_none() {
                        self.at += 1;
                    }
                }
            }
        }
    }

    fn list(&mut self, seen: &mut dyn FnMut(&Dict)) -> Value {
        let mut names = Some(Vec::new());
        loop {
            self.skip_blank();
            match self.peek() {
                None => return Value::Other,
                Some(b']') => {
                    self.at += 1;
                    return names.map_or(Value::Other, Value::Names);
                }
                Some(_) => match self.value(seen) {
                    Some(Value::Name(name)) => {
                        if let Some(names) = names.as_mut().filter(|names| names.len() < MANY) {
                            names.push(name);
                        }
                    }
                    Some(_) => names = None,
                    None => self.at += 1,
                },
            }
        }
    }

    /// A name without its slash, `#xx` read.
    fn name(&mut self) -> String {
        self.at += 1;
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|byte| is_regular(*byte)) {
            let hex = self
                .bytes
                .get(self.at + 1..self.at + 3)
                .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
            match hex.filter(|_| byte == b'#') {
                Some(byte) => {
                    name.push(byte);
                    self.at += 3;
                }
                None => {
                    name.push(byte);
                    self.at += 1;
                }
            }
        }
        name.truncate(KEPT);
        String::from_utf8_lossy(&name).into_owned()
    }

    /// A text in round brackets, those that an escape names left as they are.
    fn text(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut text = Vec::new();
        let mut open = 1_usize;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => {
                    self.at += 1;
                    continue;
                }
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            if open == 0 {
                break;
            }
            if text.len() < KEPT {
                text.push(byte);
            }
        }
        text
    }

    fn hex(&mut self) -> Vec<u8> {
        self.at += 1;
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|byte| *byte == b'>').unwrap_or(rest.len());
        self.at = (self.at + end + 1).min(self.bytes.len());
        let digits = rest[..end].iter().filter_map(|byte| char::from(*byte).to_digit(16));
        let digits: Vec<u32> = digits.take(2 * KEPT).collect();
        digits
            .chunks(2)
            .map(|two| u8::try_from(two[0] * 16 + two.get(1).unwrap_or(&0)).unwrap_or_default())
            .collect()
    }

    fn word(&mut self) -> Value {
        let from = self.at;
        while self.peek().is_some_and(is_regular) {
            self.at += 1;
        }
        if self.at == from {
            self.at += 1;
        }
        let word = &self.bytes[from..self.at];
        let number = std::str::from_utf8(word).ok().and_then(|word| word.parse().ok());
        number.map_or(Value::Other, Value::Number)
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\0' | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_blank(byte) && !b"()<>[]{}/%".contains(&byte)
}
