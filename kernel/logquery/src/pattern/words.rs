//! A line as words and what is between them.

use regex::Regex;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

/// What a word is that varies.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Kind {
    Time,
    IpAddress,
    Uuid,
    Id,
    Number,
    Token,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Time => "Time",
            Kind::IpAddress => "IPAddress",
            Kind::Uuid => "UUID",
            Kind::Id => "ID",
            Kind::Number => "Number",
            Kind::Token => "Token",
        }
    }

    fn names(self) -> bool {
        matches!(self, Kind::Uuid | Kind::Id | Kind::Number)
    }

    /// What both are.
    pub fn both(self, other: Kind) -> Kind {
        match self {
            _ if self == other => self,
            _ if self.names() && other.names() => Kind::Id,
            _ => Kind::Token,
        }
    }
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Word<'t> {
    Plain(&'t str),
    Varies(Kind),
}

/// One text more is between words than there are words.
#[derive(Debug, Default)]
pub struct Line<'t> {
    pub words: Vec<Word<'t>>,
    pub between: Vec<&'t str>,
}

/// So much of a line is looked at; the rest is one word that varies.
const BYTES: usize = 4_096;
const WORDS: usize = 200;

const UNITS: [&str; 16] = [
    "ms", "s", "us", "ns", "µs", "m", "h", "d", "b", "kb", "mb", "gb", "kib", "mib", "gib", "x",
];

/// As logs write times: with or without the day or the time of it.
static TIME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let clock = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?";
    let zone = r"(?: ?(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?";
    let day = r"[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}";
    let month = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
    Regex::new(&format!(
        r"^(?:{day}(?:[T ]{clock}{zone})?|[0-9]{{2}}/{month}/[0-9]{{4}}:{clock}(?: [+-][0-9]{{4}})?|{month} {{1,2}}[0-9]{{1,2}} {clock}|{clock})\b"
    ))
    .ok()
});

pub fn line(text: &str) -> Line<'_> {
    let cut = (0..=BYTES.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at));
    let (text, mut more) = text.split_at(cut.unwrap_or_default());
    let mut line = Line::default();
    // The text between words begins behind the last of them.
    let (mut behind, mut at) = (0, 0);
    while let Some(start) = text.as_bytes()[at..].iter().position(is_word) {
        let start = at + start;
        if line.words.len() + 2 > WORDS {
            more = &text[behind..];
            break;
        }
        let (words, length) = word(&text[start..]);
        at = start + length;
        for (word, from, to) in words.into_iter().flatten() {
            line.between.push(&text[behind..start + from]);
            line.words.push(word);
            behind = start + to;
        }
    }
    match more.is_empty() {
        true => line.between.push(&text[behind..]),
        false => {
            line.between.extend([" ", ""]);
            line.words.push(Word::Varies(Kind::Token));
        }
    }
    line
}

/// Of a letter of more than one byte every byte is.
fn is_word(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"_-.@$".contains(byte)
}

/// How long a text stays what it begins with.
fn run(text: &str, inside: fn(&u8) -> bool) -> usize {
    let end = text.bytes().position(|byte| !inside(&byte));
    end.unwrap_or(text.len())
}

type Part<'t> = Option<(Word<'t>, usize, usize)>;

/// What a text begins with: a word, or a number and its unit, with where they begin and end; and
/// how far to go on.
fn word(text: &str) -> ([Part<'_>; 2], usize) {
    if let Some(end) = time(text) {
        return ([Some((Word::Varies(Kind::Time), 0, end)), None], end);
    }
    if let Some(end) = ipv6(text) {
        return ([Some((Word::Varies(Kind::IpAddress), 0, end)), None], end);
    }
    let end = run(text, is_word);
    let whole = text[..end].trim_end_matches(['.', '-']);
    if whole.is_empty() {
        return ([None, None], end);
    }
    let length = whole.len();
    if !whole.bytes().any(|byte| byte.is_ascii_digit()) {
        return ([Some((Word::Plain(whole), 0, length)), None], end);
    }
    if let Some(unit) = unit(whole) {
        let number = (Word::Varies(Kind::Number), 0, unit);
        let unit = (Word::Plain(&whole[unit..]), unit, length);
        return ([Some(number), Some(unit)], end);
    }
    let word = match kind(whole) {
        Some(kind) => Word::Varies(kind),
        None => Word::Plain(whole),
    };
    ([Some((word, 0, length)), None], end)
}

fn time(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let clock = [bytes.get(2), bytes.get(4)];
    // `12:`, `12/`, `2024-`, `2024/`, `Oct  3`
    let like = match bytes.first()? {
        first if first.is_ascii_digit() => clock.iter().flatten().any(|byte| b":/-".contains(byte)),
        first => b"JFMASOND".contains(first) && bytes.get(3) == Some(&b' '),
    };
    if !like {
        return None;
    }
    let found = TIME.as_ref()?.find(text)?;
    Some(found.end())
}

fn ipv6(text: &str) -> Option<usize> {
    let group = run(text, u8::is_ascii_hexdigit);
    if !(1..=4).contains(&group) || text.as_bytes().get(group) != Some(&b':') {
        return None;
    }
    let end = run(text, |byte| {
        byte.is_ascii_hexdigit() || b":.".contains(byte)
    });
    let whole = text[..end].trim_end_matches(['.', ':']);
    let colons = whole.bytes().filter(|byte| *byte == b':').count();
    (colons >= 2 && whole.parse::<Ipv6Addr>().is_ok()).then_some(whole.len())
}

fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix(['-', '+']).unwrap_or(word);
    digits.starts_with(|c: char| c.is_ascii_digit()) && word.parse::<f64>().is_ok()
}

