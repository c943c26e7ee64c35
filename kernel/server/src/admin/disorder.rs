//! Disorder on purpose: shown, switched on and off.

use haneul_pipeline::disorder::{self, Disorder};
use haneul_pipeline::{AwsError, Cloud};
use serde_json::{Value as Json, json};

pub(super) fn show(cloud: &Cloud) -> Result<Json, AwsError> {
    let now = disorder::now(cloud)?;
    Ok(json!({ "rate": now.rate(), "seed": now.seed }))
}

pub(super) async fn change(cloud: &Cloud, wanted: Json) -> Result<Json, AwsError> {
    let Some(wanted) = wanted.as_object() else {
        return Err(bad("the body must be an object"));
    };
    if let Some(other) = wanted
        .keys()
        .find(|name| *name != "rate" && *name != "seed")
    {
        return Err(bad(&format!("there is no member {other}")));
    }
    let rate = wanted.get("rate").and_then(Json::as_f64);
    let seed = match wanted.get("seed") {
        None => Some(1),
        Some(seed) => seed.as_u64(),
    };
    let seed = seed.ok_or_else(|| bad("seed is a whole number"))?;
    let new = rate.and_then(|rate| Disorder::new(rate, seed));
    disorder::set(
        cloud,
        new.ok_or_else(|| bad("rate is a number from 0 to 1"))?,
    )
    .await?;
    show(cloud)
}

fn bad(why: &str) -> AwsError {
    AwsError::new(
        "BadRequest",
        format!("The disorder was not changed: {why}."),
    )
}
