//! Takes codes of second factors, for whoever makes sessions.

use super::row::{self, DEVICES};
use haneul_pipeline::{AwsError, SecondFactor, SecondFactorVerdict};
use haneul_policy::{Principal, PrincipalKind};
use haneul_store::{Scope, Tx};
use jiff::Timestamp;

pub fn judge(
    tx: &mut Tx,
    partition: &str,
    principal: &Principal,
    shown: &SecondFactor,
    now: Timestamp,
) -> Result<SecondFactorVerdict, AwsError> {
    let holder = match principal.kind {
        PrincipalKind::User => &principal.user_id,
        PrincipalKind::Root => &principal.account,
        _ => return Ok(SecondFactorVerdict::NotTheirs),
    };
    let found = row::look_in(tx, partition, &principal.account, shown.serial)?;
    let Some(mut device) = found.filter(|device| device.holder.as_ref() == Some(holder)) else {
        return Ok(SecondFactorVerdict::NotTheirs);
    };
    let Some(step) = device.accepts(shown.code, now) else {
        return Ok(SecondFactorVerdict::WrongCode);
    };
    if shown.spend {
        device.used = step;
        let scope = Scope::new(partition, &principal.account, "");
        DEVICES.put(tx, scope, &device.key(), &device)?;
    }
    Ok(SecondFactorVerdict::Good)
}
