//! Private keys: made, read, written.

use crate::chance::Chance;
use crate::fault::{Fault, Result};
use crate::pem;
use const_oid::db::rfc5912::{
    ID_EC_PUBLIC_KEY, RSA_ENCRYPTION, SECP_256_R_1, SECP_384_R_1, SECP_521_R_1,
};
use der::Decode;
use haneul_runtime::Random;
use pkcs8::{
    DecodePrivateKey, EncodePrivateKey, EncodePublicKey, EncryptedPrivateKeyInfo, ObjectIdentifier,
    PrivateKeyInfo, pkcs5::pbes2,
};
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::traits::PublicKeyParts;
use rsa::{RsaPrivateKey, RsaPublicKey};
use spki::{SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef};

/// Rounds of the passphrase's derivation.
const ROUNDS: u32 = 2_048;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// With so many bits.
    Rsa(usize),
    P256,
    P384,
    P521,
}

impl KeyKind {
    /// By AWS's name; `None`: another algorithm.
    pub fn named(name: &str) -> Option<KeyKind> {
        Some(match name {
            "EC_prime256v1" => KeyKind::P256,
            "EC_secp384r1" => KeyKind::P384,
            "EC_secp521r1" => KeyKind::P521,
            _ => KeyKind::Rsa(name.strip_prefix("RSA_")?.parse().ok()?),
        })
    }

    pub fn name(self) -> String {
        match self {
            KeyKind::Rsa(bits) => format!("RSA_{bits}"),
            KeyKind::P256 => "EC_prime256v1".to_owned(),
            KeyKind::P384 => "EC_secp384r1".to_owned(),
            KeyKind::P521 => "EC_secp521r1".to_owned(),
        }
    }

    pub fn is_rsa(self) -> bool {
        matches!(self, KeyKind::Rsa(_))
    }
}

pub enum PrivateKey {
    Rsa(Box<RsaPrivateKey>),
    P256(p256::SecretKey),
    P384(p384::SecretKey),
    P521(p521::SecretKey),
}

impl PrivateKey {
    /// Primes are not found in an instant: not for work that others wait for.
    pub fn generate(kind: KeyKind, random: &Random) -> Result<PrivateKey> {
        let mut chance = Chance(random);
        Ok(match kind {
            KeyKind::Rsa(bits) => PrivateKey::Rsa(Box::new(RsaPrivateKey::new(&mut chance, bits)?)),
            KeyKind::P256 => PrivateKey::P256(p256::SecretKey::random(&mut chance)),
            KeyKind::P384 => PrivateKey::P384(p384::SecretKey::random(&mut chance)),
            KeyKind::P521 => PrivateKey::P521(p521::SecretKey::random(&mut chance)),
        })
    }

    pub fn of_pkcs8(bytes: &[u8]) -> Result<PrivateKey> {
        let info = PrivateKeyInfo::from_der(bytes).map_err(Fault::of)?;
        let curve = || info.algorithm.parameters_oid();
        Ok(match info.algorithm.oid {
            RSA_ENCRYPTION => PrivateKey::Rsa(Box::new(RsaPrivateKey::from_pkcs8_der(bytes)?)),
            ID_EC_PUBLIC_KEY => match curve()? {
                SECP_256_R_1 => PrivateKey::P256(p256::SecretKey::from_pkcs8_der(bytes)?),
                SECP_384_R_1 => PrivateKey::P384(p384::SecretKey::from_pkcs8_der(bytes)?),
                SECP_521_R_1 => PrivateKey::P521(p521::SecretKey::from_pkcs8_der(bytes)?),
                curve => return Err(Fault(format!("the curve {curve}"))),
            },
            other => return Err(Fault(format!("keys of {other}"))),
        })
    }

    /// As PKCS #8, PKCS #1 or SEC 1 have it, unencrypted.
    pub fn of_pem(text: &[u8]) -> Result<PrivateKey> {
        let blocks = pem::blocks(text)?;
        // openssl writes the curve before the key.
        let mut keys = blocks.iter().filter(|(label, _)| label != "EC PARAMETERS");
        let (Some((label, bytes)), None) = (keys.next(), keys.next()) else {
            return Err(Fault("not exactly one private key".to_owned()));
        };
        match label.as_str() {
            "PRIVATE KEY" => PrivateKey::of_pkcs8(bytes),
            "RSA PRIVATE KEY" => Ok(PrivateKey::Rsa(Box::new(RsaPrivateKey::from_pkcs1_der(
                bytes,
            )?))),
            "EC PRIVATE KEY" => of_sec1(bytes),
            other => Err(Fault(format!("{other} is no private key"))),
        }
    }

