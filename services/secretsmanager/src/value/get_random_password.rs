//! GetRandomPassword: characters by chance, of each kind at least one.

use crate::errors;
use crate::shapes::{GetRandomPasswordRequest, GetRandomPasswordResponse};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::Random;

const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const NUMBERS: &[u8] = b"0123456789";
const PUNCTUATION: &[u8] = b"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const SPACE: &[u8] = b" ";

const USUAL: i64 = 32;

pub fn run(
    cx: &mut Cx,
    input: GetRandomPasswordRequest,
) -> Result<GetRandomPasswordResponse, AwsError> {
    let length = input.password_length.unwrap_or(USUAL).max(0) as usize;
    let kinds = kinds(&input);
    if kinds.is_empty() {
        return Err(errors::parameter(
            "You can't exclude every character that a password may have.",
        ));
    }
    let each = input.require_each_included_type != Some(false);
    if each && length < kinds.len() {
        return Err(errors::parameter(format!(
            "Password length {length} is too short based on the required types."
        )));
    }
    Ok(GetRandomPasswordResponse {
        random_password: Some(password(cx.random(), &kinds, length, each)),
    })
}

/// Without what is excluded; a kind of which nothing is left is none.
fn kinds(input: &GetRandomPasswordRequest) -> Vec<Vec<u8>> {
    let not = |said: Option<bool>| said != Some(true);
    let all = [
        (LOWER, not(input.exclude_lowercase)),
        (UPPER, not(input.exclude_uppercase)),
        (NUMBERS, not(input.exclude_numbers)),
        (PUNCTUATION, not(input.exclude_punctuation)),
        (SPACE, input.include_space == Some(true)),
    ];
    let excluded = input.exclude_characters.as_deref().unwrap_or_default();
    let kept = |letters: &[u8]| -> Vec<u8> {
        let letters = letters.iter().copied();
        letters
            .filter(|c| !excluded.contains(char::from(*c)))
            .collect()
    };
    let kinds = all.into_iter().filter(|(_, wanted)| *wanted);
    let kinds = kinds.map(|(letters, _)| kept(letters));
    kinds.filter(|letters| !letters.is_empty()).collect()
}

fn password(random: &Random, kinds: &[Vec<u8>], length: usize, each: bool) -> String {
    let mut letters: Vec<char> = Vec::with_capacity(length);
    if each {
        letters.extend(
            kinds
                .iter()
                .flat_map(|kind| random.text(kind, 1).chars().collect::<Vec<_>>()),
        );
    }
    let all = kinds.concat();
    let rest = length.saturating_sub(letters.len());
    letters.extend(random.text(&all, rest).chars());
    // Where the first of each kind stands is by chance, too.
    for place in (1..letters.len()).rev() {
        letters.swap(place, random.below(place as u64 + 1) as usize);
    }
    letters.into_iter().collect()
}
