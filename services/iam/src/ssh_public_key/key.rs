//! RSA keys in the two forms there are: the line of `ssh-rsa`, and PEM.

use crate::pem;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

const BITS_LEAST: usize = 2_048;
const NAME: &[u8] = b"ssh-rsa";
/// `rsaEncryption` without parameters, in DER.
const RSA: [u8; 15] = [
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/// Both numbers begin with a zero where their first bit is set, as SSH and DER alike have them.
#[derive(Clone, Debug, PartialEq)]
pub struct RsaKey {
    exponent: Vec<u8>,
    modulus: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Neither `ssh-rsa` nor PEM.
    Encoding,
    /// No RSA key, or one too short.
    Key,
}

impl RsaKey {
    pub fn read(text: &str) -> Result<RsaKey, Fault> {
        let text = text.trim();
        let key = if text.starts_with("-----BEGIN ") {
            RsaKey::from_pem(text)?
        } else {
            RsaKey::from_line(text)?
        };
        let leading = key.modulus.iter().take_while(|byte| **byte == 0).count();
        match (key.modulus.len() - leading) * 8 >= BITS_LEAST {
            true => Ok(key),
            false => Err(Fault::Key),
        }
    }

    fn from_line(text: &str) -> Result<RsaKey, Fault> {
        let mut words = text.split_whitespace();
        let name = words.next().unwrap_or_default();
        let blob = words.next().and_then(|word| STANDARD.decode(word).ok());
        let blob = blob.ok_or(Fault::Encoding)?;
        if name.as_bytes() != NAME {
            return Err(Fault::Key);
        }
        let mut rest = blob.as_slice();
        let (inner, exponent, modulus) = (part(&mut rest), part(&mut rest), part(&mut rest));
        match (inner, exponent, modulus) {
            (Some(inner), Some(exponent), Some(modulus)) if inner == NAME && rest.is_empty() => {
                Ok(RsaKey {
                    exponent: exponent.to_vec(),
                    modulus: modulus.to_vec(),
                })
            }
            _ => Err(Fault::Key),
        }
    }

    fn from_pem(text: &str) -> Result<RsaKey, Fault> {
        let blocks = pem::blocks(text).ok_or(Fault::Encoding)?;
        let [block] = blocks.as_slice() else {
            return Err(Fault::Encoding);
        };
        let whole = match block.label.as_str() {
            "PUBLIC KEY" => block.contents.clone(),
            "RSA PUBLIC KEY" => wrapped(&block.contents),
            _ => return Err(Fault::Encoding),
        };
        let info = SubjectPublicKeyInfo::from_der(&whole)
            .map_err(|_| Fault::Key)?
            .1;
        match info.parsed() {
            Ok(PublicKey::RSA(rsa)) => Ok(RsaKey {
                exponent: rsa.exponent.to_vec(),
                modulus: rsa.modulus.to_vec(),
            }),
            _ => Err(Fault::Key),
        }
    }

    fn blob(&self) -> Vec<u8> {
        let mut blob = Vec::new();
        for part in [NAME, &self.exponent, &self.modulus] {
            blob.extend((part.len() as u32).to_be_bytes());
            blob.extend(part);
        }
        blob
    }

    pub fn line(&self) -> String {
        format!("ssh-rsa {}", STANDARD.encode(self.blob()))
    }

    pub fn pem(&self) -> String {
        let mut numbers = der(0x02, &self.modulus);
        numbers.extend(der(0x02, &self.exponent));
        let whole = STANDARD.encode(wrapped(&der(0x30, &numbers)));
        let mut text = "-----BEGIN PUBLIC KEY-----\n".to_owned();
        for line in whole.as_bytes().chunks(64) {
            text += &String::from_utf8_lossy(line);
            text.push('\n');
        }
        text + "-----END PUBLIC KEY-----\n"
    }

    /// MD5 in pairs, as `ssh-keygen -E md5` shows it.
    pub fn fingerprint(&self) -> String {
        let digest = Md5::digest(self.blob());
        let pairs: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        pairs.join(":")
    }
}

fn part<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (length, after) = rest.split_first_chunk::<4>()?;
    let (part, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    *rest = after;
    Some(part)
}

/// RSA's numbers with the name of what they are.
fn wrapped(numbers: &[u8]) -> Vec<u8> {
    let mut bits = vec![0];
    bits.extend(numbers);
    let mut inner = RSA.to_vec();
    inner.extend(der(0x03, &bits));
    der(0x30, &inner)
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len();
    match length {
        0..0x80 => out.push(length as u8),
        0x80..0x100 => out.extend([0x81, length as u8]),
        _ => out.extend([0x82, (length >> 8) as u8, length as u8]),
    }
    out.extend(content);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with `ssh-keygen -t rsa -b 2048`, with the fingerprint it shows.
    const LINE: &str = include_str!("../../tests/data/id_rsa.pub");
    const PEM: &str = include_str!("../../tests/data/id_rsa.pem");
    const PKCS8: &str = include_str!("../../tests/data/id_rsa.pkcs8");
    const FINGERPRINT: &str = include_str!("../../tests/data/id_rsa.md5");

    #[test]
    fn one_key_in_three_forms() {
        let key = RsaKey::read(LINE).unwrap();
        assert_eq!(RsaKey::read(PEM), Ok(key.clone()));
        assert_eq!(RsaKey::read(PKCS8), Ok(key.clone()));
        assert_eq!(key.fingerprint(), FINGERPRINT.trim());
        assert!(LINE.starts_with(&key.line()));
        assert_eq!(key.pem(), PKCS8);
    }

    #[test]
    fn what_is_no_key() {
        for text in [
            "",
            "nonsense",
            "ssh-rsa",
            "ssh-rsa !!!",
            "-----BEGIN X-----",
        ] {
            assert_eq!(RsaKey::read(text), Err(Fault::Encoding), "{text}");
        }
        let short = &LINE[..60];
        for text in ["ssh-rsa AAAA", "ssh-ed25519 AAAA", short] {
            assert_eq!(RsaKey::read(text), Err(Fault::Key), "{text}");
        }
    }
}
