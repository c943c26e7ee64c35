//! Passwords are kept as what PBKDF2 makes of them and of a salt: slow to guess.

use haneul_pipeline::AwsError;
use haneul_runtime::{Random, host};
use ring::pbkdf2;
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// More would be better against thieves, and is felt by everybody else: this is a fraction of a
/// second.
const ROUNDS: NonZeroU32 = NonZeroU32::new(210_000).unwrap();

/// What all passwords of one user are made with, so that one look tells whether a password was
/// used before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    salt: Vec<u8>,
    rounds: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hash(Vec<u8>);

impl Hash {
    /// In a time that does not tell where they differ.
    pub fn same(&self, other: &Hash) -> bool {
        let pairs = self.0.iter().zip(&other.0);
        let different = pairs.fold(0, |different, (a, b)| different | (a ^ b));
        self.0.len() == other.0.len() && different == 0
    }
}

impl Recipe {
    pub fn new(random: &Random) -> Recipe {
        Recipe {
            salt: random.bytes::<16>().to_vec(),
            rounds: ROUNDS.get(),
        }
    }

    /// Slow on purpose, so never in a transaction, which may run many times, and never in the way of
    /// other calls.
    pub async fn hash(&self, password: &str) -> Result<Hash, AwsError> {
        let (recipe, password) = (self.clone(), password.to_owned());
        let made = host::aside(move || recipe.derive(&password)).await;
        made.ok_or_else(|| AwsError::internal("a password could not be hashed"))
    }

    fn derive(&self, password: &str) -> Hash {
        let mut made = vec![0; 32];
        let rounds = NonZeroU32::new(self.rounds).unwrap_or(ROUNDS);
        let (algorithm, text) = (pbkdf2::PBKDF2_HMAC_SHA256, password.as_bytes());
        pbkdf2::derive(algorithm, rounds, &self.salt, text, &mut made);
        Hash(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_told_from_others_and_not_kept() {
        let recipe = Recipe::new(&Random::seeded(1));
        let hash = recipe.derive("correct horse");
        assert!(hash.same(&recipe.derive("correct horse")));
        assert!(!hash.same(&recipe.derive("correct horsf")));
        assert!(!hash.same(&Hash(Vec::new())));
        let other = Recipe::new(&Random::seeded(2));
        assert!(!hash.same(&other.derive("correct horse")));
        let text = format!("{recipe:?} {hash:?}");
        assert!(!text.contains("horse"));
    }
}
