//! Account aliases: one for an account, and one account for an alias of the whole partition.

use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};

/// In the partition's scope: the account of an alias.
pub static ALIASES: Table<String, Alias> = Table::new("iam_alias");

/// In the account's scope: its alias.
pub static OWN_ALIAS: Table<(), Alias> = Table::new("iam_account_alias");

/// In the account's scope: what it prefers.
pub static PREFERENCES: Table<(), Preferences> = Table::new("iam_preferences");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preferences {
    /// Of session tokens from the global endpoint.
    pub token_version: i64,
}

impl Stored for Preferences {
    const VERSION: u32 = 1;
}

/// The account of an alias, or the alias of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alias {
    pub other: String,
}

impl Stored for Alias {
    const VERSION: u32 = 1;
}

pub fn own_alias(cx: &mut Cx) -> Result<Option<String>, AwsError> {
    let scope = cx.account_scope();
    Ok(OWN_ALIAS.get(cx.tx, scope, &())?.map(|row| row.other))
}
