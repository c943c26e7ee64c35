//! The set of regions a SigV4a signature is good for.

/// Whether a region set covers a region. Entries may hold `*`, which stands for any run of characters.
pub fn region_allowed<S: AsRef<str>>(set: &[S], region: &str) -> bool {
    set.iter()
        .any(|pattern| matches(pattern.as_ref().as_bytes(), region.as_bytes()))
}

/// Splits the header or parameter at its commas.
pub(crate) fn parse_region_set(text: &str) -> Vec<String> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Greedy match with one step of memory: where the last star stood and how much it has swallowed.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut pos) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while pos < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, pos));
                at += 1;
            }
            Some(byte) if *byte == text[pos] => {
                at += 1;
                pos += 1;
            }
            _ => {
                let Some((star_at, swallowed)) = star else {
                    return false;
                };
                star = Some((star_at, swallowed + 1));
                at = star_at + 1;
                pos = swallowed + 1;
            }
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_any_run() {
        assert!(region_allowed(&["*"], "eu-west-1"));
        assert!(region_allowed(&["us-east-1", "eu-*"], "eu-west-1"));
        assert!(region_allowed(&["*-west-*"], "us-west-2"));
        assert!(!region_allowed(&["us-*"], "eu-west-1"));
        assert!(!region_allowed(&["eu-west"], "eu-west-1"));
        assert!(!region_allowed::<&str>(&[], "eu-west-1"));
    }

    #[test]
    fn a_set_is_split_at_commas() {
        assert_eq!(
            parse_region_set("us-east-1, eu-west-1,,"),
            ["us-east-1", "eu-west-1"]
        );
    }
}
