//! What is known of an account whether or not it is in an organisation.

use crate::ids;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Index, Scope, Stored, Table, Tx, key_bytes};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By account, of accounts that were created here or are closed.
static PROFILES: Table<String, Profile> =
    Table::new("organizations_profile").with_indexes(&[Index::new("email", |_, p: &Profile| {
        vec![key_bytes(&lower(&p.email))]
    })]);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    pub account: String,
    pub name: String,
    pub email: String,
    /// When CreateAccount made it.
    pub created: Option<Timestamp>,
    /// For good.
    pub is_closed: bool,
}

impl Stored for Profile {
    const VERSION: u32 = 1;
}

fn lower(email: &str) -> String {
    email.to_ascii_lowercase()
}

pub fn look(tx: &mut Tx, scope: Scope, account: &str) -> Result<Option<Profile>, AwsError> {
    Ok(PROFILES.get(tx, scope, account)?)
}

/// Accounts that nobody created here have an address and a name made of their number.
pub fn find(cx: &mut Cx, account: &str) -> Result<Profile, AwsError> {
    let scope = cx.partition_scope();
    let found = look(cx.tx, scope, account)?;
    Ok(found.unwrap_or_else(|| Profile {
        account: account.to_owned(),
        name: format!("Account {account}"),
        email: format!("account-{account}@example.com"),
        created: None,
        is_closed: false,
    }))
}

pub fn save(cx: &mut Cx, profile: &Profile) -> Result<(), AwsError> {
    let scope = cx.partition_scope();
    Ok(PROFILES.put(cx.tx, scope, &profile.account, profile)?)
}

pub fn remove(cx: &mut Cx, account: &str) -> Result<(), AwsError> {
    let scope = cx.partition_scope();
    PROFILES.delete(cx.tx, scope, account)?;
    Ok(())
}

/// The account of an address.
pub fn by_email(cx: &mut Cx, email: &str) -> Result<Option<String>, AwsError> {
    let scope = cx.partition_scope();
    let key = key_bytes(&lower(email));
    let mut found = PROFILES.by_index(cx.tx, scope, "email", &key, 1)?;
    let made_up = || {
        let email = lower(email);
        let number = email
            .strip_prefix("account-")?
            .strip_suffix("@example.com")?;
        (ids::Kind::of(number) == Some(ids::Kind::Account)).then(|| number.to_owned())
    };
    Ok(found.pop().map(|(account, _)| account).or_else(made_up))
}
