//! Reading the tables.

use super::short;
use serde_json::Value as Json;
use std::fs;
use std::path::Path;

pub struct Table {
    pub name: String,
    pub sections: Vec<Section>,
}

/// Policies, and what they make of some calls.
#[derive(Default)]
pub struct Section {
    pub title: String,
    pub identity: Vec<Json>,
    pub boundary: Vec<Json>,
    /// Of the caller's session; there is one as soon as the line is there.
    pub session: Option<Vec<Json>>,
    /// Bucket policies by bucket.
    pub bucket: Vec<(String, Json)>,
    /// `user`, `role` or `root`; of the account or, as `other user`, of another.
    pub caller: String,
    pub rows: Vec<Row>,
}

pub struct Row {
    pub line: usize,
    pub text: String,
    pub action: String,
    pub resource: String,
    pub given: Vec<(String, Vec<String>)>,
    pub verdict: Verdict,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Allowed,
    /// Nothing allows it.
    NotAllowed,
    /// Something denies it.
    Denied,
}

impl Verdict {
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Allowed => "allowed",
            Verdict::NotAllowed => "not allowed",
            Verdict::Denied => "denied",
        }
    }
}

impl Section {
    /// The simulators know no session policies, and no callers without policies of their own.
    pub fn is_simulated(&self) -> bool {
        self.session.is_none() && self.caller == "user"
    }
}

pub fn all(folder: &Path) -> Result<Vec<Table>, String> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .map_err(|e| format!("{}: {e}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "table"))
        .collect();
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Result<Table, String> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let text = fs::read_to_string(path).map_err(|e| e.to_string())?;
    let mut sections: Vec<Section> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let fault = |what: String| format!("{name}.table:{}: {what}", number + 1);
        let line = line.trim_end();
        if let Some(title) = line.strip_prefix("# ") {
            sections.push(Section {
                title: title.trim().to_owned(),
                caller: "user".to_owned(),
                ..Section::default()
            });
            continue;
        }
        if line.is_empty() || line.starts_with("--") {
            continue;
        }
        let section = sections
            .last_mut()
            .ok_or_else(|| fault("a line before the first section".to_owned()))?;
        take(section, line, number + 1).map_err(fault)?;
    }
    Ok(Table {
        name: name.into_owned(),
        sections,
    })
}

fn take(section: &mut Section, line: &str, number: usize) -> Result<(), String> {
    if line.contains(" -> ") {
        section.rows.push(row(line, number)?);
        return Ok(());
    }
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let rest = rest.trim();
    match word {
        "caller" => section.caller = rest.to_owned(),
        "identity" => section.identity.push(short::statement(rest, false)?),
        "boundary" => section.boundary.push(short::statement(rest, false)?),
        "session" => {
            let own = section.session.get_or_insert_default();
            if rest != "none" {
                own.push(short::statement(rest, false)?);
            }
        }
        "bucket" => {
            let (bucket, rest) = rest.split_once(' ').ok_or("whose policy?")?;
            let statement = short::statement(rest, true)?;
            section.bucket.push((bucket.to_owned(), statement));
        }
        _ => return Err(format!("what is {word}?")),
    }
    Ok(())
}

/// `action resource [given key=value key=a|b] -> verdict`
fn row(line: &str, number: usize) -> Result<Row, String> {
    let (asked, verdict) = line.split_once(" -> ").ok_or("no verdict")?;
    let (call, given) = asked.split_once(" given ").unwrap_or((asked, ""));
    let mut words = call.split_whitespace();
    let (Some(action), Some(resource)) = (words.next(), words.next()) else {
        return Err("action and resource?".to_owned());
    };
    let verdict = match verdict.trim() {
        "allowed" => Verdict::Allowed,
        "not allowed" => Verdict::NotAllowed,
        "denied" => Verdict::Denied,
        other => return Err(format!("{other} is no verdict")),
    };
    let given = given.split_whitespace().map(|pair| {
        let (key, values) = pair.split_once('=').ok_or_else(|| format!("{pair}?"))?;
        let values = values.split('|').filter(|value| !value.is_empty());
        Ok((key.to_owned(), values.map(str::to_owned).collect()))
    });
    Ok(Row {
        line: number,
        text: line.trim().to_owned(),
        action: action.to_owned(),
        resource: resource.to_owned(),
        given: given.collect::<Result<_, String>>()?,
        verdict,
    })
}
