//! The rule that tells a discoverer of events: put on the bus by calls of the outbox, one after the
//! other.

use super::row::{self, Discoverer};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::outbox::{Outgoing, Terms};
use serde_json::{Value as Json, json};

const TARGET: &str = "discoverer";
const TRIES: u32 = 12;

fn bus(discoverer: &Discoverer) -> &str {
    let (_, name) = discoverer
        .source
        .rsplit_once("event-bus/")
        .unwrap_or_default();
    name
}

fn name(discoverer: &Discoverer) -> String {
    // Names of rules are shorter than those of buses may be.
    let name = format!("Schemas-{}", discoverer.id).replace('/', "-");
    name.chars().take(64).collect()
}

/// As the discoverer is now.
pub fn put(cx: &mut Cx, discoverer: &Discoverer) -> Result<(), AwsError> {
    let (rule, bus) = (name(discoverer), bus(discoverer).to_owned());
    let pattern = match discoverer.cross_account {
        true => json!({"version": ["0"]}),
        false => json!({"version": ["0"], "account": [cx.account()]}),
    };
    let state = if discoverer.started {
        "ENABLED"
    } else {
        "DISABLED"
    };
    let input = json!({
        "Name": rule, "EventBusName": bus, "EventPattern": pattern.to_string(), "State": state,
        "Description": "Tells a schema discoverer of the events of the bus.",
    });
    send(cx, discoverer, "PutRule", input)?;
    let target = json!({"Id": TARGET, "Arn": row::arn(cx, &discoverer.id)});
    let input = json!({"Rule": rule, "EventBusName": bus, "Targets": [target]});
    send(cx, discoverer, "PutTargets", input)
}

pub fn remove(cx: &mut Cx, discoverer: &Discoverer) -> Result<(), AwsError> {
    let (rule, bus) = (name(discoverer), bus(discoverer).to_owned());
    let input = json!({"Rule": rule, "EventBusName": bus, "Ids": [TARGET]});
    send(cx, discoverer, "RemoveTargets", input)?;
    let input = json!({"Name": rule, "EventBusName": bus});
    send(cx, discoverer, "DeleteRule", input)
}

fn send(
    cx: &mut Cx,
    discoverer: &Discoverer,
    operation: &str,
    input: Json,
) -> Result<(), AwsError> {
    let arn = row::arn(cx, &discoverer.id);
    cx.send(&Outgoing {
        principal: "schemas.amazonaws.com".to_owned(),
        source_arn: arn.clone(),
        source_account: cx.account().to_owned(),
        as_root: true,
        as_role: None,
        partition: cx.partition().to_owned(),
        account: cx.account().to_owned(),
        region: cx.region().to_owned(),
        service: "events".to_owned(),
        operation: operation.to_owned(),
        input,
        attempts: 0,
        give_up_after: TRIES,
        on_refusal: None,
        terms: Terms {
            lane: Some(arn),
            only_transient: true,
            ..Terms::default()
        },
    })
}
