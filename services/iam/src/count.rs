//! How many of each kind an account has: kept beside the rows, so that a quota costs one look.

use crate::errors;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};

static COUNTS: Table<String, Count> = Table::new("iam_count");

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Count {
    number: i64,
}

impl Stored for Count {
    const VERSION: u32 = 1;
}

pub fn of(cx: &mut Cx, kind: &str) -> Result<i64, AwsError> {
    let scope = cx.account_scope();
    let count = COUNTS.get(cx.tx, scope, kind)?;
    Ok(count.unwrap_or_default().number)
}

/// One more, if the quota allows it.
pub fn add(cx: &mut Cx, kind: &str, quota: &str, limit: i64) -> Result<(), AwsError> {
    let number = of(cx, kind)?;
    if number >= limit {
        return Err(errors::quota(quota, limit));
    }
    set(cx, kind, number + 1)
}

pub fn remove(cx: &mut Cx, kind: &str) -> Result<(), AwsError> {
    let number = of(cx, kind)?;
    set(cx, kind, number - 1)
}

fn set(cx: &mut Cx, kind: &str, number: i64) -> Result<(), AwsError> {
    let scope = cx.account_scope();
    Ok(COUNTS.put(cx.tx, scope, kind, &Count { number })?)
}
