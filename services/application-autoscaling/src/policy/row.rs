//! The row of a scaling policy.

use crate::place::Place;
use haneul_pipeline::{AwsError, Cx, Scaled};
use haneul_store::{Scope, Span, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By resource, dimension and name.
pub static POLICIES: Table<(String, String, String), Policy> = Table::new("appscaling_policy");

/// Of a target; there is one metric it can follow.
pub const MOST: usize = 50;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    pub place: Place,
    pub name: String,
    /// In its ARN.
    pub id: String,
    pub created: Timestamp,
    pub tracking: Tracking,
}

/// How use is followed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tracking {
    /// Percent of the capacity that should be used.
    pub target: f64,
    /// Seconds.
    pub out_cooldown: Option<i64>,
    pub in_cooldown: Option<i64>,
    /// As it was said, if it was.
    pub never_in: Option<bool>,
}

impl Stored for Policy {
    const VERSION: u32 = 1;
}

impl Policy {
    pub fn key(&self) -> (&str, &str, &str) {
        (&self.place.resource, &self.place.dimension, &self.name)
    }
}

pub fn of_place(
    tx: &mut Tx,
    scope: Scope<'_>,
    place: (&str, &str),
) -> Result<Vec<Policy>, AwsError> {
    let rows = POLICIES.scan(tx, scope, Span::prefix(&place), MOST, false)?;
    Ok(rows.into_iter().map(|(_, policy)| policy).collect())
}

/// Whether a policy follows the use of something.
pub fn scales(tx: &mut Tx, scope: Scope<'_>, scaled: Scaled<'_>) -> Result<bool, AwsError> {
    let place = (scaled.resource, scaled.dimension);
    Ok(scaled.service == crate::place::DYNAMODB && !of_place(tx, scope, place)?.is_empty())
}

pub fn remove_all(cx: &mut Cx, place: &Place) -> Result<(), AwsError> {
    let scope = cx.scope();
    for policy in of_place(cx.tx, scope, place.key())? {
        POLICIES.delete(cx.tx, scope, &policy.key())?;
    }
    Ok(())
}
