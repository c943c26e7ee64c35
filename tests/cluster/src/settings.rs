//! What the command line and the environment say.

use haneul_faults::chance::Chance;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How long each checker keeps its nodes under load, unless told otherwise.
const SECONDS: u64 = 7;

static LOAD: OnceLock<Duration> = OnceLock::new();

/// Takes `--seconds N` out of the command line.
pub fn take(words: &mut Vec<String>) -> Result<(), String> {
    let Some(at) = words.iter().position(|word| word == "--seconds") else {
        return Ok(());
    };
    let number = words.get(at + 1).and_then(|word| word.parse().ok());
    let seconds = number.ok_or("--seconds needs a number")?;
    words.drain(at..at + 2);
    LOAD.get_or_init(|| Duration::from_secs(seconds));
    Ok(())
}

pub fn load() -> Duration {
    *LOAD.get_or_init(|| Duration::from_secs(SECONDS))
}

/// Another one each time, unless one is named.
pub fn seed() -> u64 {
    static SEED: OnceLock<u64> = OnceLock::new();
    *SEED.get_or_init(|| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.map_or(0, |now| now.subsec_nanos());
        haneul_faults::settings::number("HANEUL_SEED", u64::from(now))
    })
}

/// Each checker's own, so that one alone sees the same as all together.
pub fn chance(checker: &str) -> Chance {
    let name = checker.bytes().fold(0, |sum: u64, byte| {
        sum.wrapping_mul(31).wrapping_add(u64::from(byte))
    });
    Chance::new(seed() ^ name)
}
