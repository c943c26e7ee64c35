//! Second factors: a device's serial number and the code it shows.

use crate::errors;
use haneul_pipeline::{AwsError, Cx, SecondFactor, SecondFactorVerdict};

/// Whether the caller shows a second factor; a wrong one is refused. With `spend` the code is used
/// up, so whoever only wants to know leaves it good for the work itself.
pub fn shown(
    cx: &mut Cx,
    serial: Option<&str>,
    code: Option<&str>,
    spend: bool,
) -> Result<bool, AwsError> {
    let (serial, code) = match (serial, code) {
        (None, None) => return Ok(false),
        (Some(serial), Some(code)) => (serial, code),
        _ => return Err(errors::half_a_factor()),
    };
    let shown = SecondFactor {
        serial,
        code,
        spend,
    };
    let (cloud, now) = (cx.cloud, cx.now());
    let principal = &cx.caller().principal;
    let partition = cx.partition();
    let verdict = cloud
        .identity
        .second_factor(cx.tx, partition, principal, &shown, now)?;
    match verdict {
        SecondFactorVerdict::Good => Ok(true),
        SecondFactorVerdict::WrongCode => Err(errors::wrong_code()),
        SecondFactorVerdict::NotTheirs => Err(errors::not_their_device()),
    }
}
