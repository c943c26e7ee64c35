//! What a call touches: buses and rules, with their tags and the policies of buses.

use crate::place::Place;
use crate::{archive, bus, delivery, tag};
use haneul_model::Value;
use haneul_pipeline::events::EMITTED;
use haneul_pipeline::{AwsError, Check, Cx};

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let named = |member: &str| input.str(member);
    let mut checks = match operation {
        "PutEvents" => return put_events(cx, input),
        "ListEventBuses" | "TestEventPattern" => vec![Check::new("*")],
        "TagResource" | "UntagResource" | "ListTagsForResource" => {
            vec![tagged(cx, named("ResourceARN").unwrap_or_default())?]
        }
        "CreateEventBus" => {
            let place = Place::of(cx, named("Name"));
            vec![Check::new(place.arn())]
        }
        "DeleteEventBus" | "DescribeEventBus" | "UpdateEventBus" => {
            vec![of_bus(cx, named("Name"))?]
        }
        "ListConnections" | "ListApiDestinations" => vec![Check::new("*")],
        "CreateConnection"
        | "UpdateConnection"
        | "DeleteConnection"
        | "DescribeConnection"
        | "DeauthorizeConnection" => {
            let name = named("Name").unwrap_or_default();
            vec![Check::new(cx.arn("events", &format!("connection/{name}")))]
        }
        "CreateApiDestination"
        | "UpdateApiDestination"
        | "DeleteApiDestination"
        | "DescribeApiDestination" => {
            let name = named("Name").unwrap_or_default();
            let resource = format!("api-destination/{name}");
            vec![Check::new(cx.arn("events", &resource))]
        }
        "ListArchives" | "ListReplays" => vec![Check::new("*")],
        "CreateArchive" | "UpdateArchive" | "DeleteArchive" | "DescribeArchive" => {
            let name = named("ArchiveName").unwrap_or_default();
            vec![Check::new(archive::row::arn(cx, name))]
        }
        "StartReplay" | "CancelReplay" | "DescribeReplay" => {
            let name = named("ReplayName").unwrap_or_default();
            vec![Check::new(cx.arn("events", &format!("replay/{name}")))]
        }
        "PutPermission" | "RemovePermission" => vec![of_bus(cx, named("EventBusName"))?],
        "ListRules" | "ListRuleNamesByTarget" => {
            let place = Place::of(cx, named("EventBusName"));
            vec![Check::new(place.rule_arn("*")).owner(place.account)]
        }
        "PutTargets" | "RemoveTargets" | "ListTargetsByRule" => {
            vec![of_rule(cx, named("EventBusName"), named("Rule"))?]
        }
        _ => vec![of_rule(cx, named("EventBusName"), named("Name"))?],
    };
    if let Some(check) = checks.first_mut() {
        *check = with_keys(check.clone(), operation, input);
    }
    checks.extend(roles(operation, input));
    Ok(checks)
}

/// What an emitting service says it may say.
fn put_events(cx: &mut Cx, input: &Value) -> Result<Vec<Check>, AwsError> {
    if cx.call.aside(EMITTED).is_some() {
        return Ok(Vec::new());
    }
    let entries = input
        .get("Entries")
        .and_then(Value::as_list)
        .unwrap_or_default();
    let mut checks = Vec::new();
    for entry in entries {
        let place = Place::of(cx, entry.str("EventBusName"));
        let policy = bus::find(cx, &place)?.and_then(|bus| bus.policy);
        let forwarded = cx.call.aside(delivery::FORWARDED);
        let said = |member: &str, name: &str| {
            let beside = forwarded.and_then(|event| event[name].as_str());
            entry.str(member).or(beside).unwrap_or_default().to_owned()
        };
        checks.push(
            Check::new(place.arn())
                .owner(place.account)
                .policy(policy)
                .key("events:source", said("Source", "source"))
                .key("events:detail-type", said("DetailType", "detail_type"))
                .key("events:eventBusInvocation", forwarded.is_some().to_string()),
        );
    }
    Ok(checks)
}

fn of_bus(cx: &mut Cx, name: Option<&str>) -> Result<Check, AwsError> {
    let place = Place::of(cx, name);
    let arn = place.arn();
    let tags = tag::tags_of(cx, &arn)?;
    Ok(with_tags(Check::new(arn).owner(place.account), &tags))
}

fn of_rule(cx: &mut Cx, bus: Option<&str>, name: Option<&str>) -> Result<Check, AwsError> {
    let place = Place::of(cx, bus);
    let arn = place.rule_arn(name.unwrap_or_default());
    let tags = tag::tags_of(cx, &arn)?;
    Ok(with_tags(Check::new(arn).owner(place.account), &tags))
}

fn tagged(cx: &mut Cx, arn: &str) -> Result<Check, AwsError> {
    let tags = tag::tags_of(cx, arn)?;
    Ok(with_tags(Check::new(arn), &tags))
}

fn with_tags(check: Check, tags: &[(String, String)]) -> Check {
    check.resource_tags(
        tags.iter()
            .map(|(key, value)| (key.as_str(), value.as_str())),
    )
}

/// Tags that the call brings, and the targets that it names.
fn with_keys(mut check: Check, operation: &str, input: &Value) -> Check {
    if operation == "PutTargets" {
        let targets = input
            .get("Targets")
            .and_then(Value::as_list)
            .unwrap_or_default();
        let arns = targets.iter().filter_map(|target| target.str("Arn"));
        check = check.keys("events:TargetArn", arns.map(str::to_owned).collect());
    }
    check.tags_of(input)
}

/// Who passes a role must be allowed to.
fn roles(operation: &str, input: &Value) -> Vec<Check> {
    let mut roles = Vec::new();
    match operation {
        "PutRule" => roles.extend(input.str("RoleArn")),
        "PutTargets" => {
            let targets = input
                .get("Targets")
                .and_then(Value::as_list)
                .unwrap_or_default();
            roles.extend(targets.iter().filter_map(|target| target.str("RoleArn")));
        }
        _ => {}
    }
    roles.sort_unstable();
    roles.dedup();
    let pass = |role| Check::pass_role(role, delivery::PRINCIPAL);
    roles.into_iter().map(pass).collect()
}
