//! Private keys of ours: they sign for us and open what was sealed for us. Never printed; `private_text` is for
//! sealing only. Not here: where they are kept (`store`), when they change (`desk`).

use std::{fmt, sync::Arc};

use josekit::{
    jwe::{
        JweContentEncryption, JweDecrypter, JweHeader, RSA_OAEP, RSA_OAEP_256,
        alg::rsaes::RsaesJweDecrypter, enc::aescbc_hmac::AescbcHmacJweEncryption,
    },
    jwk::Jwk,
    jws::{HS256, HS512, JwsSigner, RS256, alg::rsassa::RsassaJwsSigner},
};
use model::Digest;
use serde_json::{Map, Value, json};

use super::{JoseFault, LARGEST, object, public_part, text};
use crate::keys;

/// What a private key of ours does; it does nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyUsage {
    Sign,
    Decrypt,
}

impl KeyUsage {
    /// The member `use` (RFC 7517 § 4.2).
    const fn word(self) -> &'static str {
        match self {
            KeyUsage::Sign => "sig",
            KeyUsage::Decrypt => "enc",
        }
    }

    /// The algorithm we announce for it.
    const fn algorithm(self) -> &'static str {
        match self {
            KeyUsage::Sign => "RS256",
            KeyUsage::Decrypt => "RSA-OAEP-256",
        }
    }
}

/// A private RSA key of ours. Cheap to clone.
#[derive(Clone)]
pub struct OwnKey(Arc<Inner>);

struct Inner {
    kid: String,
    /// Without `alg`: a seal is opened with the algorithm its header names, among the allowed ones.
    private: Jwk,
    public: Map<String, Value>,
    work: Work,
}

enum Work {
    Sign(RsassaJwsSigner),
    Decrypt { oaep: RsaesJweDecrypter, oaep_256: RsaesJweDecrypter },
}

impl OwnKey {
    /// A new key of `bits` bits, 2048 or more; its name is its thumbprint (RFC 7638).
    ///
    /// # Errors
    /// [`JoseFault::NotMade`].
    pub fn generate(usage: KeyUsage, bits: u32) -> Result<OwnKey, JoseFault> {
        let jwk = Jwk::generate_rsa_key(bits).map_err(|_| JoseFault::NotMade)?;
        OwnKey::of(jwk, usage).ok_or(JoseFault::NotMade)
    }

    /// Reads a [`OwnKey::private_text`]; a key from elsewhere keeps the name it is known by.
    pub fn parse(private: &str) -> Option<OwnKey> {
        let jwk = Jwk::from_bytes(private).ok()?;
        let usage = match jwk.key_use()? {
            "sig" => KeyUsage::Sign,
            "enc" => KeyUsage::Decrypt,
            _ => return None,
        };
        OwnKey::of(jwk, usage)
    }

    fn of(mut private: Jwk, usage: KeyUsage) -> Option<OwnKey> {
        private.set_parameter("alg", None).ok()?;
        private.set_parameter("key_ops", None).ok()?;
        private.set_key_use(usage.word());
        if private.key_id().is_none() {
            private.set_key_id(thumbprint(private.as_ref())?);
        }
        let mut public = public_part(&Value::Object(private.as_ref().clone()))?;
        public.insert("alg".to_owned(), json!(usage.algorithm()));
        let work = match usage {
            KeyUsage::Sign => Work::Sign(RS256.signer_from_jwk(&private).ok()?),
            KeyUsage::Decrypt => Work::Decrypt {
                oaep: RSA_OAEP.decrypter_from_jwk(&private).ok()?,
                oaep_256: RSA_OAEP_256.decrypter_from_jwk(&private).ok()?,
            },
        };
        let kid = private.key_id()?.to_owned();
        Some(OwnKey(Arc::new(Inner { kid, private, public, work })))
    }

    /// The name under which others know it.
    pub fn kid(&self) -> &str {
        &self.0.kid
    }

    pub fn usage(&self) -> KeyUsage {
        match self.0.work {
            Work::Sign(_) => KeyUsage::Sign,
            Work::Decrypt { .. } => KeyUsage::Decrypt,
        }
    }

    /// The private JWK, to be sealed and stored.
    pub fn private_text(&self) -> String {
        self.0.private.to_string()
    }

