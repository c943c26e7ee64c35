//! Imported material is forgotten when its time is over.

use super::import_key_material::forget;
use crate::due;
use crate::key::{self, Found};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use jiff::Timestamp;

pub const EXPIRE: &str = "expire";

pub fn set(cx: &mut Cx, found: &Found, id: &str, at: Timestamp) -> Result<(), AwsError> {
    due::set(cx, found, at, EXPIRE, id)
}

/// Unless it was imported again for longer.
pub fn expire(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let Some(found) = due::key(cx, timer)? else {
        return Ok(());
    };
    let id = due::more(timer).to_owned();
    let material = key::material(cx, &found, &id)?;
    match material.and_then(|material| material.expires) {
        Some(at) if due::is(at, cx) => forget(cx, &found, &id),
        _ => Ok(()),
    }
}
