//! What a PDF says of itself (ISO 32000-2): PDF/A declared, fonts inside, programs, a signature, encryption. Every
//! object is looked at, also those that no cross-reference table names: readers repair tables, and find them. Not
//! here: whether what it declares is true; only a validator knows.

mod token;

use std::{borrow::Cow, io::Read};

use flate2::bufread::ZlibDecoder;
use serde::{Deserialize, Serialize};

use token::{Reader, Value};

/// Most bytes that one stream of objects is unfolded to.
const UNFOLDED_MAX: u64 = 32 * 1024 * 1024;
/// Most bytes that all of them are unfolded to: an honest drawing of 100 MB needs less.
const ALL_UNFOLDED_MAX: u64 = 512 * 1024 * 1024;
/// Endings of files that a system runs.
const RUN: [&str; 22] = [
    "apk", "app", "bat", "cmd", "com", "cpl", "dll", "exe", "hta", "jar", "js", "jse", "lnk",
    "msi", "pif", "ps1", "scr", "sh", "vbe", "vbs", "wsf", "xll",
];

/// What a PDF says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Part and level of PDF/A that it declares (ISO 19005): `2b`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<String>,
    /// A font that is not inside: elsewhere it may look otherwise.
    pub lacks_fonts: bool,
    /// JavaScript, a program to be started, or one that it carries.
    pub has_program: bool,
    /// A digital signature inside (PAdES).
    pub is_signed: bool,
    /// Encrypted: what it carries cannot be looked at.
    pub is_encrypted: bool,
    /// Unfolds to more than can be looked at.
    pub is_endless: bool,
}

impl Facts {
    /// Not to be taken: it carries a program, or cannot be looked at to the end. A signed one is taken: without its
    /// program it would be another document than the one that was signed.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        (self.has_program && !self.is_signed) || self.is_endless
    }
}

/// Looks through a PDF.
#[must_use]
pub fn look(bytes: &[u8]) -> Facts {
    let mut seen = Seen { facts: Facts::default(), left: ALL_UNFOLDED_MAX };
    let mut ends = Ends { bytes, from: 0, found: None };
    let mut at = 0;
    let mut read = 0;
    while !seen.facts.is_endless
        && let Some(found) = next_object(bytes, at)
    {
        // A table may point anywhere: nothing is passed over, neither streams nor what an open bracket swallows.
        at = found;
        let mut reader = Reader::new(&bytes[found..]);
        let value = reader.value(&mut |dict| seen.dict(dict));
        read += reader.at();
        if is_too_much(read, bytes) {
            seen.facts.is_endless = true;
            break;
        }
        if let Some(Value::Dict(dict)) = value
            && let Some(data) = ends.stream(found + reader.at(), &dict)
        {
            seen.stream(&dict, data);
        }
    }
    seen.facts
}

/// Whether the same bytes were read again and again: no honest file is written so.
fn is_too_much(read: usize, of: &[u8]) -> bool {
    read > of.len().saturating_mul(2).saturating_add(1024 * 1024)
}

