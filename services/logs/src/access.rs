//! What a call touches, for the policies.

use crate::event::pointer::Pointer;
use crate::group::row;
use crate::lookup::row as lookups;
use crate::place;
use crate::policy::row as policies;
use crate::query::over;
use haneul_logquery::Query;
use haneul_model::Value;
use haneul_pipeline::{Arn, AwsError, Check, Cx};

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let check = match operation {
        "StartQuery" | "DescribeIndexPolicies" | "DescribeFieldIndexes" => {
            return of_many(cx, input);
        }
        "DescribeLogGroups" | "ListLogGroups" => {
            Check::new(cx.arn("logs", "log-group::log-stream:"))
        }
        "CreateLookupTable" => {
            let name = input.str("lookupTableName").unwrap_or_default();
            Check::new(lookups::arn(cx, name))
        }
        "GetLookupTable" | "UpdateLookupTable" | "DeleteLookupTable" => {
            of_arn(cx, input.str("lookupTableArn").unwrap_or_default())?
        }
        // The only operations whose resource is the ARN without anything behind the name.
        "TagResource" | "UntagResource" | "ListTagsForResource" => {
            let arn = input.str("resourceArn").unwrap_or_default();
            of_arn(cx, arn)?
        }
        _ if elsewhere(cx, input) => {
            let arn = input.str("logGroupIdentifier").unwrap_or_default();
            of_arn(cx, arn)?
        }
        _ => match name(cx, input)? {
            Some(name) => {
                let stream = match operation {
                    "DescribeLogStreams" => "",
                    _ => input.str("logStreamName").unwrap_or_default(),
                };
                let arn = place::stream_arn(cx, &name, stream);
                of_group(cx, Check::new(arn), &name)?
            }
            None => match (input.str("destinationName"), of_pointer(input)) {
                (Some(name), _) => Check::new(cx.arn("logs", &format!("destination:{name}"))),
                (None, Some(name)) => {
                    let arn = place::stream_arn(cx, &name, "");
                    of_group(cx, Check::new(arn), &name)?
                }
                (None, None) => Check::new("*"),
            },
        },
    };
    Ok(vec![check.tags_of(input)])
}

/// The group of the record that a pointer names.
fn of_pointer(input: &Value) -> Option<String> {
    let pointer = Pointer::read(input.str("logRecordPointer")?)?;
    Some(pointer.group)
}

/// Each of the groups that are asked.
fn of_many(cx: &mut Cx, input: &Value) -> Result<Vec<Check>, AwsError> {
    let mut names: Vec<String> = Vec::new();
    names.extend(input.str("logGroupName").map(str::to_owned));
    for member in ["logGroupNames", "logGroupIdentifiers"] {
        let items = input.get(member).and_then(Value::as_list);
        for item in items.unwrap_or_default().iter().filter_map(Value::as_str) {
            names.push(place::group_name(cx, item)?.to_owned());
        }
    }
    names.extend(sourced(cx, input)?);
    if names.is_empty() {
        return Ok(vec![Check::new("*")]);
    }
    let checks = names.iter().map(|name| {
        let arn = place::stream_arn(cx, name, "");
        of_group(cx, Check::new(arn), name)
    });
    checks.collect()
}

/// Those that a query names itself. One that cannot be read is refused once it is allowed.
fn sourced(cx: &mut Cx, input: &Value) -> Result<Vec<String>, AwsError> {
    let text = input.str("queryString").unwrap_or_default();
    let Ok(query) = Query::parse(text) else {
        return Ok(Vec::new());
    };
    let mut names: Vec<String> = Vec::new();
    if let Some(source) = query.source() {
        let groups = over::sourced(cx, source)?.into_iter();
        names.extend(groups.map(|group| group.name));
    }
    for inner in query.inner() {
        names.extend(inner.groups.iter().cloned());
    }
    Ok(names)
}

/// It names a group of another account, which nobody is told anything of before they may.
fn elsewhere(cx: &Cx, input: &Value) -> bool {
    let arn = input.str("logGroupIdentifier").and_then(Arn::read);
    arn.is_some_and(|arn| arn.account != cx.account())
}

/// The group that is named by its name or an identifier.
fn name(cx: &Cx, input: &Value) -> Result<Option<String>, AwsError> {
    if let Some(name) = input.str("logGroupName") {
        return Ok(Some(name.to_owned()));
    }
    match input.str("logGroupIdentifier") {
        Some(identifier) => Ok(Some(place::group_name(cx, identifier)?.to_owned())),
        None => Ok(None),
    }
}

fn of_arn(cx: &mut Cx, arn: &str) -> Result<Check, AwsError> {
    let check = Check::new(arn.strip_suffix(":*").unwrap_or(arn));
    let Some(read) = Arn::read(arn) else {
        return Ok(check);
    };
    if let Some(name) = lookups::name_in(cx, arn) {
        let table = lookups::find(cx, name)?;
        let tags = table.map(|table| table.tags).unwrap_or_default();
        return Ok(check.resource_tags(tags.iter().map(|(k, v)| (k.as_str(), v.as_str()))));
    }
    match read.resource.strip_prefix("log-group:") {
        Some(name) if read.account == cx.account() => {
            let name = name.strip_suffix(":*").unwrap_or(name).to_owned();
            of_group(cx, check, &name)
        }
        _ => Ok(check.owner(read.account)),
    }
}

/// With the tags of the group, and what resource policies say.
fn of_group(cx: &mut Cx, check: Check, name: &str) -> Result<Check, AwsError> {
    let group = row::find(cx, name)?;
    let check = check.policy(policies::in_force(cx, group.as_ref())?);
    let Some(group) = group else {
        // The owner learns it from the operation, once it is allowed.
        return Ok(check);
    };
    let tags = group.tags.iter().map(|(k, v)| (k.as_str(), v.as_str()));
    Ok(check.resource_tags(tags))
}
