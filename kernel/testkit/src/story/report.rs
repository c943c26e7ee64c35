//! What a person sees when a story came out differently, and the story rewritten.

use super::bindings::Bindings;
use super::outcome::Outcome;
use super::script::{Step, Story};
use serde_json::Value as Json;

/// Expected and actual below each other; lines that both have are shown once.
pub fn difference(expected: &str, outcome: &Outcome, known: &Bindings) -> String {
    let actual = known.hide(&outcome.text());
    let mut shown = String::new();
    for line in expected.lines().filter(|_| !expected.trim().is_empty()) {
        let mark = if actual.lines().any(|a| a == line) {
            ' '
        } else {
            '-'
        };
        shown += &format!("  {mark} {}\n", cut(line));
    }
    for line in actual
        .lines()
        .filter(|a| !expected.lines().any(|e| e == *a))
    {
        shown += &format!("  + {}\n", cut(line));
    }
    shown
}

fn cut(line: &str) -> String {
    match line.char_indices().nth(400) {
        Some((end, _)) => format!("{}… ({} bytes)", &line[..end], line.len()),
        None => line.to_owned(),
    }
}

/// The outcome in the story's words: what was a placeholder stays one, known values have names.
pub fn rewrite(expected: &str, outcome: &Outcome, known: &Bindings) -> String {
    let kept: Option<Json> = serde_json::from_str(expected).ok();
    let shown = match (outcome, kept) {
        (Outcome::Answer(actual), Some(old)) => Outcome::Answer(keep(&old, actual)),
        (other, _) => other.clone(),
    };
    known.hide(&shown.text())
}

fn keep(old: &Json, new: &Json) -> Json {
    match (old, new) {
        (Json::String(old), _) if old.contains('<') => Json::from(old.as_str()),
        (Json::Object(old), Json::Object(new)) => new
            .iter()
            .map(|(name, value)| {
                let kept = old.get(name).map(|old| keep(old, value));
                (name.clone(), kept.unwrap_or_else(|| value.clone()))
            })
            .collect(),
        (Json::Array(old), Json::Array(new)) => new
            .iter()
            .enumerate()
            .map(|(at, value)| {
                old.get(at)
                    .map_or_else(|| value.clone(), |old| keep(old, value))
            })
            .collect(),
        (_, new) => new.clone(),
    }
}

/// Collects new output for steps, from the first to the last.
pub struct Rewriting {
    story: Story,
    new: Vec<(std::ops::Range<usize>, Vec<String>)>,
}

impl Rewriting {
    pub fn of(story: &Story) -> Rewriting {
        Rewriting {
            story: story.clone(),
            new: Vec::new(),
        }
    }

    pub fn replace(&mut self, step: &Step, text: &str) {
        let lines = text.lines().map(str::to_owned).collect();
        self.new.push((step.expected.clone(), lines));
    }

    pub fn done(mut self) -> Story {
        for (place, lines) in self.new.into_iter().rev() {
            self.story.lines.splice(place, lines);
        }
        self.story
    }
}
