//! A user's password as it is stored.

use super::errors;
use super::hash::{Hash, Recipe};
use crate::password_policy::row as policy;
use crate::shapes;
use crate::user::row::User;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By the user's unique id.
pub static PROFILES: Table<String, LoginProfile> = Table::new("iam_login_profile").sealed();

/// As many old passwords as a policy may ask about.
const REMEMBERED: usize = 24;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoginProfile {
    pub created: Timestamp,
    pub changed: Timestamp,
    pub reset_required: bool,
    pub recipe: Recipe,
    /// The password's, and those of earlier ones, the newest first.
    pub hashes: Vec<Hash>,
}

impl Stored for LoginProfile {
    const VERSION: u32 = 1;
}

impl LoginProfile {
    pub fn is(&self, hash: &Hash) -> bool {
        self.hashes.first().is_some_and(|own| own.same(hash))
    }

    /// Takes a new password, hashed by the recipe, if the account's policy has nothing against it.
    pub fn set(
        &mut self,
        cx: &mut Cx,
        user: &User,
        password: &str,
        hash: Hash,
    ) -> Result<(), AwsError> {
        let policy = policy::look(cx)?;
        policy::check(policy.as_ref(), user, password)?;
        let asked = policy
            .and_then(|policy| policy.reuse_prevention)
            .unwrap_or(0);
        let asked = usize::try_from(asked).unwrap_or(0);
        if self.hashes.iter().take(asked).any(|old| old.same(&hash)) {
            return Err(errors::weak("Password was already used."));
        }
        self.hashes.insert(0, hash);
        self.hashes.truncate(REMEMBERED);
        self.changed = crate::entity::now(cx);
        Ok(())
    }
}

/// Refuses a password that the account's policy is against, before anybody hashes it.
pub fn check(cx: &mut Cx, user: &User, password: &str) -> Result<(), AwsError> {
    let policy = policy::look(cx)?;
    policy::check(policy.as_ref(), user, password)
}

pub fn look(cx: &mut Cx, user: &User) -> Result<Option<LoginProfile>, AwsError> {
    let scope = cx.account_scope();
    Ok(PROFILES.get(cx.tx, scope, &user.id)?)
}

pub fn find(cx: &mut Cx, user: &User) -> Result<LoginProfile, AwsError> {
    look(cx, user)?.ok_or_else(|| errors::no_login_profile(&user.name))
}

pub fn save(cx: &mut Cx, user: &User, profile: &LoginProfile) -> Result<(), AwsError> {
    let scope = cx.account_scope();
    Ok(PROFILES.put(cx.tx, scope, &user.id, profile)?)
}

pub fn shown(user: &User, profile: &LoginProfile) -> shapes::LoginProfile {
    shapes::LoginProfile {
        user_name: Some(user.name.clone()),
        create_date: Some(profile.created),
        password_reset_required: Some(profile.reset_required),
    }
}