    /// The public JWK, with `kid`, `use` and `alg`.
    pub fn public(&self) -> Value {
        Value::Object(self.0.public.clone())
    }

    /// A compact JWS over claims, RS256.
    ///
    /// # Errors
    /// This key opens seals, or no signature could be made.
    pub fn sign(
        &self,
        typ: Option<&str>,
        claims: &Map<String, Value>,
    ) -> Result<String, JoseFault> {
        let Work::Sign(signer) = &self.0.work else { return Err(JoseFault::UnknownKey) };
        let mut header = json!({ "alg": KeyUsage::Sign.algorithm(), "kid": self.0.kid });
        if let Some(typ) = typ {
            header["typ"] = json!(typ);
        }
        let part = |value: String| keys::text(value.as_bytes());
        let claims = serde_json::to_string(claims).map_err(|_| JoseFault::NotMade)?;
        let message = format!("{}.{}", part(header.to_string()), part(claims));
        let signature = signer.sign(message.as_bytes()).map_err(|_| JoseFault::NotMade)?;
        Ok(format!("{message}.{}", keys::text(signature)))
    }
}

impl fmt::Debug for OwnKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnKey").field("kid", &self.0.kid).field("usage", &self.usage()).finish()
    }
}

/// RFC 7638 § 3, of an RSA key.
pub(super) fn thumbprint(key: &Map<String, Value>) -> Option<String> {
    let (e, n) = (text(key, "e")?, text(key, "n")?);
    // The members in the order of the alphabet, without a space; base64url needs no escape.
    let canonical = format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#);
    Some(keys::text(Digest::of(canonical.as_bytes()).0))
}

/// The algorithms that wrap the key of a seal (RFC 7518 § 4.1).
#[derive(Clone, Copy)]
enum Wrapping {
    Oaep,
    Oaep256,
}

/// A compact JWE taken apart.
struct Sealed<'a> {
    /// Its header, as it stands in the text: it is sealed too.
    header: &'a str,
    wrapping: Wrapping,
    content: AescbcHmacJweEncryption,
    key: Vec<u8>,
    iv: Vec<u8>,
    text: Vec<u8>,
    tag: Vec<u8>,
}

/// Opens a compact JWE that was sealed for one of our keys. The header's `kid` picks the key; without one each is
/// tried. The header decides the algorithms, among the allowed: some providers do not mind what we registered.
///
/// # Errors
/// See [`JoseFault`].
pub fn decrypt(token: &str, keys: &[OwnKey]) -> Result<Vec<u8>, JoseFault> {
    let parts: Vec<&str> = token.splitn(6, '.').collect();
    let &[header, key, iv, sealed, tag] = parts.as_slice() else {
        return Err(JoseFault::Malformed);
    };
    if token.len() > LARGEST {
        return Err(JoseFault::Malformed);
    }
    let claims = object(header)?;
    let (wrapping, content) = algorithms(&claims)?;
    // Compressed texts may grow without bounds; no rule of SPID or CIE asks for them.
    if claims.contains_key("crit") || claims.contains_key("zip") {
        return Err(JoseFault::Malformed);
    }
    let kid = match claims.get("kid") {
        Some(kid) => Some(kid.as_str().ok_or(JoseFault::Malformed)?),
        None => None,
    };
    let bytes = |part: &str| keys::bytes(part).ok_or(JoseFault::Malformed);
    let sealed = Sealed {
        header,
        wrapping,
        content,
        key: bytes(key)?,
        iv: bytes(iv)?,
        text: bytes(sealed)?,
        tag: bytes(tag)?,
    };
    let is_meant = |key: &&OwnKey| kid.is_none_or(|kid| key.kid() == kid);
    let mut fault = JoseFault::UnknownKey;
    for key in keys.iter().filter(is_meant) {
        let Work::Decrypt { oaep, oaep_256 } = &key.0.work else { continue };
        match sealed.open(oaep, oaep_256) {
            Some(plain) => return Ok(plain),
            None => fault = JoseFault::BadSignature,
        }
    }
    Err(fault)
}