/// One dictionary: those of its keys that are asked here, and the values that say something by themselves.
type Dict = Vec<(&'static str, Value)>;

/// Keys that are asked.
const KEYS: [&str; 18] = [
    "ByteRange",
    "Contents",
    "EF",
    "Encrypt",
    "F",
    "Filter",
    "First",
    "FontDescriptor",
    "FontFile",
    "FontFile2",
    "FontFile3",
    "JS",
    "JavaScript",
    "Length",
    "S",
    "Subtype",
    "Type",
    "UF",
];

fn all<'d>(dict: &'d Dict, key: &'d str) -> impl Iterator<Item = &'d Value> {
    dict.iter().filter(move |(name, _)| *name == key).map(|(_, value)| value)
}

fn is(dict: &Dict, key: &str, names: &[&str]) -> bool {
    let is_one =
        |value: &Value| matches!(value, Value::Name(name) if names.contains(&name.as_str()));
    all(dict, key).any(is_one)
}

fn number(dict: &Dict, key: &str) -> Option<usize> {
    let number = all(dict, key).find_map(|value| match value {
        Value::Number(number) => Some(*number),
        _ => None,
    });
    usize::try_from(number?).ok()
}

struct Seen {
    facts: Facts,
    /// Bytes that may still be unfolded.
    left: u64,
}

impl Seen {
    fn dict(&mut self, dict: &Dict) {
        let has = |key: &str| all(dict, key).next().is_some();
        let facts = &mut self.facts;
        facts.is_encrypted |= has("Encrypt");
        facts.is_signed |= has("ByteRange") && has("Contents");
        facts.has_program |= is(dict, "S", &["JavaScript", "Launch"])
            || has("JS")
            || has("JavaScript")
            || (has("EF") && ["F", "UF"].iter().any(|key| all(dict, key).any(is_run)));
        let has_file = ["FontFile", "FontFile2", "FontFile3"].into_iter().any(has);
        let is_bare = is(dict, "Type", &["Font"])
            && is(
                dict,
                "Subtype",
                &["Type1", "MMType1", "TrueType", "CIDFontType0", "CIDFontType2"],
            )
            && !has("FontDescriptor");
        facts.lacks_fonts |= is_bare || (is(dict, "Type", &["FontDescriptor"]) && !has_file);
    }

    fn stream(&mut self, dict: &Dict, data: &[u8]) {
        if is(dict, "Type", &["ObjStm"]) {
            let Some(inside) = self.unfolded(dict, data) else { return };
            self.objects(&inside, number(dict, "First").unwrap_or_default());
        } else if is(dict, "Type", &["Metadata"])
            && let Some(inside) = self.unfolded(dict, data)
        {
            self.facts.declared = self.facts.declared.take().or_else(|| declared(&inside));
        }
    }

    /// Looks at the objects of a stream (§ 7.5.7): pairs of number and place, then the objects.
    fn objects(&mut self, inside: &[u8], first: usize) {
        let mut pairs = Reader::new(&inside[..first.min(inside.len())]);
        let mut read = 0;
        while let Some(Value::Number(_)) = pairs.value(&mut |_| ()) {
            let Some(Value::Number(place)) = pairs.value(&mut |_| ()) else { return };
            let place = usize::try_from(place).unwrap_or(usize::MAX).saturating_add(first);
            let mut reader = Reader::new(inside.get(place..).unwrap_or_default());
            let _ = reader.value(&mut |dict| self.dict(dict));
            read += reader.at();
            if is_too_much(read, inside) {
                self.facts.is_endless = true;
                return;
            }
        }
    }

    /// What a stream holds; none if it is folded in a way that is not asked here, or is more than can be looked at.
    fn unfolded<'d>(&mut self, dict: &Dict, data: &'d [u8]) -> Option<Cow<'d, [u8]>> {
        match all(dict, "Filter").next() {
            None => {
                // The same bytes may stand in many streams, one in another.
                let size = data.len() as u64;
                self.facts.is_endless |= size > self.left;
                self.left = self.left.saturating_sub(size);
                return (!self.facts.is_endless).then_some(Cow::Borrowed(data));
            }
            Some(Value::Name(name)) if name == "FlateDecode" => {}
            Some(Value::Names(names)) if names.len() == 1 && names[0] == "FlateDecode" => {}
            Some(_) => {
                self.facts.is_endless |= is(dict, "Type", &["ObjStm"]);
                return None;
            }
        }
        let most = UNFOLDED_MAX.min(self.left);
        let mut inside = Vec::new();
        // What a broken end leaves out, readers leave out too.
        let _ = ZlibDecoder::new(data).take(most).read_to_end(&mut inside);
        let size = inside.len() as u64;
        self.facts.is_endless |= size == most;
        self.left -= size;
        Some(Cow::Owned(inside))
    }
}

