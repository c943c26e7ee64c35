//! Delivery: calls of the outbox, as the role of the schedule.

mod failed;

pub use failed::{GIVEN_UP, LOST, UNDELIVERED, UNHEARD, given_up, lost, undelivered};

use crate::limits;
use crate::measure;
use crate::place;
use crate::schedule::Schedule;
use crate::target;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_runtime::outbox::{Outgoing, Terms};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

pub const PRINCIPAL: &str = "scheduler.amazonaws.com";

/// What is needed of a delivery once it has failed.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Memo {
    dead_letter: String,
    schedule_arn: String,
    target_arn: String,
    role: String,
    region: String,
    due: String,
    execution: String,
    input: Json,
    retries: i64,
}

pub fn send(cx: &mut Cx, schedule: &Schedule, due: Timestamp) -> Result<(), AwsError> {
    let arn = place::schedule_arn(cx, &schedule.group, &schedule.name);
    let execution = ids::hex_id(cx.random(), 16);
    let due = due.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let target = &schedule.target;
    let text = match &target.input {
        Some(input) => filled(
            input,
            &[
                ("<aws.scheduler.schedule-arn>", &arn),
                ("<aws.scheduler.scheduled-time>", &due),
                ("<aws.scheduler.execution-id>", &execution),
                ("<aws.scheduler.attempt-number>", "1"),
            ],
        ),
        None if target.arn.contains(":aws-sdk:") => "{}".to_owned(),
        None => untold(cx, &arn, &due),
    };
    let Some(made) = target::call(target, &text) else {
        return Err(AwsError::internal(format_args!(
            "{} cannot be called",
            target.arn
        )));
    };
    let memo = target.dead_letter.clone().map(|dead_letter| Memo {
        dead_letter,
        schedule_arn: arn,
        target_arn: target.arn.clone(),
        role: target.role.clone(),
        region: cx.region().to_owned(),
        due,
        execution,
        input: made.input.clone(),
        retries: target.retries,
    });
    measure::count(cx, cx.region(), &schedule.group, &measure::INVOCATIONS, 1);
    let until = cx
        .now()
        .checked_add(SignedDuration::from_secs(target.age))
        .ok();
    cx.send(&Outgoing {
        principal: PRINCIPAL.to_owned(),
        source_arn: place::group_arn(cx, &schedule.group),
        source_account: cx.account().to_owned(),
        as_root: false,
        as_role: Some(target.role.clone()),
        partition: cx.partition().to_owned(),
        account: cx.account().to_owned(),
        region: made.region.unwrap_or_else(|| cx.region().to_owned()),
        service: made.service,
        operation: made.operation,
        input: made.input,
        attempts: 0,
        give_up_after: u32::try_from(target.retries).unwrap_or(0) + 1,
        on_refusal: Some(match memo {
            Some(_) => format!("scheduler/{UNDELIVERED}"),
            None => format!("scheduler/{GIVEN_UP}"),
        }),
        terms: Terms {
            memo: memo.map(|memo| json!(memo)),
            until,
            only_transient: true,
            longest_pause: Some(limits::LONGEST_PAUSE_SECONDS),
            ..Terms::default()
        },
    })
}

fn filled(text: &str, keywords: &[(&str, &str)]) -> String {
    let text = text.to_owned();
    keywords
        .iter()
        .fold(text, |text, (keyword, value)| text.replace(keyword, value))
}

/// What a target is told when nobody said what.
fn untold(cx: &Cx, arn: &str, due: &str) -> String {
    json!({
        "version": "0",
        "id": ids::uuid(cx.random()),
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": cx.account(),
        "time": due,
        "region": cx.region(),
        "resources": [arn],
        "detail": "{}",
    })
    .to_string()
}
