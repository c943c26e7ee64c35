//! Delivery policies of HTTP endpoints: how often and when a delivery is tried again.

use crate::subscription::Subscription;
use crate::topic::Topic;
use serde_json::{Map, Value as Json, json};

/// All attempts of a delivery lie within an hour.
const LONGEST: i64 = 3_600;
const MOST_RETRIES: i64 = 100;
const CONTENT_TYPE: &str = "text/plain; charset=UTF-8";
const FUNCTIONS: &[&str] = &["linear", "arithmetic", "geometric", "exponential"];

/// Content types that may be asked for, whatever character set follows.
const CONTENT_TYPES: &[&str] = &[
    "text/css",
    "text/csv",
    "text/html",
    "text/plain",
    "text/xml",
    "application/atom+xml",
    "application/json",
    "application/octet-stream",
    "application/soap+xml",
    "application/x-www-form-urlencoded",
    "application/xhtml+xml",
    "application/xml",
];

/// What is in force for a subscription.
pub struct Effective {
    /// Seconds before each further attempt.
    pub pauses: Vec<u32>,
    pub per_second: Option<u32>,
    pub content_type: String,
}

fn usual() -> Json {
    json!({
        "minDelayTarget": 20,
        "maxDelayTarget": 20,
        "numRetries": 3,
        "numMaxDelayRetries": 0,
        "numNoDelayRetries": 0,
        "numMinDelayRetries": 0,
        "backoffFunction": "linear",
    })
}

/// Checks a topic's policy: what is wrong with it.
pub fn of_topic(text: &str) -> Result<(), String> {
    let fields = object(text)?;
    only(&fields, "", &["http"])?;
    let Some(http) = fields.get("http") else {
        return Ok(());
    };
    let http = http.as_object().ok_or("http must be a JSON object.")?;
    let known = [
        "defaultHealthyRetryPolicy",
        "defaultSicklyRetryPolicy",
        "defaultThrottlePolicy",
        "defaultRequestPolicy",
        "disableSubscriptionOverrides",
    ];
    only(http, "http.", &known)?;
    retries(
        http.get("defaultHealthyRetryPolicy"),
        "http.defaultHealthyRetryPolicy",
    )?;
    retries(
        http.get("defaultSicklyRetryPolicy"),
        "http.defaultSicklyRetryPolicy",
    )?;
    throttle(
        http.get("defaultThrottlePolicy"),
        "http.defaultThrottlePolicy",
    )?;
    request(
        http.get("defaultRequestPolicy"),
        "http.defaultRequestPolicy",
    )?;
    match http.get("disableSubscriptionOverrides") {
        None | Some(Json::Bool(_)) => Ok(()),
        Some(_) => Err("http.disableSubscriptionOverrides must be a boolean".to_owned()),
    }
}

/// Checks a subscription's policy.
pub fn of_subscription(text: &str) -> Result<(), String> {
    let fields = object(text)?;
    let known = [
        "healthyRetryPolicy",
        "sicklyRetryPolicy",
        "throttlePolicy",
        "requestPolicy",
        "guaranteed",
    ];
    only(&fields, "", &known)?;
    retries(fields.get("healthyRetryPolicy"), "healthyRetryPolicy")?;
    retries(fields.get("sicklyRetryPolicy"), "sicklyRetryPolicy")?;
    throttle(fields.get("throttlePolicy"), "throttlePolicy")?;
    request(fields.get("requestPolicy"), "requestPolicy")
}

fn object(text: &str) -> Result<Map<String, Json>, String> {
    match serde_json::from_str::<Json>(text) {
        Ok(Json::Object(fields)) => Ok(fields),
        _ => Err("failed to parse JSON.".to_owned()),
    }
}

fn only(fields: &Map<String, Json>, path: &str, known: &[&str]) -> Result<(), String> {
    match fields.keys().find(|name| !known.contains(&name.as_str())) {
        Some(other) => Err(format!("Unexpected JSON member: {path}{other}")),
        None => Ok(()),
    }
}

