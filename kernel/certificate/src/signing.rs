//! Signatures: how they are made, what they are called, whether they are good.

use crate::fault::{Fault, Result};
use crate::key::{KeyKind, PrivateKey, kind_of, rsa_key};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912::{
    ECDSA_WITH_SHA_256, ECDSA_WITH_SHA_384, ECDSA_WITH_SHA_512, SHA_256_WITH_RSA_ENCRYPTION,
    SHA_384_WITH_RSA_ENCRYPTION, SHA_512_WITH_RSA_ENCRYPTION,
};
use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use rsa::Pkcs1v15Sign;
use sha2::{Digest, Sha256, Sha384, Sha512};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Hash::Sha256 => Sha256::digest(bytes).to_vec(),
            Hash::Sha384 => Sha384::digest(bytes).to_vec(),
            Hash::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }

    fn padding(self) -> Pkcs1v15Sign {
        match self {
            Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
            Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
            Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signing {
    pub rsa: bool,
    pub hash: Hash,
}

/// Name by AWS, object identifier.
const ALL: [(&str, Signing, ObjectIdentifier); 6] = [
    named(
        "SHA256WITHRSA",
        true,
        Hash::Sha256,
        SHA_256_WITH_RSA_ENCRYPTION,
    ),
    named(
        "SHA384WITHRSA",
        true,
        Hash::Sha384,
        SHA_384_WITH_RSA_ENCRYPTION,
    ),
    named(
        "SHA512WITHRSA",
        true,
        Hash::Sha512,
        SHA_512_WITH_RSA_ENCRYPTION,
    ),
    named("SHA256WITHECDSA", false, Hash::Sha256, ECDSA_WITH_SHA_256),
    named("SHA384WITHECDSA", false, Hash::Sha384, ECDSA_WITH_SHA_384),
    named("SHA512WITHECDSA", false, Hash::Sha512, ECDSA_WITH_SHA_512),
];

const fn named(
    name: &'static str,
    rsa: bool,
    hash: Hash,
    oid: ObjectIdentifier,
) -> (&'static str, Signing, ObjectIdentifier) {
    (name, Signing { rsa, hash }, oid)
}

impl Signing {
    pub fn named(name: &str) -> Option<Signing> {
        let found = ALL.iter().find(|(known, ..)| *known == name);
        found.map(|(_, signing, _)| *signing)
    }

    /// As AWS calls what an object identifier names.
    pub fn name_of(oid: ObjectIdentifier) -> Option<&'static str> {
        let found = ALL.iter().find(|(.., known)| *known == oid);
        found.map(|(name, ..)| *name)
    }

    /// What a key signs with where nobody said how.
    pub fn usual(kind: KeyKind) -> Signing {
        let hash = match kind {
            KeyKind::P384 => Hash::Sha384,
            KeyKind::P521 => Hash::Sha512,
            _ => Hash::Sha256,
        };
        Signing {
            rsa: kind.is_rsa(),
            hash,
        }
    }

    pub(crate) fn algorithm(self) -> Result<AlgorithmIdentifierOwned> {
        let found = ALL.iter().find(|(_, signing, _)| *signing == self);
        let (.., oid) = found.ok_or_else(|| Fault("no such signature".to_owned()))?;
        Ok(AlgorithmIdentifierOwned {
            oid: *oid,
            parameters: self.rsa.then(der::Any::null),
        })
    }

    pub(crate) fn sign(self, key: &PrivateKey, bytes: &[u8]) -> Result<Vec<u8>> {
        if self.rsa != key.kind().is_rsa() {
            return Err(Fault("the key signs in another way".to_owned()));
        }
        let digest = self.hash.of(bytes);
        Ok(match key {
            PrivateKey::Rsa(key) => key.sign(self.hash.padding(), &digest)?,
            PrivateKey::P256(key) => {
                let signature: p256::ecdsa::Signature =
                    p256::ecdsa::SigningKey::from(key).sign_prehash(&wide(digest, 32))?;
                signature.to_der().as_bytes().to_vec()
            }
            PrivateKey::P384(key) => {
                let signature: p384::ecdsa::Signature =
                    p384::ecdsa::SigningKey::from(key).sign_prehash(&wide(digest, 48))?;
                signature.to_der().as_bytes().to_vec()
            }
            PrivateKey::P521(key) => {
                let key = p521::ecdsa::SigningKey::from_bytes(&key.to_bytes())?;
                let signature: p521::ecdsa::Signature = key.sign_prehash(&wide(digest, 66))?;
                signature.to_der().as_bytes().to_vec()
            }
        })
    }
}

/// A digest that is shorter than the curve's numbers is the same number with zeros before it.
fn wide(digest: Vec<u8>, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length.saturating_sub(digest.len())];
    bytes.extend(digest);
    bytes
}

/// Whether a signature over the bytes is of the public key; an error where the way is not known.
pub fn verify(
    public: &SubjectPublicKeyInfoOwned,
    algorithm: &AlgorithmIdentifierOwned,
    bytes: &[u8],
    signature: &[u8],
) -> Result<bool> {
    let found = ALL.iter().find(|(.., oid)| *oid == algorithm.oid);
    let (_, signing, _) = found.ok_or_else(|| Fault(format!("signatures of {}", algorithm.oid)))?;
    let digest = signing.hash.of(bytes);
    let point = public.subject_public_key.raw_bytes();
    match (kind_of(public), signing.rsa) {
        (Some(KeyKind::Rsa(_)), true) => {
            let key = rsa_key(public)?;
            Ok(key
                .verify(signing.hash.padding(), &digest, signature)
                .is_ok())
        }
        (Some(KeyKind::P256), false) => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point)?;
            let signature = p256::ecdsa::Signature::from_der(signature);
            Ok(signature.is_ok_and(|s| key.verify_prehash(&wide(digest, 32), &s).is_ok()))
        }
        (Some(KeyKind::P384), false) => {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(point)?;
            let signature = p384::ecdsa::Signature::from_der(signature);
            Ok(signature.is_ok_and(|s| key.verify_prehash(&wide(digest, 48), &s).is_ok()))
        }
        (Some(KeyKind::P521), false) => {
            let key = p521::ecdsa::VerifyingKey::from_sec1_bytes(point)?;
            let signature = p521::ecdsa::Signature::from_der(signature);
            Ok(signature.is_ok_and(|s| key.verify_prehash(&wide(digest, 66), &s).is_ok()))
        }
        _ => Ok(false),
    }
}
