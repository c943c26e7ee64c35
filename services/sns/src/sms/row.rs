//! Settings and numbers of an account in a Region.

use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

static SETTINGS: Table<u8, Settings> = Table::new("sns_sms");
const ONLY: u8 = 0;

/// Numbers of the sandbox.
pub static NUMBERS: Table<String, Number> = Table::new("sns_sandbox_number");

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Settings {
    pub attributes: Vec<(String, String)>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Number {
    pub verified: bool,
    /// What is to be answered to the text message.
    pub code: String,
    pub until: Timestamp,
}

/// Numbers that want no more text messages.
pub static OPTED_OUT: Table<String, OptedOut> = Table::new("sns_opted_out");

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OptedOut {
    pub at: Timestamp,
}

impl Stored for OptedOut {
    const VERSION: u32 = 1;
}

impl Stored for Settings {
    const VERSION: u32 = 1;
}

impl Stored for Number {
    const VERSION: u32 = 1;
}

impl Settings {
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        let value = found.map(|(_, value)| value.as_str());
        value.filter(|value| !value.is_empty())
    }
}

pub fn settings(cx: &mut Cx, account: &str) -> Result<Settings, AwsError> {
    let scope = cx.scope_of(account, cx.region());
    Ok(SETTINGS.get(cx.tx, scope, &ONLY)?.unwrap_or_default())
}

pub fn put(cx: &mut Cx, settings: &Settings) -> Result<(), AwsError> {
    Ok(SETTINGS.put(cx.tx, cx.scope(), &ONLY, settings)?)
}

pub fn opted_out(cx: &mut Cx, account: &str, number: &str) -> Result<bool, AwsError> {
    let scope = cx.scope_of(account, cx.region());
    Ok(OPTED_OUT.exists(cx.tx, scope, &number.to_owned())?)
}
