//! What a signed envelope holds (CMS, RFC 5652: *.p7m*, CAdES). Read by BER and not by DER alone: signing programs write
//! it with lengths that they do not know yet and with the document in pieces, which the crates that read DER refuse.
//! Deliberately without signatures: whether one is valid, whose it is and of when, only a validator says.

use std::borrow::Cow;

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::kind::SIGNED_DATA;

/// How deep pieces may lie in pieces: signing programs make one layer of them.
const DEPTH_MAX: usize = 8;
/// Armours are written by many hands, with padding or without.
const ARMOUR: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Why there is no document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Empty {
    /// It is no envelope, or was cut.
    #[error("not a signed envelope")]
    Damaged,
    /// It is a signature alone: what it signs is another file.
    #[error("a signature without its document")]
    Detached,
}

/// The document in an envelope, taken out of one layer of it. Never longer than the envelope.
///
/// # Errors
/// See [`Empty`].
pub fn document(envelope: &[u8]) -> Result<Vec<u8>, Empty> {
    let envelope = without_armour(envelope).ok_or(Empty::Damaged)?;
    let mut ber = Ber { bytes: &envelope, at: 0 };
    let has_document = ber.go_to_document().ok_or(Empty::Damaged)?;
    if !has_document {
        return Err(Empty::Detached);
    }
    let mut document = Vec::new();
    ber.octets(&mut document, 0).ok_or(Empty::Damaged)?;
    Ok(document)
}

/// The bytes themselves, where they are written as letters: PEM, or plain base64.
fn without_armour(envelope: &[u8]) -> Option<Cow<'_, [u8]>> {
    if envelope.first() == Some(&Ber::SEQUENCE) {
        return Some(Cow::Borrowed(envelope));
    }
    let is_of_text = |line: &&[u8]| !line.starts_with(b"-----");
    let lines = envelope.split(|byte| *byte == b'\n').filter(is_of_text);
    let letters: Vec<u8> =
        lines.flatten().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    ARMOUR.decode(letters).ok().map(Cow::Owned)
}

