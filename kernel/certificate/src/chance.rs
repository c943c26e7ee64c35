//! The cloud's chance, as makers of keys want it.

use haneul_runtime::Random;
use rsa::rand_core::{CryptoRng, Error, RngCore};

pub struct Chance<'a>(pub &'a Random);

impl RngCore for Chance<'_> {
    fn next_u32(&mut self) -> u32 {
        u32::from_le_bytes(self.0.bytes())
    }

    fn next_u64(&mut self) -> u64 {
        u64::from_le_bytes(self.0.bytes())
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Chance<'_> {}
