//! Passwords are kept as what PBKDF2 makes of them and of a salt: slow to guess.

use haneul_runtime::Random;
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

impl Recipe {
    pub fn new(random: &Random) -> Recipe {
        Recipe {
            salt: random.bytes::<16>().to_vec(),
            rounds: ROUNDS.get(),
        }
    }

    pub fn hash(&self, password: &str) -> Hash {
        let mut made = vec![0; 32];
        let rounds = NonZeroU32::new(self.rounds).unwrap_or(ROUNDS);
        let algorithm = pbkdf2::PBKDF2_HMAC_SHA256;
        pbkdf2::derive(
            algorithm,
            rounds,
            &self.salt,
            password.as_bytes(),
            &mut made,
        );
        Hash(made)
    }

    pub fn verify(&self, password: &str, hash: &Hash) -> bool {
        let rounds = NonZeroU32::new(self.rounds).unwrap_or(ROUNDS);
        let (algorithm, text) = (pbkdf2::PBKDF2_HMAC_SHA256, password.as_bytes());
        pbkdf2::verify(algorithm, rounds, &self.salt, text, &hash.0).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_told_from_others_and_not_kept() {
        let recipe = Recipe::new(&Random::seeded(1));
        let hash = recipe.hash("correct horse");
        assert!(recipe.verify("correct horse", &hash));
        assert!(!recipe.verify("correct horsf", &hash));
        let other = Recipe::new(&Random::seeded(2));
        assert_ne!(other.hash("correct horse"), hash);
        let text = format!("{recipe:?} {hash:?}");
        assert!(!text.contains("horse"));
    }
}
