//! StartQuery: it is run by an errand; who asked looks for the answer until it is there.

use crate::errors;
use crate::group::row::{self as groups, Group};
use crate::lookup::row as lookups;
use crate::query::execute::{FORGET, QUERY};
use crate::query::over::{self, NAMED};
use crate::query::row::{self, Query};
use crate::shapes::{StartQueryRequest, StartQueryResponse};
use crate::work::appoint;
use haneul_logquery::{Bad, Query as Parsed, ROWS};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use jiff::SignedDuration;
use serde_json::json;

const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Times that are larger are milliseconds, which AWS takes as well.
const SECONDS: i64 = 100_000_000_000;

pub fn run(cx: &mut Cx, input: StartQueryRequest) -> Result<StartQueryResponse, AwsError> {
    let language = input.query_language.as_deref().unwrap_or("CWLI");
    if language != "CWLI" {
        return Err(AwsError::not_implemented(format!("queries in {language}")));
    }
    let text = input.query_string;
    let parsed = Parsed::parse(&text).map_err(|bad| refused(&text, bad))?;
    let names = over::named(
        cx,
        input.log_group_name,
        input.log_group_names.unwrap_or_default(),
        &input.log_group_identifiers.unwrap_or_default(),
    )?;
    let groups = match parsed.source() {
        Some(_) if !names.is_empty() => {
            return Err(errors::parameter(
                "A query that begins with SOURCE is of no other log groups.",
            ));
        }
        Some(source) => over::sourced(cx, source)?,
        None => named(cx, &names)?,
    };
    check_classes(&groups, &parsed)?;
    check_inputs(cx, &parsed)?;
    let (from, to) = (millis(input.start_time), millis(input.end_time));
    if from > to {
        return Err(errors::parameter(
            "End time should not be less than start time.",
        ));
    }
    let query = Query {
        id: ids::uuid(cx.random()),
        text,
        groups: groups.into_iter().map(|group| group.name).collect(),
        from,
        // The whole last second is in it.
        to: to.saturating_add(1_000),
        limit: match input.limit {
            Some(limit) => limit.max(1) as usize,
            None => parsed.limit().unwrap_or(ROWS),
        },
        created: cx.now().as_millisecond(),
        ended: None,
        status: "Scheduled".to_owned(),
        rows: 0,
        matched: 0,
        scanned: 0,
        bytes: 0,
        by: cx.caller().principal.arn.clone(),
    };
    row::put(cx, &query)?;
    let source = cx.arn("logs", &format!("query:{}", query.id));
    appoint(cx, QUERY, source, json!({"id": query.id}))?;
    let over = cx.now().checked_add(KEPT).map_err(AwsError::internal)?;
    let timer = format!("logs {FORGET} {}", query.id);
    let payload = json!({"id": query.id});
    cx.timer(over, &timer, &format!("logs/{FORGET}"), payload)?;
    Ok(StartQueryResponse {
        query_id: Some(query.id),
    })
}

/// Groups of queries inside, and tables.
fn check_inputs(cx: &mut Cx, parsed: &Parsed) -> Result<(), AwsError> {
    for inner in parsed
        .inner()
        .iter()
        .filter(|inner| !inner.groups.is_empty())
    {
        let groups = named(cx, &inner.groups)?;
        check_classes(&groups, &inner.query)?;
    }
    for lookup in parsed.lookups() {
        let table = lookups::at(cx, &lookup.table)?;
        let fields = lookup.keys.iter().map(|(field, _)| field.as_str());
        let mut fields = fields.chain(lookup.outputs.iter().map(|field| field.as_ref()));
        let missing = fields.find(|field| !table.fields.iter().any(|known| known == field));
        if let Some(field) = missing {
            return Err(errors::parameter(format!(
                "The lookup table {} has no field {field}.",
                table.name
            )));
        }
    }
    Ok(())
}

fn named(cx: &mut Cx, names: &[String]) -> Result<Vec<Group>, AwsError> {
    if names.is_empty() || names.len() > NAMED {
        return Err(errors::parameter(format!(
            "A query is of one to {NAMED} log groups."
        )));
    }
    let find = |name: &String| {
        groups::find(cx, name)?.ok_or_else(|| {
            errors::missing(format!(
                "Log group '{name}' does not exist for account ID '{}'",
                cx.account()
            ))
        })
    };
    names.iter().map(find).collect()
}

/// Groups for infrequent access do not take every command.
fn check_classes(groups: &[Group], parsed: &Parsed) -> Result<(), AwsError> {
    let mut groups = groups.iter();
    let other = groups.find(|group| group.class != "STANDARD");
    match (parsed.of_standard_class(), other) {
        (Some(command), Some(group)) => Err(errors::parameter(format!(
            "The command {command} is not supported for log group '{}' of the class {}.",
            group.name, group.class
        ))),
        _ => Ok(()),
    }
}

fn millis(time: i64) -> i64 {
    match time < SECONDS {
        true => time.saturating_mul(1_000),
        false => time,
    }
}

/// AWS counts lines and places from one.
fn refused(text: &str, bad: Bad) -> AwsError {
    match bad {
        Bad::Refused(what) => AwsError::not_implemented(what),
        Bad::TooLarge | Bad::NoTable(_) => errors::limit(bad.to_string()),
        Bad::Syntax { message, at } => {
            let before: String = text.chars().take(at).collect();
            let line = before.matches('\n').count() + 1;
            let behind = before.rsplit('\n').next().unwrap_or_default();
            let place = behind.chars().count() + 1;
            let message = format!("{message} at line {line} and position {place}");
            AwsError::new("MalformedQueryException", message).status(400)
        }
    }
}