fn retries(policy: Option<&Json>, path: &str) -> Result<(), String> {
    let Some(policy) = policy.filter(|policy| !policy.is_null()) else {
        return Ok(());
    };
    let fields = policy
        .as_object()
        .ok_or(format!("{path} must be a JSON object"))?;
    let names = [
        "numRetries",
        "numNoDelayRetries",
        "minDelayTarget",
        "numMinDelayRetries",
        "maxDelayTarget",
        "numMaxDelayRetries",
        "backoffFunction",
    ];
    only(fields, &format!("{path}."), &names)?;
    let number = |name: &str| match fields.get(name) {
        None => Ok(usual()[name].as_i64().unwrap_or_default()),
        Some(value) => {
            let whole = value.as_i64().filter(|number| *number >= 0);
            whole.ok_or(format!("{path}.{name} must be a non-negative integer"))
        }
    };
    for name in ["numRetries", "minDelayTarget", "maxDelayTarget"] {
        if !fields.contains_key(name) {
            return Err(format!("{path}.{name} must be specified"));
        }
    }
    let (least, longest) = (number("minDelayTarget")?, number("maxDelayTarget")?);
    let all = number("numRetries")?;
    let parts = number("numNoDelayRetries")?
        + number("numMinDelayRetries")?
        + number("numMaxDelayRetries")?;
    if !(1..=LONGEST).contains(&least) {
        return Err(format!(
            "{path}.minDelayTarget must be between 1 and {LONGEST}"
        ));
    }
    if !(least..=LONGEST).contains(&longest) {
        return Err(format!(
            "{path}.maxDelayTarget must be between minDelayTarget and {LONGEST}"
        ));
    }
    if all > MOST_RETRIES {
        return Err(format!(
            "{path}.numRetries must be less than or equal to {MOST_RETRIES}"
        ));
    }
    if parts > all {
        return Err(format!(
            "{path}.numRetries must be greater than or equal to total of numMinDelayRetries, \
             numNoDelayRetries and numMaxDelayRetries"
        ));
    }
    match fields.get("backoffFunction") {
        Some(name) if !name.as_str().is_some_and(|name| FUNCTIONS.contains(&name)) => {
            return Err(format!(
                "{path}.backoffFunction must be one of linear, arithmetic, geometric, exponential"
            ));
        }
        _ => {}
    }
    let total: i64 = pauses(policy).into_iter().map(i64::from).sum();
    match total > LONGEST {
        true => Err(format!(
            "{path}: total retry time must not exceed {LONGEST} seconds"
        )),
        false => Ok(()),
    }
}

fn throttle(policy: Option<&Json>, path: &str) -> Result<(), String> {
    let Some(policy) = policy.filter(|policy| !policy.is_null()) else {
        return Ok(());
    };
    let fields = policy
        .as_object()
        .ok_or(format!("{path} must be a JSON object"))?;
    only(fields, &format!("{path}."), &["maxReceivesPerSecond"])?;
    match fields.get("maxReceivesPerSecond") {
        None | Some(Json::Null) => Ok(()),
        Some(rate)
            if rate
                .as_u64()
                .is_some_and(|rate| (1..=100_000).contains(&rate)) =>
        {
            Ok(())
        }
        Some(_) => Err(format!(
            "{path}.maxReceivesPerSecond must be greater than or equal to 1"
        )),
    }
}

fn request(policy: Option<&Json>, path: &str) -> Result<(), String> {
    let Some(policy) = policy.filter(|policy| !policy.is_null()) else {
        return Ok(());
    };
    let fields = policy
        .as_object()
        .ok_or(format!("{path} must be a JSON object"))?;
    only(fields, &format!("{path}."), &["headerContentType"])?;
    match fields.get("headerContentType").and_then(Json::as_str) {
        None => Ok(()),
        Some(given) => {
            let plain = given.split(';').next().unwrap_or_default().trim();
            match CONTENT_TYPES.contains(&plain) && !given.contains(['\n', '\r']) {
                true => Ok(()),
                false => Err(format!(
                    "{path}.headerContentType is not supported: {given}"
                )),
            }
        }
    }
}

/// What a topic's endpoints go by, as it is shown.
pub fn effective_of_topic(topic: &Topic) -> String {
    let http = given_by_topic(topic);
    let mut shown = json!({
        "defaultHealthyRetryPolicy": filled(&http["defaultHealthyRetryPolicy"]),
        "disableSubscriptionOverrides": http["disableSubscriptionOverrides"].as_bool().unwrap_or(false),
    });
    if !http["defaultThrottlePolicy"].is_null() {
        shown["defaultThrottlePolicy"] = http["defaultThrottlePolicy"].clone();
    }
    let kind = http["defaultRequestPolicy"]["headerContentType"].as_str();
    shown["defaultRequestPolicy"] = json!({ "headerContentType": kind.unwrap_or(CONTENT_TYPE) });
    json!({ "http": shown }).to_string()
}

fn given_by_topic(topic: &Topic) -> Json {
    let text = topic.delivery_policy.as_deref().unwrap_or("{}");
    let parsed: Json = serde_json::from_str(text).unwrap_or_default();
    parsed["http"].clone()
}

fn filled(policy: &Json) -> Json {
    let mut all = usual();
    for (name, value) in policy.as_object().into_iter().flatten() {
        all[name] = value.clone();
    }
    all
}

