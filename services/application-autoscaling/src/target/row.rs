//! The row of a scalable target.

use crate::errors;
use crate::place::Place;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By resource and dimension.
pub static TARGETS: Table<(String, String), Target> = Table::new("appscaling_target");

/// Resource and dimension by the last part of the ARN.
static IDS: Table<String, Id> = Table::new("appscaling_target_id");

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Id {
    place: Place,
}

impl Stored for Id {
    const VERSION: u32 = 1;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Target {
    pub place: Place,
    /// The last part of its ARN.
    pub id: String,
    pub min: i64,
    pub max: i64,
    pub suspended: Suspended,
    pub tags: Vec<(String, String)>,
    pub created: Timestamp,
    /// The activity that is under way.
    pub busy: Option<String>,
    /// When policies have scaled it out and in last.
    pub last_out: Option<Timestamp>,
    pub last_in: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Suspended {
    pub scaling_in: bool,
    pub scaling_out: bool,
    pub scheduled: bool,
}

impl Stored for Target {
    const VERSION: u32 = 1;
}

pub fn find(cx: &mut Cx, place: &Place) -> Result<Option<Target>, AwsError> {
    Ok(TARGETS.get(cx.tx, cx.scope(), &place.key())?)
}

pub fn open(cx: &mut Cx, place: &Place) -> Result<Target, AwsError> {
    find(cx, place)?.ok_or_else(|| errors::no_target(place))
}

pub fn by_arn(cx: &mut Cx, arn: &str) -> Result<Option<Target>, AwsError> {
    let id = arn.rsplit('/').next().unwrap_or_default();
    if crate::place::target_arn(cx, id) != arn {
        return Ok(None);
    }
    match IDS.get(cx.tx, cx.scope(), id)? {
        Some(known) => find(cx, &known.place),
        None => Ok(None),
    }
}

pub fn save(cx: &mut Cx, target: &Target) -> Result<(), AwsError> {
    let (scope, place) = (cx.scope(), target.place.clone());
    IDS.put(cx.tx, scope, &*target.id, &Id { place })?;
    Ok(TARGETS.put(cx.tx, scope, &target.place.key(), target)?)
}

pub fn remove(cx: &mut Cx, target: &Target) -> Result<(), AwsError> {
    let scope = cx.scope();
    IDS.delete(cx.tx, scope, &*target.id)?;
    TARGETS.delete(cx.tx, scope, &target.place.key())?;
    Ok(())
}