/// Where the unit of a number begins.
fn unit(word: &str) -> Option<usize> {
    let at = run(word, |byte| byte.is_ascii_digit() || b".-".contains(byte));
    let (number, unit) = word.split_at(at);
    let known = || UNITS.iter().any(|known| known.eq_ignore_ascii_case(unit));
    (at > 0 && unit.len() <= 3 && known() && is_number(number)).then_some(at)
}

/// Of a word with a digit in it.
fn kind(word: &str) -> Option<Kind> {
    if is_uuid(word) {
        return Some(Kind::Uuid);
    }
    if is_number(word) {
        return Some(Kind::Number);
    }
    if word.parse::<Ipv4Addr>().is_ok() {
        return Some(Kind::IpAddress);
    }
    let hex = word.len() >= 8 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    // Names such as `us-east-1` and `sha256` have few digits.
    (hex || digits >= 4).then_some(Kind::Id)
}

fn is_uuid(word: &str) -> bool {
    let dashes = [8, 13, 18, 23];
    word.len() == 36
        && word
            .bytes()
            .enumerate()
            .all(|(at, byte)| match dashes.contains(&at) {
                true => byte == b'-',
                false => byte.is_ascii_hexdigit(),
            })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        let line = line(text);
        let mut shown = line.between[0].to_owned();
        for (word, between) in line.words.iter().zip(&line.between[1..]) {
            match word {
                Word::Plain(word) => shown.push_str(word),
                Word::Varies(kind) => shown.push_str(&format!("<{}>", kind.name())),
            }
            shown.push_str(between);
        }
        shown
    }

    #[test]
    fn words_are_what_they_look_like() {
        let cases = [
            (
                "2023-01-01 19:00:01 [INFO] Calling DynamoDB for id 12342342k124-12345",
                "<Time> [INFO] Calling DynamoDB for id <ID>",
            ),
            ("2024-05-01T00:00:00.123Z x", "<Time> x"),
            (
                "1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] \"GET /a/12 HTTP/1.0\" 200",
                "<IPAddress> - - [<Time>] \"GET /a/<Number> HTTP/<Number>\" <Number>",
            ),
            (
                "Oct  3 22:14:15 host su[5]: x",
                "<Time> host su[<Number>]: x",
            ),
            (
                "took 12.5ms, -3 of 4 MB.",
                "took <Number>ms, <Number> of <Number> MB.",
            ),
            ("id=6f1b2c3d-0000-4a4a-8b8b-0123456789ab;", "id=<UUID>;"),
            (
                "from fe80::1%eth0 to 10.0.0.1:80",
                "from <IPAddress>%eth0 to <IPAddress>:<Number>",
            ),
            ("us-east-1 sha256 v2 deadbeef0", "us-east-1 sha256 v2 <ID>"),
            ("... -- a-. ", "... -- a-. "),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_long_is_cut() {
        let long = "word ".repeat(5_000);
        let cut = line(&long);
        assert!(cut.words.len() <= WORDS, "{}", cut.words.len());
        assert_eq!(cut.words.last(), Some(&Word::Varies(Kind::Token)));
        let cut = line(&long[..5]);
        assert_eq!(cut.words, [Word::Plain("word")]);
    }

    proptest! {
        #[test]
        fn words_and_what_is_between_are_the_line(text: String) {
            let line = line(&text);
            prop_assert_eq!(line.words.len() + 1, line.between.len());
            if line.words.iter().all(|word| matches!(word, Word::Plain(_))) {
                prop_assert_eq!(shown(&text), text);
            }
        }
    }
}
