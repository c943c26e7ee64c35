//! The models' patterns, written for Java or ECMAScript, by way of the `regex` crate.
//!
//! A pattern that the crate cannot express (look-around, back references) accepts everything.

use regex::{Regex, RegexBuilder};
use std::collections::HashMap;
use std::sync::{LazyLock, RwLock};

type Compiled = Option<&'static Regex>;

static CACHE: LazyLock<RwLock<HashMap<&'static str, Compiled>>> = LazyLock::new(Default::default);

/// Whether all of `text` is what the pattern describes.
pub fn matches(pattern: &'static str, text: &str) -> bool {
    compiled(pattern).is_none_or(|regex| regex.is_match(text))
}

fn compiled(pattern: &'static str) -> Compiled {
    let known = CACHE.read().ok().and_then(|c| c.get(pattern).copied());
    if let Some(known) = known {
        return known;
    }
    let fresh: Compiled = compile(pattern).map(|regex| &*Box::leak(Box::new(regex)));
    match CACHE.write() {
        Ok(mut cache) => *cache.entry(pattern).or_insert(fresh),
        Err(_) => fresh,
    }
}

fn compile(pattern: &str) -> Option<Regex> {
    let exact = translate(pattern, u32::MAX);
    let build = |text: &str| {
        RegexBuilder::new(&format!(r"\A(?:{text})\z"))
            .size_limit(2 << 20)
            .octal(true)
            .build()
            .ok()
    };
    // Large counts of wide classes do not fit. They mostly repeat what `max` says anyway.
    build(&exact).or_else(|| build(&translate(pattern, 20)))
}

/// Rewrites what the two dialects write otherwise. Counts above `most` become `*`.
fn translate(pattern: &str, most: u32) -> String {
    let mut translator = Translator {
        rest: pattern,
        out: String::new(),
        class: false,
        most,
    };
    while let Some(next) = translator.rest.chars().next() {
        translator.step(next);
    }
    translator.out
}

struct Translator<'a> {
    rest: &'a str,
    out: String,
    /// Inside of square brackets.
    class: bool,
    most: u32,
}

/// Every code point beyond the first plane, as UTF-16 writes it.
const ASTRAL: [&str; 3] = [
    r"\ud800\udc00-\udbff\udfff",
    r"\uD800\uDC00-\uDBFF\uDFFF",
    r"\uD800\uDBFF-\uDC00\uDFFF",
];