/// The parts in force: the subscription's own where the topic lets it have some.
fn parts(topic: &Topic, subscription: &Subscription) -> (Json, Json, Json) {
    let http = given_by_topic(topic);
    let text = subscription.settings.delivery_policy.as_deref();
    let shut = http["disableSubscriptionOverrides"].as_bool() == Some(true);
    let own: Json = text
        .filter(|_| !shut)
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let pick = |own: &Json, usual: &Json| {
        if own.is_null() {
            usual.clone()
        } else {
            own.clone()
        }
    };
    (
        filled(&pick(
            &own["healthyRetryPolicy"],
            &http["defaultHealthyRetryPolicy"],
        )),
        pick(&own["throttlePolicy"], &http["defaultThrottlePolicy"]),
        pick(&own["requestPolicy"], &http["defaultRequestPolicy"]),
    )
}

/// The same of one subscription.
pub fn effective(topic: &Topic, subscription: &Subscription) -> String {
    let (retries, throttle, request) = parts(topic, subscription);
    let kind = request["headerContentType"]
        .as_str()
        .unwrap_or(CONTENT_TYPE);
    json!({
        "healthyRetryPolicy": retries,
        "sicklyRetryPolicy": null,
        "throttlePolicy": throttle,
        "requestPolicy": { "headerContentType": kind },
        "guaranteed": false,
    })
    .to_string()
}

pub fn read(topic: &Topic, subscription: &Subscription) -> Effective {
    let (retries, throttle, request) = parts(topic, subscription);
    let rate = throttle["maxReceivesPerSecond"].as_u64();
    let kind = request["headerContentType"]
        .as_str()
        .unwrap_or(CONTENT_TYPE);
    Effective {
        pauses: pauses(&retries),
        per_second: rate.and_then(|rate| u32::try_from(rate).ok()),
        content_type: kind.to_owned(),
    }
}

/// At once, then the shortest pause, then ever longer ones, then the longest.
fn pauses(policy: &Json) -> Vec<u32> {
    let policy = filled(policy);
    let number = |name: &str| policy[name].as_i64().unwrap_or_default().clamp(0, LONGEST) as u32;
    let (least, longest) = (number("minDelayTarget"), number("maxDelayTarget"));
    let count = |name: &str| number(name).min(MOST_RETRIES as u32);
    let (none, short, long) = (
        count("numNoDelayRetries"),
        count("numMinDelayRetries"),
        count("numMaxDelayRetries"),
    );
    let growing = count("numRetries").saturating_sub(none + short + long);
    let function = policy["backoffFunction"].as_str().unwrap_or("linear");
    let mut pauses = vec![0; none as usize];
    pauses.extend(vec![least; short as usize]);
    pauses.extend((0..growing).map(|step| grown(function, least, longest, step, growing)));
    pauses.extend(vec![longest; long as usize]);
    pauses
}

/// The pause at a step of the way from the shortest to the longest.
fn grown(function: &str, least: u32, longest: u32, step: u32, steps: u32) -> u32 {
    if steps < 2 {
        return least;
    }
    let (low, high) = (f64::from(least), f64::from(longest));
    let (at, last) = (f64::from(step), f64::from(steps - 1));
    let part = match function {
        "arithmetic" => at * (at + 1.0) / (last * (last + 1.0)),
        "geometric" => {
            return (low.max(1.0) * (high / low.max(1.0)).powf(at / last)).round() as u32;
        }
        "exponential" => (at.exp2() - 1.0) / (last.exp2() - 1.0),
        _ => at / last,
    };
    (low + (high - low) * part).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(function: &str) -> Vec<u32> {
        pauses(&json!({
            "minDelayTarget": 1,
            "maxDelayTarget": 60,
            "numRetries": 50,
            "numNoDelayRetries": 3,
            "numMinDelayRetries": 2,
            "numMaxDelayRetries": 35,
            "backoffFunction": function,
        }))
    }

    #[test]
    fn the_phases_come_one_after_another() {
        for function in FUNCTIONS {
            let pauses = of(function);
            assert_eq!(pauses.len(), 50, "{function}");
            assert_eq!(pauses[..5], [0, 0, 0, 1, 1], "{function}");
            assert_eq!((pauses[5], pauses[14]), (1, 60), "{function}");
            assert!(pauses[5..15].is_sorted(), "{function}");
            assert_eq!(pauses[15..], [60; 35], "{function}");
        }
        // Each rises later than the one before.
        let middle = |function| of(function)[10];
        assert!(middle("linear") > middle("arithmetic"));
        assert!(middle("arithmetic") > middle("geometric"));
        assert!(middle("arithmetic") > middle("exponential"));
    }

    #[test]
    fn the_usual_policy_tries_three_times_more() {
        assert_eq!(pauses(&Json::Null), [20, 20, 20]);
    }

    #[test]
    fn what_takes_longer_than_an_hour_is_refused() {
        let text = |retries: u32| {
            json!({ "healthyRetryPolicy": {
                "minDelayTarget": 60, "maxDelayTarget": 60, "numRetries": retries,
            }})
            .to_string()
        };
        assert_eq!(of_subscription(&text(60)), Ok(()));
        let reason = of_subscription(&text(61)).expect_err("too long");
        assert!(reason.contains("3600"), "{reason}");
    }
}
