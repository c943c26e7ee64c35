//! The text of a story: a title, and steps of one command with what is expected of it.

use std::path::{Path, PathBuf};

#[derive(Clone, Debug)]
pub struct Story {
    pub file: PathBuf,
    pub title: String,
    pub steps: Vec<Step>,
    pub lines: Vec<String>,
}

/// One command. `expected` are the places of its output in the lines of the story.
#[derive(Clone, Debug)]
pub struct Step {
    /// Of the command, counted from 1.
    pub line: usize,
    pub command: String,
    pub expected: std::ops::Range<usize>,
}

impl Story {
    pub fn read(file: &Path) -> Result<Story, String> {
        let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
        Ok(Story::parse(file, &text))
    }

    pub fn parse(file: &Path, text: &str) -> Story {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let title = lines
            .first()
            .map_or("", |l| l.trim_start_matches(['#', ' ']));
        Story {
            file: file.to_owned(),
            title: title.to_owned(),
            steps: steps(&lines),
            lines,
        }
    }

    /// What the story says the step puts out.
    pub fn expected(&self, step: &Step) -> String {
        self.lines[step.expected.clone()].join("\n")
    }
}

fn steps(lines: &[String]) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let Some(first) = lines[at].strip_prefix("$ ") else {
            at += 1;
            continue;
        };
        let line = at + 1;
        let mut command = first.to_owned();
        at += 1;
        while command.ends_with('\\') && at < lines.len() {
            command.pop();
            command += lines[at].trim_start();
            at += 1;
        }
        let start = at;
        while at < lines.len() && is_output(&lines[at]) {
            at += 1;
        }
        steps.push(Step {
            line,
            command,
            expected: start..at,
        });
    }
    steps
}

/// Output ends with the next command, a remark or an empty line.
fn is_output(line: &str) -> bool {
    !line.starts_with("$ ") && !line.starts_with('#') && !line.trim().is_empty()
}
