//! `<name>`: values that a story catches on first sight and knows from then on.

use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// `<_>` is anything, and is not kept. `<fill:3>` is `xxx`.
static PLACEHOLDER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"<(_|[a-z][a-z0-9_.-]*|fill:[0-9]+)>").expect("a fixed pattern"));

#[derive(Clone, Debug, Default)]
pub struct Bindings(BTreeMap<String, String>);

/// A piece of a text with placeholders.
enum Piece<'t> {
    Text(String),
    /// Not seen before.
    Open(&'t str),
}

impl Bindings {
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), value.into());
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// `text` with every known placeholder filled in.
    pub fn fill(&self, text: &str) -> String {
        let pieces = self.pieces(text).into_iter().map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Open(name) => format!("<{name}>"),
        });
        pieces.collect()
    }

    /// Whether `actual` is what `pattern` says; catches what was open in it.
    pub fn matches(&mut self, pattern: &str, actual: &str) -> bool {
        let pieces = self.pieces(pattern);
        let open = |piece: &&Piece| matches!(piece, Piece::Open(_));
        if pieces.iter().filter(open).count() == 0 {
            return self.fill(pattern) == actual;
        }
        let mut names = Vec::new();
        let mut regex = String::from("(?s)^");
        for piece in &pieces {
            match piece {
                Piece::Text(text) => regex += &regex::escape(text),
                Piece::Open(name) => {
                    names.push(*name);
                    regex += "(.+?)";
                }
            }
        }
        let regex = Regex::new(&(regex + "$")).expect("an escaped pattern");
        let Some(found) = regex.captures(actual) else {
            return false;
        };
        names
            .iter()
            .zip(1..)
            .all(|(name, place)| self.catch(name, &found[place]))
    }

    fn catch(&mut self, name: &str, value: &str) -> bool {
        match self.get(name) {
            _ if name == "_" => true,
            Some(known) => known == value,
            None => {
                self.set(name, value);
                true
            }
        }
    }

    fn pieces<'t>(&self, text: &'t str) -> Vec<Piece<'t>> {
        let mut pieces = Vec::new();
        let mut end = 0;
        for found in PLACEHOLDER.captures_iter(text) {
            let (Some(whole), Some(name)) = (found.get(0), found.get(1)) else {
                continue;
            };
            pieces.push(Piece::Text(text[end..whole.start()].to_owned()));
            end = whole.end();
            pieces.push(self.piece(name.as_str()));
        }
        pieces.push(Piece::Text(text[end..].to_owned()));
        pieces
    }

    fn piece<'t>(&self, name: &'t str) -> Piece<'t> {
        if let Some(length) = name.strip_prefix("fill:") {
            return Piece::Text("x".repeat(length.parse().unwrap_or(0)));
        }
        match self.get(name) {
            Some(value) => Piece::Text(value.to_owned()),
            None => Piece::Open(name),
        }
    }

    /// The other way round: known values shown by their names, the longest first.
    pub fn hide(&self, text: &str) -> String {
        let mut known: Vec<_> = self.0.iter().filter(|(_, v)| v.len() >= 6).collect();
        known.sort_by_key(|(name, value)| (std::cmp::Reverse(value.len()), *name));
        let mut text = text.to_owned();
        for (name, value) in known {
            text = text.replace(value.as_str(), &format!("<{name}>"));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Bindings;

    #[test]
    fn caught_once_and_known_afterwards() {
        let mut known = Bindings::default();
        assert!(known.matches("arn:<account>:<name>", "arn:1111:jobs"));
        assert!(known.matches("<name>", "jobs"));
        assert!(!known.matches("<name>", "other"));
        assert!(known.matches("<_>-<_>", "a-b"));
        assert_eq!(known.fill("<name>.<new>.<fill:2>"), "jobs.<new>.xx");
    }
}