impl Translator<'_> {
    fn take(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn put(&mut self, bytes: usize, text: &str) {
        self.out.push_str(text);
        self.take(bytes);
    }

    fn step(&mut self, next: char) {
        match next {
            '\\' => self.escape(),
            '[' if !self.class => self.open(),
            ']' if self.class => {
                self.class = false;
                self.put(1, "]");
            }
            '{' if !self.class => self.count(),
            _ if self.class => self.in_class(next),
            _ => {
                self.out.push(next);
                self.take(next.len_utf8());
            }
        }
    }

    fn open(&mut self) {
        self.class = true;
        self.put(1, "[");
        if self.rest.starts_with('^') {
            self.put(1, "^");
        }
        if self.rest.starts_with("]") && self.rest[1..].contains(']') {
            self.put(1, r"\]");
        }
    }

    /// Here a bracket, `--`, `&&` and `~~` are plain characters.
    fn in_class(&mut self, next: char) {
        match next {
            '[' => self.put(1, r"\["),
            '&' | '~' => self.put(1, &format!(r"\{next}")),
            '-' if self.rest.starts_with("--") && !self.rest.starts_with("--]") => {
                self.put(2, r"-\x2D");
            }
            '-' if self.rest.starts_with(r"-\w") || self.rest.starts_with(r"-\d") => {
                self.put(1, r"\x2D");
            }
            _ => {
                self.out.push(next);
                self.take(next.len_utf8());
            }
        }
    }

    /// `{2,5}` counts, any other brace is a character.
    fn count(&mut self) {
        let inside = self.rest.split('}').next().unwrap_or_default();
        let bounds = inside.get(1..).unwrap_or_default();
        let number = |text: &str| text.parse::<u32>().ok();
        let largest = bounds.split(',').filter_map(number).max();
        let shaped = bounds.chars().all(|c| c.is_ascii_digit() || c == ',');
        match largest {
            Some(largest) if shaped && inside.len() < self.rest.len() => {
                let counted = format!("{inside}}}");
                let text = if largest > self.most { "*" } else { &counted };
                self.put(inside.len() + 1, text);
            }
            _ => self.put(1, r"\{"),
        }
    }

    fn escape(&mut self) {
        if let Some(text) = ASTRAL.iter().find(|a| self.rest.starts_with(**a)) {
            return self.put(text.len(), r"\x{10000}-\x{10FFFF}");
        }
        let Some(escaped) = self.rest[1..].chars().next() else {
            return self.put(1, r"\\");
        };
        match ascii_class(escaped) {
            Some((class, negated)) => self.ascii_class(class, negated),
            None if escaped == 'p' || escaped == 'P' => self.property(),
            None if escaped == 'Z' => self.put(2, r"\z"),
            None if escaped == '_' || !escaped.is_ascii() => self.put(1, ""),
            None => {
                let length = 1 + escaped.len_utf8();
                let text = self.rest[..length].to_owned();
                self.put(length, &text);
            }
        }
    }

    /// `\w` and its kin mean ASCII in both dialects.
    fn ascii_class(&mut self, class: &str, negated: bool) {
        let sign = if negated { "^" } else { "" };
        let text = match (self.class, negated) {
            (true, false) => class.to_owned(),
            _ => format!("[{sign}{class}]"),
        };
        self.put(2, &text);
        if self.class && self.rest.starts_with('-') && !self.rest.starts_with("-]") {
            self.put(1, r"\x2D");
        }
    }

    /// Java's `\p{Alnum}` is POSIX's `[:alnum:]`; `\p{IsLatin}` is `\p{Latin}`.
    fn property(&mut self) {
        let length = self.rest.find('}').map_or(self.rest.len(), |end| end + 1);
        let text = &self.rest[..length];
        let name = text[2..].trim_matches(['{', '}']);
        let posix = [
            "Alnum", "Alpha", "ASCII", "Blank", "Cntrl", "Digit", "Graph", "Lower", "Print",
            "Punct", "Space", "Upper", "XDigit",
        ];
        let text = if posix.contains(&name) {
            let name = name.to_ascii_lowercase();
            let sign = if text.starts_with(r"\P") { "^" } else { "" };
            match self.class {
                true => format!("[:{sign}{name}:]"),
                false => format!("[[:{sign}{name}:]]"),
            }
        } else {
            match name {
                "all" => r"\p{Any}".into(),
                "LD" => r"[\p{L}\p{Nd}]".into(),
                _ => text.replace("{Is", "{"),
            }
        };
        self.put(length, &text);
    }
}

fn ascii_class(letter: char) -> Option<(&'static str, bool)> {
    let class = match letter.to_ascii_lowercase() {
        'w' => "0-9A-Z_a-z",
        'd' => "0-9",
        's' => r"\t-\r\x20",
        _ => return None,
    };
    Some((class, letter.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn dialects() {
        for (pattern, text, expected) in [
            (r"[\w+=,.@-]+", "a@b-c", true),
            (r"[\w+=,.@-]+", "ä", false),
            (r"[\w-.]+", "a-b.c", true),
            (r"[^\d]*", "abc", true),
            (r"abc", "xabcx", false),
            (r"^abc$", "abc", true),
            (
                r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*",
                "a😀",
                true,
            ),
            (r"\p{Alpha}[\p{Alnum}]*", "a1", true),
            (r"[a-z[\]]+", "a[]", true),
            (r"\$\{x\}", "${x}", true),
            (r"a{2}", "aa", true),
            (r"(?!x).*", "x", true),
            (r"[\S\s]{1,1000000}", "\u{1F600} \n", true),
        ] {
            let found = compile(pattern).is_none_or(|regex| regex.is_match(text));
            assert_eq!(found, expected, "{pattern} on {text}");
        }
    }

    /// Lists the patterns that are not enforced; look-around is the one accepted reason.
    #[test]
    fn unenforced_patterns() {
        let shapes = crate::model_ids().flat_map(|id| &crate::model(id).unwrap().shapes);
        let patterns: BTreeSet<_> = shapes.filter_map(|s| s.pattern).collect();
        let (around, other): (Vec<&str>, Vec<&str>) = patterns
            .iter()
            .copied()
            .filter(|p| compile(p).is_none())
            .partition(|p| p.contains("(?!") || p.contains("(?=") || p.contains("(?<"));
        println!(
            "{} patterns, {} with look-around",
            patterns.len(),
            around.len()
        );
        for pattern in around.iter().chain(&other) {
            println!("not enforced: {pattern}");
        }
        assert!(other.is_empty(), "{other:#?}");
    }
}
