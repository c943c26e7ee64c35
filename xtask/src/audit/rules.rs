//! What of `deny.toml` is checked without cargo-deny: a line for each entry of its lists.

use crate::{Outcome, root};

#[derive(Default)]
pub struct Rules {
    pub licences: Vec<String>,
    /// `name@version`
    pub skipped: Vec<String>,
}

impl Rules {
    pub fn read() -> Outcome<Rules> {
        Ok(Rules::of(&std::fs::read_to_string(
            root().join("deny.toml"),
        )?))
    }

    fn of(text: &str) -> Rules {
        let (mut rules, mut list) = (Rules::default(), None);
        for line in text.lines().map(str::trim) {
            match line {
                "allow = [" => list = Some(false),
                "skip = [" => list = Some(true),
                "]" => list = None,
                _ => {}
            }
            let quoted = line.split('"').nth(1).filter(|_| !line.starts_with('#'));
            match (list, quoted) {
                (Some(false), Some(name)) => rules.licences.push(name.to_owned()),
                (Some(true), Some(name)) => rules.skipped.push(name.to_owned()),
                _ => {}
            }
        }
        rules
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        let text = "[licenses]\nallow = [\n    \"MIT\",\n]\nx = \"y\"\nskip = [\n    { crate = \"a@1.0\" },\n]\n";
        let rules = Rules::of(text);
        assert_eq!(rules.licences, ["MIT"]);
        assert_eq!(rules.skipped, ["a@1.0"]);
    }
}