    pub fn to_pkcs8(&self) -> Result<Vec<u8>> {
        let document = match self {
            PrivateKey::Rsa(key) => key.to_pkcs8_der(),
            PrivateKey::P256(key) => key.to_pkcs8_der(),
            PrivateKey::P384(key) => key.to_pkcs8_der(),
            PrivateKey::P521(key) => key.to_pkcs8_der(),
        };
        Ok(document?.as_bytes().to_vec())
    }

    /// Encrypted by a passphrase, as `openssl pkey` reads it.
    pub fn to_encrypted_pem(&self, passphrase: &[u8], random: &Random) -> Result<String> {
        let key = self.to_pkcs8()?;
        let (salt, vector): ([u8; 16], [u8; 16]) = (random.bytes(), random.bytes());
        let way = pbes2::Parameters::pbkdf2_sha256_aes256cbc(ROUNDS, &salt, &vector);
        let way = way.map_err(|_| Fault("the encryption's parameters".to_owned()))?;
        let info = PrivateKeyInfo::from_der(&key).map_err(Fault::of)?;
        let sealed = info.encrypt_with_params(way, passphrase)?;
        EncryptedPrivateKeyInfo::from_der(sealed.as_bytes()).map_err(Fault::of)?;
        Ok(pem::write("ENCRYPTED PRIVATE KEY", sealed.as_bytes()))
    }

    pub fn public(&self) -> Result<SubjectPublicKeyInfoOwned> {
        let document = match self {
            PrivateKey::Rsa(key) => RsaPublicKey::from(key.as_ref()).to_public_key_der(),
            PrivateKey::P256(key) => key.public_key().to_public_key_der(),
            PrivateKey::P384(key) => key.public_key().to_public_key_der(),
            PrivateKey::P521(key) => key.public_key().to_public_key_der(),
        };
        Ok(SubjectPublicKeyInfoOwned::from_der(document?.as_bytes())?)
    }

    pub fn kind(&self) -> KeyKind {
        match self {
            PrivateKey::Rsa(key) => KeyKind::Rsa(key.n().bits()),
            PrivateKey::P256(_) => KeyKind::P256,
            PrivateKey::P384(_) => KeyKind::P384,
            PrivateKey::P521(_) => KeyKind::P521,
        }
    }
}

/// What SEC 1 says of the curve, if anything, is its length.
fn of_sec1(bytes: &[u8]) -> Result<PrivateKey> {
    if let Ok(key) = p256::SecretKey::from_sec1_der(bytes) {
        return Ok(PrivateKey::P256(key));
    }
    if let Ok(key) = p384::SecretKey::from_sec1_der(bytes) {
        return Ok(PrivateKey::P384(key));
    }
    let key = p521::SecretKey::from_sec1_der(bytes);
    Ok(PrivateKey::P521(key.map_err(Fault::of)?))
}

/// Of a public key; `None`: one that no service takes.
pub fn kind_of(public: &SubjectPublicKeyInfoOwned) -> Option<KeyKind> {
    match public.algorithm.oid {
        RSA_ENCRYPTION => Some(KeyKind::Rsa(rsa_key(public).ok()?.n().bits())),
        ID_EC_PUBLIC_KEY => {
            let curve = public.algorithm.parameters.as_ref()?;
            let curve: ObjectIdentifier = curve.decode_as().ok()?;
            match curve {
                SECP_256_R_1 => Some(KeyKind::P256),
                SECP_384_R_1 => Some(KeyKind::P384),
                SECP_521_R_1 => Some(KeyKind::P521),
                _ => None,
            }
        }
        _ => None,
    }
}

pub(crate) fn rsa_key(public: &SubjectPublicKeyInfoOwned) -> Result<RsaPublicKey> {
    use der::Encode;
    let bytes = public.to_der()?;
    let public = SubjectPublicKeyInfoRef::from_der(&bytes)?;
    Ok(RsaPublicKey::try_from(public)?)
}
