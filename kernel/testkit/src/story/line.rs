//! The commands a story may give.

use super::words;
use std::time::Duration;

#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// `aws …`; with `&` at the end it goes on while the story does.
    Aws {
        words: Vec<String>,
        aside: bool,
    },
    /// The output of the command that was left going.
    Wait,
    /// `clock +29s`
    Clock(Duration),
    /// `as luna`: whose credentials are used from here on; `root` and `nobody` always exist.
    As(String),
    /// `profile luna <key> <secret> [<token>]`
    Profile {
        name: String,
        keys: Vec<String>,
    },
    /// `account other`: root of another account, whose id is `<other>` from here on.
    Account(String),
    /// `in eu-west-1`
    In(String),
    /// `let bucket = photos-<account>`
    Let {
        name: String,
        text: String,
    },
    /// `code first = <seed> -1`: what an authenticator app shows, so many half minutes from now.
    Code {
        name: String,
        seed: String,
        steps: i64,
    },
    Restart,
}

impl Line {
    pub fn parse(text: &str) -> Result<Line, String> {
        let mut all = words::split(text)?.into_iter();
        let first = all.next().ok_or("an empty command")?;
        let rest: Vec<String> = all.collect();
        let words: Vec<&str> = rest.iter().map(String::as_str).collect();
        Ok(match (first.as_str(), &words[..]) {
            ("aws", [words @ .., "&"]) => Line::aws(words, true),
            ("aws", words) => Line::aws(words, false),
            ("wait", []) => Line::Wait,
            ("restart", []) => Line::Restart,
            ("clock", [by]) => Line::Clock(duration(by)?),
            ("as", [name]) => Line::As((*name).to_owned()),
            ("account", [name]) => Line::Account((*name).to_owned()),
            ("in", [region]) => Line::In((*region).to_owned()),
            ("let", [name, "=", text]) => Line::Let {
                name: (*name).to_owned(),
                text: (*text).to_owned(),
            },
            ("code", [name, "=", seed]) => Line::code(name, seed, 0),
            ("code", [name, "=", seed, steps]) => Line::code(
                name,
                seed,
                steps.parse().map_err(|_| format!("no number: {steps}"))?,
            ),
            ("profile", [name, keys @ ..]) if (2..=3).contains(&keys.len()) => Line::Profile {
                name: (*name).to_owned(),
                keys: owned(keys),
            },
            _ => return Err(format!("no command of a story: {text}")),
        })
    }

    fn aws(words: &[&str], aside: bool) -> Line {
        let words = owned(words);
        Line::Aws { words, aside }
    }

    fn code(name: &str, seed: &str, steps: i64) -> Line {
        Line::Code {
            name: name.to_owned(),
            seed: seed.to_owned(),
            steps,
        }
    }

    /// Concerns the whole cloud, so that it happens once for everybody in it.
    pub fn is_of_the_cloud(&self) -> bool {
        matches!(self, Line::Clock(_) | Line::Restart)
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// `+1d2h3m4s`
fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("no duration: {text}");
    let mut left = text.strip_prefix('+').ok_or_else(wrong)?;
    let mut seconds = 0;
    while !left.is_empty() {
        let digits = left.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
        let number: u64 = left[..digits].parse().map_err(|_| wrong())?;
        seconds += number
            * match left.as_bytes()[digits] {
                b's' => 1,
                b'm' => 60,
                b'h' => 3_600,
                b'd' => 86_400,
                _ => return Err(wrong()),
            };
        left = &left[digits + 1..];
    }
    Ok(Duration::from_secs(seconds))
}
