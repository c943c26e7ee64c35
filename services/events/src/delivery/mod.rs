//! Delivery: calls of the outbox, written with what causes them.

mod failed;
mod table;

pub use failed::{GIVEN_UP, UNDELIVERED, given_up, undelivered};
pub use table::check;

use crate::event::Event;
use crate::limits;
use crate::measure;
use crate::place::Place;
use crate::rule::Rule;
use crate::target::input::{self, Known};
use crate::target::{Input, Target};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::outbox::{Outgoing, Terms};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

pub const PRINCIPAL: &str = "events.amazonaws.com";

/// The service itself, by its model.
pub const SERVICE: &str = "events";

/// What a bus says beside an event that it sends on to another.
pub const FORWARDED: &str = "forwarded";

/// What is needed of a delivery once it has failed.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Memo {
    #[serde(default)]
    of: Option<Refused>,
    dead_letter: String,
    rule_arn: String,
    target_arn: String,
    region: String,
    event: String,
    retries: i64,
}

/// The rule of a delivery that has failed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Refused {
    pub bus: String,
    pub rule: String,
    pub region: String,
}

/// Tells every target of a rule.
pub fn to_targets(cx: &mut Cx, place: &Place, rule: &Rule, event: &Event) -> Result<(), AwsError> {
    let shown = event.shown();
    measure::count(cx, place, &rule.name, &measure::TRIGGERED);
    for target in &rule.targets {
        measure::count(cx, place, &rule.name, &measure::INVOCATIONS);
        to_target(cx, place, rule, target, event, &shown)?;
    }
    Ok(())
}

fn to_target(
    cx: &mut Cx,
    place: &Place,
    rule: &Rule,
    target: &Target,
    event: &Event,
    shown: &Json,
) -> Result<(), AwsError> {
    let rule_arn = place.rule_arn(&rule.name);
    let refused = Refused {
        bus: place.name.clone(),
        rule: rule.name.clone(),
        region: place.region.clone(),
    };
    let memo = target.dead_letter.clone().map(|dead_letter| Memo {
        of: Some(refused.clone()),
        dead_letter,
        rule_arn: rule_arn.clone(),
        target_arn: target.arn.clone(),
        region: place.region.clone(),
        event: shown.to_string(),
        retries: target.retries.unwrap_or(limits::RETRIES),
    });
    let ingested = cx.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let known = Known {
        rule_arn: &rule_arn,
        rule_name: &rule.name,
        ingested: &ingested,
    };
    let Some(text) = input::make(&target.input, shown, &known) else {
        let why = "The input is no valid JSON.";
        return failed::at_once(cx, place, (memo, &refused), "INVALID_JSON", why);
    };
    let told = table::Told {
        target,
        event,
        shown,
        text,
        own: matches!(target.input, Input::Event),
    };
    let made = match table::call(place, &told) {
        Ok(made) => made,
        Err(table::Failed(code, why)) => {
            return failed::at_once(cx, place, (memo, &refused), code, why);
        }
    };
    let retries = target.retries.unwrap_or(limits::RETRIES);
    let age = SignedDuration::from_secs(target.age.unwrap_or(limits::RETRY_SECONDS));
    let until = cx.now().checked_add(age).ok();
    let account = made.account.unwrap_or_else(|| place.account.clone());
    cx.send(&Outgoing {
        principal: PRINCIPAL.to_owned(),
        source_arn: rule_arn,
        source_account: place.account.clone(),
        as_root: false,
        as_role: target.role.clone(),
        partition: place.partition.clone(),
        account,
        region: made.region,
        service: made.service.to_owned(),
        operation: made.operation.to_owned(),
        input: made.input,
        attempts: 0,
        give_up_after: u32::try_from(retries).unwrap_or(0) + 1,
        on_refusal: Some(match memo {
            Some(_) => format!("events/{UNDELIVERED}"),
            None => format!("events/{GIVEN_UP}"),
        }),
        terms: Terms {
            as_account: made.as_account.filter(|_| target.role.is_none()),
            aside: made.aside.map(|event| json!({FORWARDED: event})),
            memo: Some(memo.map_or_else(|| json!(refused), |memo| json!(memo))),
            until,
            beside_others: true,
            only_transient: true,
            longest_pause: Some(limits::LONGEST_PAUSE_SECONDS),
            ..Terms::default()
        },
    })
}
