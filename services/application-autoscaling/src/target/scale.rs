//! Changing the capacity of a target, by an activity.

use super::row::Target;
use crate::activity;
use haneul_pipeline::{AwsError, Cx};

/// Brings the capacity between the bounds, if it is not.
pub fn fit(cx: &mut Cx, target: &mut Target, cause: Option<&str>) -> Result<(), AwsError> {
    let scope = cx.scope();
    let usage = cx.cloud.usage(cx.tx, scope, target.place.scaled())?;
    let capacity = usage.map_or(0, |usage| usage.capacity);
    let (wanted, bound) = match capacity {
        // On demand there is nothing to scale.
        0 => return Ok(()),
        small if small < target.min => (target.min, "minimum"),
        large if large > target.max => (target.max, "maximum"),
        _ => return Ok(()),
    };
    let own = format!("{bound} capacity was set to {wanted}");
    set(cx, target, wanted, cause.unwrap_or(&own))
}

/// One activity is under way at a time.
pub fn set(cx: &mut Cx, target: &mut Target, wanted: i64, cause: &str) -> Result<(), AwsError> {
    if target.busy.is_some() {
        return Ok(());
    }
    target.busy = Some(activity::begin(cx, &target.place, wanted, cause)?);
    Ok(())
}
