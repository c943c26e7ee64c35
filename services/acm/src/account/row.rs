//! The row of an account.

use crate::limits;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};

static ACCOUNTS: Table<u8, Account> = Table::new("acm_account");
const ONLY: u8 = 0;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    pub notice_days: i64,
}

impl Stored for Account {
    const VERSION: u32 = 1;
}

pub fn notice_days(cx: &mut Cx) -> Result<i64, AwsError> {
    let found = ACCOUNTS.get(cx.tx, cx.scope(), &ONLY)?;
    Ok(found.map_or(limits::NOTICE_DAYS, |account| account.notice_days))
}

pub fn save(cx: &mut Cx, account: &Account) -> Result<(), AwsError> {
    Ok(ACCOUNTS.put(cx.tx, cx.scope(), &ONLY, account)?)
}