/// A name that a system runs.
fn is_run(name: &Value) -> bool {
    let Value::Text(name) = name else { return false };
    // UTF-16 or one byte each: endings are ASCII in both.
    let plain: Vec<u8> = name.iter().copied().filter(|byte| *byte != 0).collect();
    let plain = String::from_utf8_lossy(&plain).to_ascii_lowercase();
    plain.rsplit_once('.').is_some_and(|(_, ending)| RUN.contains(&ending.trim()))
}

/// Where the next object begins, after its `obj`, or a trailer's dictionary.
fn next_object(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let rest = bytes.get(at..)?;
        let found = rest.iter().position(|byte| matches!(byte, b'o' | b't'))?;
        let here = at + found;
        let word = &bytes[here..];
        let is_after_number = || {
            bytes[..here]
                .iter()
                .rev()
                .find(|byte| !byte.is_ascii_whitespace())
                .is_some_and(u8::is_ascii_digit)
        };
        if word.starts_with(b"obj") && is_after_number() {
            return Some(here + 3);
        }
        if word.starts_with(b"trailer") {
            return Some(here + 7);
        }
        at = here + 1;
    }
}

/// Where streams end. Looked for once: the end that was found serves all that begin before it.
struct Ends<'b> {
    bytes: &'b [u8],
    /// From here on the next end is `found`, or none is left.
    from: usize,
    found: Option<usize>,
}

impl<'b> Ends<'b> {
    /// The bytes of a stream, if one follows a dictionary that ends there.
    fn stream(&mut self, at: usize, dict: &Dict) -> Option<&'b [u8]> {
        let data = self.bytes.get(at..)?.trim_ascii_start().strip_prefix(b"stream")?;
        let data = match data {
            [b'\r', b'\n', data @ ..] | [b'\r' | b'\n', data @ ..] => data,
            data => data,
        };
        let length = number(dict, "Length");
        if let Some((whole, after)) = length.and_then(|to| data.split_at_checked(to))
            && after.trim_ascii_start().starts_with(END)
        {
            return Some(whole);
        }
        // The length stands elsewhere, or lies.
        let start = self.bytes.len() - data.len();
        Some(&self.bytes[start..self.after(start)])
    }

    /// The first end from a place on; streams are asked for in their order.
    fn after(&mut self, start: usize) -> usize {
        let found = self.found.unwrap_or_default();
        if self.found.is_none() || start < self.from || start > found {
            let found = find(&self.bytes[start..], END);
            self.from = start;
            self.found = Some(found.map_or(self.bytes.len(), |found| start + found));
        }
        self.found.unwrap_or(self.bytes.len())
    }
}

/// What ends a stream.
const END: &[u8] = b"endstream";

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == word[0])?;
        if bytes[at..].starts_with(word) {
            return Some(at);
        }
        at += 1;
    }
}

/// Part and level of PDF/A in metadata (ISO 19005-1 § 6.7.11), as an attribute or as an element.
fn declared(xmp: &[u8]) -> Option<String> {
    let value = |key: &[u8]| {
        let rest = &xmp[find(xmp, key)? + key.len()..];
        let rest = without(rest.trim_ascii_start(), b"=>").trim_ascii_start();
        let rest = without(rest, b"\"'");
        let value: Vec<u8> =
            rest.iter().copied().take_while(u8::is_ascii_alphanumeric).take(2).collect();
        String::from_utf8(value).ok().filter(|value| !value.is_empty())
    };
    let part =
        value(b"pdfaid:part").filter(|part| part.bytes().all(|digit| digit.is_ascii_digit()))?;
    Some(part + &value(b"pdfaid:conformance").unwrap_or_default().to_ascii_lowercase())
}

/// Without the first byte, if it is one of these.
fn without<'b>(bytes: &'b [u8], any: &[u8]) -> &'b [u8] {
    match bytes {
        [first, rest @ ..] if any.contains(first) => rest,
        whole => whole,
    }
}

#[cfg(test)]
mod tests;
