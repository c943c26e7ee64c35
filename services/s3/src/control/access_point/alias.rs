//! What an access point may be called, and the name that it is given besides, which may stand where a
//! bucket's name does.

use haneul_runtime::Random;

pub const SUFFIX: &str = "-s3alias";
/// Aliases are as long as buckets' names may be.
const MOST: usize = 63;
const CHANCE: usize = 34;
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";

pub fn is_valid(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (3..=50).contains(&name.len())
        && name.bytes().all(allowed)
        && !name.starts_with('-')
        && !name.ends_with('-')
        && !name.ends_with(SUFFIX)
        && !name.ends_with("--ol-s3")
        && !name.ends_with("--xa-s3")
        && !name.starts_with("xn--")
}

pub fn new(random: &Random, name: &str) -> String {
    let room = MOST - SUFFIX.len() - CHANCE - 1;
    let begin = name.get(..room).unwrap_or(name).trim_end_matches('-');
    format!("{begin}-{}{SUFFIX}", random.text(LETTERS, CHANCE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_aliases() {
        for (name, valid) in [
            ("abc", true),
            ("my-point-1", true),
            ("ab", false),
            ("a.b.c", false),
            ("Upper", false),
            ("-abc", false),
            ("abc-", false),
            ("x-s3alias", false),
            ("x--ol-s3", false),
        ] {
            assert_eq!(is_valid(name), valid, "{name}");
        }
        let random = Random::seeded(1);
        let alias = new(&random, &"n".repeat(50));
        assert_eq!(alias.len(), MOST);
        assert!(alias.starts_with("nnnn") && alias.ends_with(SUFFIX));
    }
}
