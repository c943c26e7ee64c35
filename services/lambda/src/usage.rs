//! How much an account has in a Region: counted as it comes and goes.

use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};

static USAGE: Table<(), Usage> = Table::new("lambda_usage");

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    pub functions: i64,
    /// Bytes of packages.
    pub code: i64,
    /// Of its concurrency.
    pub reserved: i64,
}

impl Stored for Usage {
    const VERSION: u32 = 1;
}

pub fn of(cx: &mut Cx) -> Result<Usage, AwsError> {
    Ok(USAGE.get(cx.tx, cx.scope(), &())?.unwrap_or_default())
}

/// Of another account, whose function is called.
pub fn of_account(cx: &mut Cx, account: &str) -> Result<Usage, AwsError> {
    let scope = cx.scope_of(account, cx.region());
    Ok(USAGE.get(cx.tx, scope, &())?.unwrap_or_default())
}

pub fn add(cx: &mut Cx, change: impl FnOnce(&mut Usage)) -> Result<(), AwsError> {
    let mut usage = of(cx)?;
    let before = usage.code;
    change(&mut usage);
    if usage.code > limits::STORED && usage.code > before {
        return Err(errors::code_storage());
    }
    Ok(USAGE.put(cx.tx, cx.scope(), &(), &usage)?)
}
