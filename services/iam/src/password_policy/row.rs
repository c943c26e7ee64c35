//! The policy as it is stored, and what it says of a password.

use crate::login_profile::errors::weak;
use crate::user::row::User;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};

/// In the account's scope: its policy, where it has one of its own.
pub static POLICY: Table<(), PasswordPolicy> = Table::new("iam_password_policy");

/// Characters that count as symbols.
const SYMBOLS: &str = "!@#$%^&*()_+-=[]{}|'";
const DEFAULT_LENGTH: usize = 8;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PasswordPolicy {
    pub length: i64,
    pub symbols: bool,
    pub numbers: bool,
    pub uppercase: bool,
    pub lowercase: bool,
    pub users_change: bool,
    pub max_age_days: Option<i64>,
    pub reuse_prevention: Option<i64>,
    pub hard_expiry: Option<bool>,
}

impl Stored for PasswordPolicy {
    const VERSION: u32 = 1;
}

pub fn look(cx: &mut Cx) -> Result<Option<PasswordPolicy>, AwsError> {
    let scope = cx.account_scope();
    Ok(POLICY.get(cx.tx, scope, &())?)
}

/// Which kinds of characters a password has.
struct Has {
    symbols: bool,
    numbers: bool,
    uppercase: bool,
    lowercase: bool,
}

impl Has {
    fn of(password: &str) -> Has {
        let any = |test: fn(char) -> bool| password.chars().any(test);
        Has {
            symbols: any(|c| SYMBOLS.contains(c)),
            numbers: any(|c| c.is_ascii_digit()),
            uppercase: any(|c| c.is_ascii_uppercase()),
            lowercase: any(|c| c.is_ascii_lowercase()),
        }
    }

    fn kinds(&self) -> usize {
        let all = [self.symbols, self.numbers, self.uppercase, self.lowercase];
        all.into_iter().filter(|has| *has).count()
    }
}

/// Without a policy of its own an account has AWS's: eight characters of three kinds, and not the
/// user's name.
pub fn check(policy: Option<&PasswordPolicy>, user: &User, password: &str) -> Result<(), AwsError> {
    let (length, has) = (password.chars().count(), Has::of(password));
    let Some(policy) = policy else {
        let plain = length < DEFAULT_LENGTH || has.kinds() < 3;
        if plain || password.eq_ignore_ascii_case(&user.name) {
            let message = "Password does not conform to the account password policy.";
            return Err(weak(message));
        }
        return Ok(());
    };
    if (length as i64) < policy.length {
        let length = policy.length;
        return Err(weak(format!(
            "Password should have a minimum length of {length}"
        )));
    }
    let lacking = [
        (policy.uppercase && !has.uppercase, "uppercase letter"),
        (policy.lowercase && !has.lowercase, "lowercase letter"),
        (policy.numbers && !has.numbers, "number"),
        (policy.symbols && !has.symbols, "symbol"),
    ];
    match lacking.into_iter().find(|(lacks, _)| *lacks) {
        Some((_, what)) => Err(weak(format!("Password should have at least one {what}"))),
        None => Ok(()),
    }
}
