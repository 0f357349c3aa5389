//! What kind of file some bytes are, from the bytes alone. It never believes a name or a header.
//! Not here: whether the file is harmless or even well formed beyond what its kind shows.

use base64::{Engine, engine::general_purpose::STANDARD};

/// How much of the beginning shows what a file is: office documents tell late.
const HEAD: usize = 64 * 1024;
const UNKNOWN: &str = "application/octet-stream";
/// 1.2.840.113549.1.7.2, signed data (RFC 5652 § 5), in DER.
pub(crate) const SIGNED_DATA: [u8; 11] =
    [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];

/// The media type of a whole file in memory.
#[must_use]
pub fn media_type(bytes: &[u8]) -> &'static str {
    let mut look = Look::default();
    look.at(bytes);
    look.media_type()
}

/// A look at a file that comes in pieces.
#[derive(Debug, Default)]
pub struct Look {
    head: Vec<u8>,
    /// Something that no text has was met.
    is_binary: bool,
    /// Beginning of a character whose rest has not come yet.
    cut: Vec<u8>,
}

impl Look {
    /// Takes the next piece.
    pub fn at(&mut self, chunk: &[u8]) {
        let wanted = HEAD.saturating_sub(self.head.len()).min(chunk.len());
        self.head.extend_from_slice(&chunk[..wanted]);
        if self.is_binary {
            return;
        }
        let joined = [self.cut.as_slice(), chunk].concat();
        let rest = match std::str::from_utf8(&joined) {
            Ok(_) => &[][..],
            Err(error) if error.error_len().is_none() => &joined[error.valid_up_to()..],
            Err(_) => {
                self.is_binary = true;
                return;
            }
        };
        self.is_binary = joined.iter().any(|c| c.is_ascii_control() && !b"\t\n\r\x0c".contains(c));
        self.cut = rest.to_vec();
    }

    /// The media type so far; `application/octet-stream` if nothing known.
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        if is_signed(&self.head) {
            return "application/pkcs7-mime";
        }
        if self.head.starts_with(b"(DWF V") {
            return "model/vnd.dwf";
        }
        if let Some(known) = infer::get(&self.head) {
            return match known.mime_type() {
                // One family of containers; the forms name it by its usual member.
                "image/heif" => "image/heic",
                // Two bytes that any DER begins with are no certificate.
                "application/x-x509-ca-cert" if !self.is_text() => UNKNOWN,
                "text/xml" | "text/html" | "text/x-shellscript" if !self.is_text() => UNKNOWN,
                other => other,
            };
        }
        if self.is_text() { "text/plain" } else { UNKNOWN }
    }

    fn is_text(&self) -> bool {
        !self.is_binary && self.cut.is_empty() && !self.head.is_empty()
    }
}

/// A signed envelope (*.p7m*, CAdES): DER, PEM, or DER in plain base64 as some signing programs write.
fn is_signed(head: &[u8]) -> bool {
    let is_der = |bytes: &[u8]| {
        bytes.first() == Some(&0x30)
            && bytes.get(..20).unwrap_or(bytes).windows(SIGNED_DATA.len()).any(|w| w == SIGNED_DATA)
    };
    let armoured =
        [&b"-----BEGIN PKCS7-----"[..], b"-----BEGIN CMS-----"].iter().any(|a| head.starts_with(a));
    let decoded = || head.get(..32).and_then(|start| STANDARD.decode(start).ok());
    is_der(head) || armoured || decoded().is_some_and(|bytes| is_der(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_say_what_a_file_is() {
        let signed =
            [&[0x30, 0x80][..], &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2], &[0; 40]]
                .concat();
        let signed_in_text = STANDARD.encode(&signed);
        for (bytes, kind) in [
            (&b"%PDF-1.4"[..], "application/pdf"),
            (b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
            (b"II*\0\x08\0\0\0\x0e\0\0\x01", "image/tiff"),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic"),
            (b"(DWF V06.00)PK", "model/vnd.dwf"),
            (b"PK\x03\x04\x14\0\0\0\0\0", "application/zip"),
            (&signed, "application/pkcs7-mime"),
            (signed_in_text.as_bytes(), "application/pkcs7-mime"),
            (b"-----BEGIN PKCS7-----\nMIIB", "application/pkcs7-mime"),
            ("Così è.\r\n".as_bytes(), "text/plain"),
            (b"MZ\x90\0\x03\0\0\0", "application/vnd.microsoft.portable-executable"),
            (b"testo con \0 dentro", "application/octet-stream"),
            (b"Cos\xec \xe8 in Latin-1", "application/octet-stream"),
            (b"0\x82\0\x10 not signed", "application/octet-stream"),
            (b"", "application/octet-stream"),
        ] {
            assert_eq!(media_type(bytes), kind, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_character_cut_between_pieces_is_still_text() {
        for cut in 1..9 {
            let (start, end) = "Perché €".as_bytes().split_at(cut);
            let mut look = Look::default();
            look.at(start);
            look.at(end);
            assert_eq!(look.media_type(), "text/plain", "{cut}");
        }
        let mut look = Look::default();
        look.at("è".as_bytes());
        look.at(&"è".as_bytes()[..1]);
        assert_eq!(look.media_type(), "application/octet-stream");
    }
}
