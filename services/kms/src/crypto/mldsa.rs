//! ML-DSA (FIPS 204).

use super::Sign;
use haneul_runtime::Random;
use ml_dsa::pkcs8::EncodePublicKey;
use ml_dsa::{
    B32, ExpandedSigningKey, MlDsa44, MlDsa65, MlDsa87, MlDsaParams, Signature, VerifyingKey,
};

pub enum Pair {
    Small(Box<ExpandedSigningKey<MlDsa44>>),
    Middle(Box<ExpandedSigningKey<MlDsa65>>),
    Large(Box<ExpandedSigningKey<MlDsa87>>),
}

macro_rules! each {
    ($pair:expr, |$key:ident, $level:ident| $then:expr) => {
        match $pair {
            Pair::Small($key) => {
                type $level = MlDsa44;
                $then
            }
            Pair::Middle($key) => {
                type $level = MlDsa65;
                $then
            }
            Pair::Large($key) => {
                type $level = MlDsa87;
                $then
            }
        }
    };
}

impl Pair {
    /// From its seed.
    pub fn read(level: u8, seed: &[u8]) -> Option<Pair> {
        let seed = B32::try_from(seed).ok()?;
        Some(match level {
            44 => Pair::Small(Box::new(ExpandedSigningKey::from_seed(&seed))),
            65 => Pair::Middle(Box::new(ExpandedSigningKey::from_seed(&seed))),
            87 => Pair::Large(Box::new(ExpandedSigningKey::from_seed(&seed))),
            _ => return None,
        })
    }

    pub fn public_key(&self) -> Option<Vec<u8>> {
        each!(self, |key, _Level| {
            Some(key.verifying_key().to_public_key_der().ok()?.into_vec())
        })
    }

    /// Hedged: with fresh chance beside what follows from key and message.
    pub fn sign(&self, random: &Random, what: Sign) -> Option<Vec<u8>> {
        let chance = B32::from(random.bytes::<32>());
        each!(self, |key, _Level| {
            let signature = match what {
                // A message goes with an empty context: a zero for its kind, a zero for its length.
                Sign::Message(message) => key.sign_internal(&[&[0, 0], message], &chance),
                Sign::Representative(mu) => key.sign_mu_deterministic(&mu.try_into().ok()?),
                Sign::Digest(_) => return None,
            };
            Some(signature.encode().to_vec())
        })
    }

    pub fn verify(&self, what: Sign, signature: &[u8]) -> Option<bool> {
        each!(self, |key, Level| verify::<Level>(
            &key.verifying_key(),
            what,
            signature
        ))
    }
}

pub fn verify<L: MlDsaParams>(key: &VerifyingKey<L>, what: Sign, signature: &[u8]) -> Option<bool> {
    let read = Signature::<L>::try_from(signature);
    match what {
        Sign::Message(message) => {
            Some(read.is_ok_and(|s| key.verify_with_context(message, &[], &s)))
        }
        Sign::Representative(mu) => {
            let mu = mu.try_into().ok()?;
            Some(read.is_ok_and(|s| key.verify_mu(&mu, &s)))
        }
        Sign::Digest(_) => None,
    }
}