fn algorithms(
    header: &Map<String, Value>,
) -> Result<(Wrapping, AescbcHmacJweEncryption), JoseFault> {
    let word = |name: &str| text(header, name).ok_or(JoseFault::Malformed);
    let forbidden = |word: &str| JoseFault::Forbidden(word.chars().take(20).collect());
    let wrapping = match word("alg")? {
        "RSA-OAEP" => Wrapping::Oaep,
        "RSA-OAEP-256" => Wrapping::Oaep256,
        other => return Err(forbidden(other)),
    };
    let content = match word("enc")? {
        "A128CBC-HS256" => AescbcHmacJweEncryption::A128cbcHs256,
        "A256CBC-HS512" => AescbcHmacJweEncryption::A256cbcHs512,
        other => return Err(forbidden(other)),
    };
    Ok((wrapping, content))
}

impl Sealed<'_> {
    fn open(&self, oaep: &RsaesJweDecrypter, oaep_256: &RsaesJweDecrypter) -> Option<Vec<u8>> {
        let decrypter = match self.wrapping {
            Wrapping::Oaep => oaep,
            Wrapping::Oaep256 => oaep_256,
        };
        let key = decrypter.decrypt(Some(&self.key), &self.content, &JweHeader::new()).ok()?;
        if key.len() != self.content.key_len() || self.iv.len() != self.content.iv_len() {
            return None;
        }
        // The crate looks at the tag after the padding, which could tell a forger something: look first.
        if !self.is_whole(&key[..key.len() / 2])? {
            return None;
        }
        let (iv, aad) = (Some(self.iv.as_slice()), self.header.as_bytes());
        self.content.decrypt(&key, iv, &self.text, aad, Some(&self.tag)).ok()
    }

    /// Whether the tag fits (RFC 7518 § 5.2.2.1).
    fn is_whole(&self, mac_key: &[u8]) -> Option<bool> {
        let (hmac, block) = match self.content {
            AescbcHmacJweEncryption::A128cbcHs256 => (HS256, 64),
            _ => (HS512, 128),
        };
        // HMAC fills a short key up with zeros to a block (RFC 2104 § 2); the crate wants a long one.
        let mut filled = mac_key.to_vec();
        filled.resize(block, 0);
        let header = self.header.as_bytes();
        let length = (header.len() as u64 * 8).to_be_bytes();
        let message = [header, &self.iv, &self.text, &length].concat();
        let tag = hmac.signer_from_bytes(filled).ok()?.sign(&message).ok()?;
        // Comparing digests: how far they agree says nothing of how far the tags do.
        Some(Digest::of(&tag[..mac_key.len()]) == Digest::of(&self.tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7518 appendices B.1 and B.3.
    #[test]
    fn the_tags_of_the_standard() {
        let plain = b"A cipher system must not be required to be secret, and it must be able to \
                      fall into the hands of the enemy without inconvenience";
        let aad = "The second principle of Auguste Kerckhoffs";
        let iv = 0x1af3_8c2d_c2b9_6ffd_d866_9409_2341_bc04_u128.to_be_bytes();
        let short = 0x652c_3fa3_6b0a_7c5b_3219_fab3_a30b_c1c4_u128.to_be_bytes();
        let long = [
            0x4dd3_b4c0_88a7_f45c_2168_3964_5b20_12bf_u128.to_be_bytes(),
            0x2e62_69a8_c56a_816d_bc1b_2677_6195_5bc5_u128.to_be_bytes(),
        ];
        for (content, tag) in [
            (AescbcHmacJweEncryption::A128cbcHs256, short.to_vec()),
            (AescbcHmacJweEncryption::A256cbcHs512, long.concat()),
        ] {
            let key: Vec<u8> = (0..content.key_len() as u8).collect();
            let (text, _) = content.encrypt(&key, Some(&iv), plain, aad.as_bytes()).unwrap();
            let sealed = |text: Vec<u8>, tag: Vec<u8>| Sealed {
                header: aad,
                wrapping: Wrapping::Oaep,
                content,
                key: Vec::new(),
                iv: iv.to_vec(),
                text,
                tag,
            };
            let is_whole = |sealed: Sealed<'_>| sealed.is_whole(&key[..key.len() / 2]).unwrap();
            assert!(is_whole(sealed(text.clone(), tag.clone())));
            assert!(!is_whole(sealed(text[1..].to_vec(), tag.clone())));
            assert!(!is_whole(sealed(text.clone(), tag[1..].to_vec())));
            assert!(!is_whole(sealed(text, vec![0; tag.len()])));
        }
    }
}
