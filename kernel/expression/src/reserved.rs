//! Words that stand for attributes only behind a placeholder.

const WORDS: &str = include_str!("reserved.txt");
/// Of the longest.
const LONGEST: usize = 14;

/// Whatever its letters' case.
pub fn is_reserved(word: &str) -> bool {
    if word.len() > LONGEST {
        return false;
    }
    let mut upper = [0u8; LONGEST];
    let upper = &mut upper[..word.len()];
    upper.copy_from_slice(word.as_bytes());
    upper.make_ascii_uppercase();
    table()
        .binary_search_by(|probe| probe.as_bytes().cmp(upper))
        .is_ok()
}

fn table() -> &'static [&'static str] {
    static TABLE: std::sync::OnceLock<Vec<&'static str>> = std::sync::OnceLock::new();
    TABLE.get_or_init(|| WORDS.lines().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_them() {
        assert_eq!(table().len(), 573);
        assert!(table().is_sorted());
        assert_eq!(table().iter().map(|word| word.len()).max(), Some(LONGEST));
        assert!(table().iter().all(|word| is_reserved(word)));
        assert!(is_reserved("name") && is_reserved("Status") && !is_reserved("pk"));
        assert!(!is_reserved("") && !is_reserved("a word that is longer than all"));
    }
}
