//! What kind of file some bytes are, from the bytes alone. It never believes a name or a header.
//! Not here: whether the file is harmless or even well formed beyond what its kind shows.

use base64::{Engine, engine::general_purpose::STANDARD};

/// How much of the beginning shows what a file is: office documents tell late.
const HEAD: usize = 64 * 1024;
const UNKNOWN: &str = "application/octet-stream";
/// 1.2.840.113549.1.7.2, signed data (RFC 5652 § 5), in DER.
const SIGNED_DATA: [u8; 11] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];

/// The media type of a whole file in memory.
pub fn media_type(bytes: &[u8]) -> &'static str {
    let mut look = Look::default();
    look.at(bytes);
    look.media_type()
}

/// A look at a file that comes in pieces.
#[derive(Default)]
pub(super) struct Look {
    head: Vec<u8>,
    /// Something that no text has was met.
    is_binary: bool,
    /// Beginning of a character whose rest has not come yet.
    cut: Vec<u8>,
}

impl Look {
    pub(super) fn at(&mut self, chunk: &[u8]) {
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

    pub(super) fn media_type(&self) -> &'static str {
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