/// Basic Encoding Rules (X.690), as far as the way to the document needs them.
struct Ber<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Ber<'_> {
    const OBJECT: u8 = 0x06;
    const OCTETS: u8 = 0x04;
    /// Octets in pieces.
    const PIECES: u8 = 0x24;
    const SEQUENCE: u8 = 0x30;
    /// `[0]`, which holds what the type before it says.
    const CONTENT: u8 = 0xa0;

    /// Stands where the document begins; false if there is none.
    fn go_to_document(&mut self) -> Option<bool> {
        self.enter(Self::SEQUENCE)?;
        if !self.rest()?.starts_with(&SIGNED_DATA) {
            return None;
        }
        self.skip(0)?;
        self.enter(Self::CONTENT)?;
        self.enter(Self::SEQUENCE)?;
        // Version, digest algorithms.
        self.skip(0)?;
        self.skip(0)?;
        let length = self.enter(Self::SEQUENCE)?;
        let end = length.and_then(|length| self.at.checked_add(length));
        if *self.rest()?.first()? != Self::OBJECT {
            return None;
        }
        self.skip(0)?;
        // After the type of the content either the content follows or its sequence ends.
        if end.is_some_and(|end| self.at >= end) || self.rest()?.first() != Some(&Self::CONTENT) {
            return Some(false);
        }
        self.enter(Self::CONTENT)?;
        Some(true)
    }

    fn rest(&self) -> Option<&[u8]> {
        self.bytes.get(self.at..)
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    /// A tag and its length, which is none where an end is marked instead.
    fn head(&mut self) -> Option<(u8, Option<usize>)> {
        let tag = self.byte()?;
        // Tags of several bytes stand nowhere on the way.
        if tag & 0x1f == 0x1f {
            return None;
        }
        let length = match self.byte()? {
            0x80 => return Some((tag, None)),
            short @ ..0x80 => usize::from(short),
            long => {
                let mut length = 0_usize;
                for _ in 0..long & 0x7f {
                    length = length.checked_mul(256)?.checked_add(usize::from(self.byte()?))?;
                }
                length
            }
        };
        match length <= self.bytes.len() - self.at {
            true => Some((tag, Some(length))),
            false => None,
        }
    }

    fn enter(&mut self, wanted: u8) -> Option<Option<usize>> {
        let (tag, length) = self.head()?;
        (tag == wanted).then_some(length)
    }

    /// Passes a mark of an end, if it stands here.
    fn ends(&mut self) -> Option<bool> {
        let ends = self.rest()?.starts_with(&[0, 0]);
        self.at += if ends { 2 } else { 0 };
        Some(ends)
    }

    fn skip(&mut self, depth: usize) -> Option<()> {
        if depth > DEPTH_MAX {
            return None;
        }
        match self.head()? {
            (_, Some(length)) => self.at += length,
            (_, None) => {
                while !self.ends()? {
                    self.skip(depth + 1)?;
                }
            }
        }
        Some(())
    }

    /// Octets, whole or in pieces.
    fn octets(&mut self, out: &mut Vec<u8>, depth: usize) -> Option<()> {
        if depth > DEPTH_MAX {
            return None;
        }
        match self.head()? {
            (Self::OCTETS, Some(length)) => {
                out.extend_from_slice(self.bytes.get(self.at..self.at + length)?);
                self.at += length;
            }
            (Self::PIECES, Some(length)) => {
                let end = self.at + length;
                while self.at < end {
                    self.octets(out, depth + 1)?;
                }
            }
            (Self::PIECES, None) => {
                while !self.ends()? {
                    self.octets(out, depth + 1)?;
                }
            }
            _ => return None,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    use super::*;

    /// A type of content: data (RFC 5652 § 4).
    const DATA: [u8; 11] = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];

    /// A tag with its length in three bytes and what it holds.
    fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let held = parts.concat();
        let [.., high, mid, low] = held.len().to_be_bytes();
        [&[tag, 0x83, high, mid, low][..], &held].concat()
    }

    /// The same with an end that is marked.
    fn open(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        [&[tag, 0x80][..], &parts.concat(), &[0, 0]].concat()
    }

    fn envelope(of: fn(u8, &[&[u8]]) -> Vec<u8>, content: &[u8]) -> Vec<u8> {
        let algorithms = of(0x31, &[&of(0x30, &[&DATA, &[5, 0]])]);
        let signed = of(0x30, &[&[2, 1, 1], &algorithms, content, &der(0x31, &[b"signers"])]);
        of(0x30, &[&SIGNED_DATA, &of(0xa0, &[&signed])])
    }

    fn signed(document: &[u8]) -> Vec<u8> {
        envelope(der, &der(0x30, &[&DATA, &der(0xa0, &[&der(4, &[document])])]))
    }

    #[test]
    fn a_document_comes_out_however_its_envelope_is_written() {
        let text = "Planimetria di via Roma 1".repeat(40);
        let text = text.as_bytes();
        let pieces: Vec<Vec<u8>> = text.chunks(100).map(|piece| der(4, &[piece])).collect();
        let pieces: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
        let streamed = envelope(open, &open(0x30, &[&DATA, &open(0xa0, &[&open(0x24, &pieces)])]));
        let in_pieces = envelope(der, &der(0x30, &[&DATA, &der(0xa0, &[&der(0x24, &pieces)])]));
        let whole = signed(text);
        let letters = STANDARD.encode(&whole);
        let lines: Vec<&str> =
            letters.as_bytes().chunks(64).filter_map(|l| std::str::from_utf8(l).ok()).collect();
        let pem = format!("-----BEGIN PKCS7-----\r\n{}\r\n-----END PKCS7-----", lines.join("\r\n"));
        let unpadded = letters.trim_end_matches('=').to_owned();
        for file in [
            whole,
            streamed,
            in_pieces,
            letters.clone().into_bytes(),
            unpadded.into_bytes(),
            lines.join("\n").into_bytes(),
            pem.into_bytes(),
        ] {
            assert_eq!(document(&file).as_deref(), Ok(text), "{file:?}");
        }
        // Signed twice it comes out twice.
        let once = document(&signed(&signed(text))).expect("an envelope");
        assert_eq!(document(&once).as_deref(), Ok(text));
    }

    /// Written by OpenSSL as a stream (`cms -sign -stream -nodetach`), as signing programs do with large documents.
    #[test]
    fn a_stream_of_a_signing_program_is_read() {
        let file = "MIAGCSqGSIb3DQEHAqCAMIACAQExDTALBglghkgBZQMEAgEwgAYJKoZIhvcNAQcBoIAkgAQoRGljaGlhcm8gY2\
            hlIGxhIHBsYW5pbWV0cmlhIGNvcnJpc3BvbmRlLgAAAAAAADGBkjCBjwIBATAoMBAxDjAMBgNVBAMMBVByb3ZhAhQdi155Uwt8\
            DfAy7zIkDxHua+JtTzALBglghkgBZQMEAgEwCgYIKoZIzj0EAwIERzBFAiEAm2awYrjgZlV+ZSI/QoT5wS6X5IpChNaV4IULs35\
            9GlQCIHl44uLUL1x9t1CTTBStVgANzfeXVcZSuFfMpGT/lDgzAAAAAAAA";
        let text = b"Dichiaro che la planimetria corrisponde.";
        assert_eq!(document(file.as_bytes()).as_deref(), Ok(&text[..]));
    }

    #[test]
    fn a_signature_alone_says_so() {
        for file in [envelope(der, &der(0x30, &[&DATA])), envelope(open, &open(0x30, &[&DATA]))] {
            assert_eq!(document(&file), Err(Empty::Detached));
        }
        let cut = &signed(b"text")[..30];
        for file in [&b""[..], b"0", b"Testo", &[0x30, 0x80], cut] {
            assert_eq!(document(file), Err(Empty::Damaged), "{file:?}");
        }
    }

    #[test]
    fn what_is_nested_without_end_is_refused() {
        let mut nested = der(4, &[b"text"]);
        for _ in 0..200 {
            nested = open(0x24, &[&nested]);
        }
        let file = envelope(open, &open(0x30, &[&DATA, &open(0xa0, &[&nested])]));
        assert_eq!(document(&file), Err(Empty::Damaged));
        let endless = [&[0x30, 0x80][..], &SIGNED_DATA, &[0x30, 0x80].repeat(100_000)].concat();
        assert_eq!(document(&endless), Err(Empty::Damaged));
    }

    proptest! {
        /// Whatever is changed, what comes out is no longer than what went in.
        #[test]
        fn anything_is_read_to_its_end(cut in 0..400usize, at in 0..400usize, with in any::<u8>()) {
            let mut file = signed(&[7; 300]);
            file.truncate(cut.max(1));
            let at = at % file.len();
            file[at] = with;
            if let Ok(document) = document(&file) {
                prop_assert!(document.len() <= file.len());
            }
        }
    }
}
