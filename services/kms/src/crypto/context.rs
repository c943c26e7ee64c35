//! An encryption context as bytes that are authenticated with what is encrypted. The order of the
//! pairs does not matter; all else does, the case of letters also.

pub fn canonical(pairs: &[(String, String)]) -> Vec<u8> {
    let mut sorted: Vec<_> = pairs.iter().collect();
    sorted.sort_unstable();
    let mut bytes = Vec::new();
    for (key, value) in sorted {
        for text in [key, value] {
            bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::canonical;

    fn of(pairs: &[(&str, &str)]) -> Vec<u8> {
        let owned: Vec<_> = pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        canonical(&owned)
    }

    #[test]
    fn order_is_nothing_and_every_character_is_something() {
        assert_eq!(of(&[("a", "1"), ("b", "2")]), of(&[("b", "2"), ("a", "1")]));
        assert!(of(&[]).is_empty());
        let all = [
            of(&[("a", "1")]),
            of(&[("A", "1")]),
            of(&[("a1", "")]),
            of(&[("", "a1")]),
            of(&[("a", "1"), ("", "")]),
            of(&[("a", "1 ")]),
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(all[at + 1..].iter().all(|other| other != one), "{at}");
        }
    }
}
