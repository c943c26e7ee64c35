//! Which groups a query is of: those that its call names, or those that it names itself.

use crate::errors;
use crate::group::row::{GROUPS, Group};
use crate::place;
use haneul_logquery::Source;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

/// That a call may name, and that a query may.
pub const NAMED: usize = 50;
const SOURCED: usize = 10_000;
const PIECE: usize = 1_000;

/// Groups of this account by how their names begin and their class.
pub fn sourced(cx: &mut Cx, source: &Source) -> Result<Vec<Group>, AwsError> {
    if source.accounts.iter().any(|id| id != cx.account()) {
        return Err(AwsError::not_implemented("log groups of other accounts"));
    }
    // One prefix may be the beginning of another.
    let mut prefixes: Vec<&str> = source.prefixes.iter().map(String::as_str).collect();
    if prefixes.is_empty() {
        prefixes.push("");
    }
    prefixes.sort_unstable();
    let mut wanted: Vec<&str> = Vec::new();
    for prefix in prefixes {
        if wanted.last().is_none_or(|last| !prefix.starts_with(last)) {
            wanted.push(prefix);
        }
    }
    let mut found: Vec<Group> = Vec::new();
    for prefix in wanted {
        add(cx, source, prefix, &mut found)?;
    }
    Ok(found)
}

fn add(cx: &mut Cx, source: &Source, prefix: &str, found: &mut Vec<Group>) -> Result<(), AwsError> {
    let scope = cx.scope();
    let whole = || match prefix.is_empty() {
        true => Span::all(),
        false => Span::starts_with(&(), prefix),
    };
    let mut span = whole();
    loop {
        let rows = GROUPS.scan(cx.tx, scope, span, PIECE, false)?;
        let last = rows.last().map(|(name, _)| name.clone());
        let full = rows.len() == PIECE;
        let rows = rows.into_iter().map(|(_, group)| group);
        found.extend(rows.filter(|group| source.has(&group.name, &group.class)));
        if found.len() > SOURCED {
            return Err(errors::parameter(format!(
                "The query is of more than {SOURCED} log groups. Name fewer of them."
            )));
        }
        match last {
            Some(last) if full => span = whole().after(&last),
            _ => return Ok(()),
        }
    }
}

/// The names that a call gives.
pub fn named(
    cx: &Cx,
    name: Option<String>,
    names: Vec<String>,
    identifiers: &[String],
) -> Result<Vec<String>, AwsError> {
    let mut all: Vec<String> = name.into_iter().chain(names).collect();
    for identifier in identifiers {
        all.push(place::group_name(cx, identifier)?.to_owned());
    }
    Ok(all)
}
