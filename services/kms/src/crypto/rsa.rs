//! RSA. Signatures and what is done with them are ring's, whose private operations take the same
//! time whatever the key; OAEP, which ring has not, is the rsa crate's, blinded.

use super::{Chance, Hash, Sign};
use haneul_runtime::Random;
use ring::signature::{self, RsaEncoding, RsaKeyPair, UnparsedPublicKey, VerificationAlgorithm};
use rsa::pkcs1::EncodeRsaPublicKey;
use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey};
use rsa::{Oaep, Pkcs1v15Sign, Pss, RsaPrivateKey, RsaPublicKey};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

pub struct Pair {
    ring: RsaKeyPair,
    key: RsaPrivateKey,
}

impl Pair {
    pub fn read(bytes: &[u8]) -> Option<Pair> {
        Some(Pair {
            ring: RsaKeyPair::from_pkcs8(bytes).ok()?,
            key: RsaPrivateKey::from_pkcs8_der(bytes).ok()?,
        })
    }

    pub fn public_key(&self) -> Option<Vec<u8>> {
        let der = RsaPublicKey::from(&self.key).to_public_key_der().ok()?;
        Some(der.into_vec())
    }

    pub fn sign(&self, random: &Random, algorithm: &str, what: Sign) -> Option<Vec<u8>> {
        let hash = Hash::of(algorithm)?;
        let message = match what {
            Sign::Message(message) => message,
            // ring makes digests itself: of those made elsewhere the other library makes signatures.
            _ => return self.sign_digest(random, algorithm, &what.digest(hash)),
        };
        let mut made = vec![0; self.ring.public().modulus_len()];
        // Host chance: ring takes no other for the salts of PSS.
        let source = ring::rand::SystemRandom::new();
        let encoding = encoding(algorithm, hash);
        self.ring.sign(encoding, &source, message, &mut made).ok()?;
        Some(made)
    }

    fn sign_digest(&self, random: &Random, algorithm: &str, digest: &[u8]) -> Option<Vec<u8>> {
        let (hash, mut chance) = (Hash::of(algorithm)?, Chance(random));
        let made = match algorithm.starts_with("RSASSA_PSS") {
            true => self.key.sign_with_rng(&mut chance, pss(hash), digest),
            false => self.key.sign_with_rng(&mut chance, pkcs1(hash), digest),
        };
        made.ok()
    }

    pub fn verify(&self, algorithm: &str, what: Sign, signature: &[u8]) -> Option<bool> {
        verify(&RsaPublicKey::from(&self.key), algorithm, what, signature)
    }

    /// How much OAEP encrypts at most.
    pub fn room(&self, algorithm: &str) -> usize {
        let hash = if algorithm == "RSAES_OAEP_SHA_1" {
            20
        } else {
            32
        };
        self.ring
            .public()
            .modulus_len()
            .saturating_sub(2 * hash + 2)
    }

    pub fn encrypt(&self, random: &Random, algorithm: &str, plain: &[u8]) -> Option<Vec<u8>> {
        let public = RsaPublicKey::from(&self.key);
        public
            .encrypt(&mut Chance(random), oaep(algorithm)?, plain)
            .ok()
    }

    pub fn decrypt(
        &self,
        random: &Random,
        algorithm: &str,
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        let padding = oaep(algorithm)?;
        let opened = self
            .key
            .decrypt_blinded(&mut Chance(random), padding, sealed);
        opened.ok().map(Zeroizing::new)
    }
}

pub fn verify(
    public: &RsaPublicKey,
    algorithm: &str,
    what: Sign,
    signature: &[u8],
) -> Option<bool> {
    let hash = Hash::of(algorithm)?;
    if let Sign::Message(message) = what {
        let public = public.to_pkcs1_der().ok()?;
        let public = UnparsedPublicKey::new(verification(algorithm, hash), public.as_bytes());
        return Some(public.verify(message, signature).is_ok());
    }
    let digest = what.digest(hash);
    let verified = match algorithm.starts_with("RSASSA_PSS") {
        true => public.verify(pss(hash), &digest, signature),
        false => public.verify(pkcs1(hash), &digest, signature),
    };
    Some(verified.is_ok())
}

pub fn oaep(algorithm: &str) -> Option<Oaep> {
    match algorithm {
        "RSAES_OAEP_SHA_1" => Some(Oaep::new::<Sha1>()),
        "RSAES_OAEP_SHA_256" => Some(Oaep::new::<Sha256>()),
        _ => None,
    }
}

fn pss(hash: Hash) -> Pss {
    match hash {
        Hash::Sha256 => Pss::new_blinded::<Sha256>(),
        Hash::Sha384 => Pss::new_blinded::<Sha384>(),
        Hash::Sha512 => Pss::new_blinded::<Sha512>(),
    }
}

fn pkcs1(hash: Hash) -> Pkcs1v15Sign {
    match hash {
        Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
        Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
        Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
    }
}

fn encoding(algorithm: &str, hash: Hash) -> &'static dyn RsaEncoding {
    match (algorithm.starts_with("RSASSA_PSS"), hash) {
        (true, Hash::Sha256) => &signature::RSA_PSS_SHA256,
        (true, Hash::Sha384) => &signature::RSA_PSS_SHA384,
        (true, Hash::Sha512) => &signature::RSA_PSS_SHA512,
        (false, Hash::Sha256) => &signature::RSA_PKCS1_SHA256,
        (false, Hash::Sha384) => &signature::RSA_PKCS1_SHA384,
        (false, Hash::Sha512) => &signature::RSA_PKCS1_SHA512,
    }
}

fn verification(algorithm: &str, hash: Hash) -> &'static dyn VerificationAlgorithm {
    match (algorithm.starts_with("RSASSA_PSS"), hash) {
        (true, Hash::Sha256) => &signature::RSA_PSS_2048_8192_SHA256,
        (true, Hash::Sha384) => &signature::RSA_PSS_2048_8192_SHA384,
        (true, Hash::Sha512) => &signature::RSA_PSS_2048_8192_SHA512,
        (false, Hash::Sha256) => &signature::RSA_PKCS1_2048_8192_SHA256,
        (false, Hash::Sha384) => &signature::RSA_PKCS1_2048_8192_SHA384,
        (false, Hash::Sha512) => &signature::RSA_PKCS1_2048_8192_SHA512,
    }
}
