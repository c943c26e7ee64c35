//! What policies say, and when each is due.

use crate::parameter::row::Policy;
use crate::{errors, limits};
use haneul_pipeline::AwsError;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value as Json;

pub const EXPIRATION: &str = "Expiration";
pub const BEFORE: &str = "ExpirationNotification";
pub const UNCHANGED: &str = "NoChangeNotification";

pub fn read(text: &str, now: Timestamp) -> Result<Vec<Policy>, AwsError> {
    let read: Option<Vec<Json>> = serde_json::from_str(text).ok();
    let read = read.ok_or_else(|| errors::policy_attribute("The policies are no JSON array."))?;
    // AWS's way to say that there are none any more.
    let read: Vec<Json> = read.into_iter().filter(|one| !is_empty(one)).collect();
    if read.len() > limits::POLICIES {
        return Err(errors::too_many_policies());
    }
    let expires = expiration(&read, now)?;
    let mut policies = Vec::new();
    for one in read {
        let kind = one["Type"].as_str().unwrap_or_default();
        let due = match (kind, expires) {
            (EXPIRATION, Some(at)) => at,
            (BEFORE, Some(at)) => at
                .checked_sub(span(&one, "Before")?)
                .map_err(|_| errors::policy_attribute("Before is too long."))?,
            (BEFORE, None) => {
                return Err(errors::policies_disagree(
                    "ExpirationNotification can be used only with Expiration.",
                ));
            }
            (UNCHANGED, _) => after(&one, now)?,
            (other, _) => return Err(errors::policy_type(other)),
        };
        policies.push(Policy {
            kind: kind.to_owned(),
            text: one.to_string(),
            due,
            done: false,
        });
    }
    Ok(policies)
}

fn is_empty(one: &Json) -> bool {
    one.as_object().is_some_and(serde_json::Map::is_empty)
}

fn expiration(read: &[Json], now: Timestamp) -> Result<Option<Timestamp>, AwsError> {
    let mut own = read.iter().filter(|one| one["Type"] == EXPIRATION);
    let Some(one) = own.next() else {
        return Ok(None);
    };
    if own.next().is_some() {
        return Err(errors::policies_disagree(
            "There can be one Expiration policy only.",
        ));
    }
    let said = one["Attributes"]["Timestamp"].as_str();
    let at = said.and_then(|said| said.parse::<Timestamp>().ok());
    let at = at.ok_or_else(|| {
        errors::policy_attribute(
            "Timestamp must be a time of ISO 8601, such as 2018-12-02T21:34:33.000Z.",
        )
    })?;
    match at > now {
        true => Ok(Some(at)),
        false => Err(errors::policy_attribute("Timestamp must be in the future.")),
    }
}

fn after(one: &Json, base: Timestamp) -> Result<Timestamp, AwsError> {
    base.checked_add(span(one, "After")?)
        .map_err(|_| errors::policy_attribute("After is too long."))
}

fn span(one: &Json, member: &str) -> Result<SignedDuration, AwsError> {
    let attributes = &one["Attributes"];
    let said = &attributes[member];
    let number = said
        .as_str()
        .and_then(|said| said.parse().ok())
        .or(said.as_i64());
    let hours = match attributes["Unit"].as_str() {
        Some("Days") => Some(24),
        Some("Hours") => Some(1),
        _ => None,
    };
    let whole = number
        .zip(hours)
        .filter(|(number, _)| (1..=100_000).contains(number));
    let (number, hours): (i64, i64) = whole.ok_or_else(|| {
        errors::policy_attribute(&format!(
            "{member} must be a number, and Unit Days or Hours."
        ))
    })?;
    Ok(SignedDuration::from_hours(number * hours))
}

/// With a change the time without one begins again.
pub fn rebase(policies: &mut [Policy], now: Timestamp) {
    for policy in policies
        .iter_mut()
        .filter(|policy| policy.kind == UNCHANGED)
    {
        let read: Json = serde_json::from_str(&policy.text).unwrap_or_default();
        if let Ok(due) = after(&read, now) {
            policy.due = due;
            policy.done = false;
        }
    }
}
