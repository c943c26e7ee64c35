//! What an alarm does when it becomes another one: each action is a call of the outbox.

use super::history::{self, Entry, HISTORY};
use super::row::{self, Alarm, State, arn};
use super::{event, notice};
use crate::errors;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::{Arn, AwsError, Cx};
use haneul_runtime::outbox::{Outgoing, Terms};
use haneul_runtime::timer::Timer;
use serde_json::{Value as Json, json};

pub const REFUSED: &str = "action refused";

/// The service as whom topics are published to, and functions called.
const PRINCIPAL: &str = "cloudwatch.amazonaws.com";
const TO_LAMBDA: &str = "lambda.alarms.cloudwatch.amazonaws.com";

const ATTEMPTS: u32 = 12;

enum Target {
    Topic,
    Function(String),
}

/// What an action's ARN names; what there is none of here is refused by name.
fn target(cx: &Cx, text: &str) -> Result<Target, AwsError> {
    let bad = || errors::validation(format!("Invalid arn syntax: {text}"));
    let arn = Arn::read(text).ok_or_else(bad)?;
    if arn.partition != cx.partition() {
        return Err(bad());
    }
    if !arn.region.is_empty() && arn.region != cx.region() {
        return Err(errors::validation(format!(
            "Invalid region {} specified. Only {} is supported.",
            arn.region,
            cx.region()
        )));
    }
    match arn.service {
        "sns" if !arn.resource.is_empty() && !arn.resource.contains(':') => Ok(Target::Topic),
        "lambda" if arn.resource.starts_with("function:") => {
            match cx.cloud.has("lambda", "Invoke") {
                true => Ok(Target::Function(text.to_owned())),
                false => Err(AwsError::not_implemented("alarm actions of Lambda")),
            }
        }
        "automate" | "swf" | "ec2" => Err(AwsError::not_implemented("alarm actions of EC2")),
        "autoscaling" => Err(AwsError::not_implemented("alarm actions of Auto Scaling")),
        "ssm" | "ssm-incidents" => Err(AwsError::not_implemented(
            "alarm actions of Systems Manager",
        )),
        "aiops" => Err(AwsError::not_implemented("alarm actions of investigations")),
        _ => Err(bad()),
    }
}

pub fn check(cx: &Cx, lists: [&[String]; 3]) -> Result<(), AwsError> {
    for arn in lists.into_iter().flatten() {
        target(cx, arn)?;
    }
    Ok(())
}

/// Does what the alarm does in the state that it is in now.
pub fn perform(cx: &mut Cx, alarm: &Alarm, before: &State) -> Result<(), AwsError> {
    if !alarm.actions_enabled {
        return Ok(());
    }
    for action in alarm.actions(alarm.state.value) {
        let summary = format!("Successfully executed action {action}");
        let data = history::acted(cx, alarm.state.value.name(), action, None);
        let place = history::add(cx, alarm, &Entry::new("Action", summary, data))?;
        let Ok(target) = target(cx, action) else {
            continue;
        };
        let memo = json!({"alarm": alarm.name, "at": place.0, "chance": place.1.to_string(), "action": action});
        let call = match target {
            Target::Topic => {
                let (subject, message) = notice::of(cx, alarm, before)?;
                let input = json!({"TopicArn": action, "Subject": subject, "Message": message});
                outgoing(cx, alarm, PRINCIPAL, ("sns", "Publish"), input, memo)
            }
            Target::Function(function) => {
                let payload = event::for_function(cx, alarm, before).to_string();
                let input = json!({
                    "FunctionName": function,
                    "InvocationType": "Event",
                    "Payload": BASE64_STANDARD.encode(payload),
                });
                outgoing(cx, alarm, TO_LAMBDA, ("lambda", "Invoke"), input, memo)
            }
        };
        cx.send(&call)?;
    }
    Ok(())
}

fn outgoing(
    cx: &Cx,
    alarm: &Alarm,
    principal: &str,
    (service, operation): (&str, &str),
    input: Json,
    memo: Json,
) -> Outgoing {
    Outgoing {
        principal: principal.to_owned(),
        source_arn: arn(cx, &alarm.name),
        source_account: cx.account().to_owned(),
        as_root: false,
        as_role: None,
        partition: cx.partition().to_owned(),
        account: cx.account().to_owned(),
        region: cx.region().to_owned(),
        service: service.to_owned(),
        operation: operation.to_owned(),
        input,
        attempts: 0,
        give_up_after: ATTEMPTS,
        on_refusal: Some(format!("cloudwatch/{REFUSED}")),
        terms: Terms {
            only_transient: true,
            memo: Some(memo),
            ..Terms::default()
        },
    }
}

/// An action that was refused for good: its place in the history says so.
pub fn refused(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let memo = &timer.payload["memo"];
    let name = memo["alarm"].as_str().unwrap_or_default();
    let chance = memo["chance"]
        .as_str()
        .and_then(|chance| chance.parse().ok());
    let place = memo["at"].as_i64().zip(chance);
    let Some((at, chance)) = place else {
        return Ok(());
    };
    let scope = cx.scope();
    let Some(mut item) = HISTORY.get(cx.tx, scope, &(name, at, chance))? else {
        return Ok(());
    };
    let action = memo["action"].as_str().unwrap_or_default();
    let why = timer.payload["errorMessage"]
        .as_str()
        .unwrap_or("The action was refused.");
    item.summary = format!("Failed to execute action {action}. Received error: \"{why}\"");
    let state = row::find(cx, name)?.map_or("", |alarm| alarm.state.value.name());
    item.data = history::acted(cx, state, action, Some(why)).to_string();
    history::put(cx, (at, chance), &item)
}
