//! The account's password policy. An update replaces it as a whole.
//!
//! Operations: GetAccountPasswordPolicy, UpdateAccountPasswordPolicy, DeleteAccountPasswordPolicy

use super::row::{self, POLICY};
use crate::errors::no_such_entity;
use crate::limits::PASSWORD_LENGTH_LEAST;
use crate::shapes::*;
use haneul_pipeline::{AwsError, Cx};

pub fn get_account_password_policy(
    cx: &mut Cx,
    _: GetAccountPasswordPolicyInput,
) -> Result<GetAccountPasswordPolicyResponse, AwsError> {
    let policy = row::look(cx)?.ok_or_else(|| none(cx))?;
    Ok(GetAccountPasswordPolicyResponse {
        password_policy: Some(PasswordPolicy {
            minimum_password_length: Some(policy.length),
            require_symbols: Some(policy.symbols),
            require_numbers: Some(policy.numbers),
            require_uppercase_characters: Some(policy.uppercase),
            require_lowercase_characters: Some(policy.lowercase),
            allow_users_to_change_password: Some(policy.users_change),
            expire_passwords: Some(policy.max_age_days.is_some()),
            max_password_age: policy.max_age_days,
            password_reuse_prevention: policy.reuse_prevention,
            hard_expiry: policy.hard_expiry,
        }),
    })
}

pub fn update_account_password_policy(
    cx: &mut Cx,
    input: UpdateAccountPasswordPolicyRequest,
) -> Result<UpdateAccountPasswordPolicyOutput, AwsError> {
    let yes = |given: Option<bool>| given.unwrap_or(false);
    let length = input.minimum_password_length;
    let policy = row::PasswordPolicy {
        length: length.unwrap_or(PASSWORD_LENGTH_LEAST),
        symbols: yes(input.require_symbols),
        numbers: yes(input.require_numbers),
        uppercase: yes(input.require_uppercase_characters),
        lowercase: yes(input.require_lowercase_characters),
        users_change: yes(input.allow_users_to_change_password),
        max_age_days: input.max_password_age,
        reuse_prevention: input.password_reuse_prevention,
        hard_expiry: input.hard_expiry,
    };
    let scope = cx.account_scope();
    POLICY.put(cx.tx, scope, &(), &policy)?;
    Ok(UpdateAccountPasswordPolicyOutput {})
}

pub fn delete_account_password_policy(
    cx: &mut Cx,
    _: DeleteAccountPasswordPolicyInput,
) -> Result<DeleteAccountPasswordPolicyOutput, AwsError> {
    let scope = cx.account_scope();
    match POLICY.delete(cx.tx, scope, &())? {
        true => Ok(DeleteAccountPasswordPolicyOutput {}),
        false => Err(none(cx)),
    }
}

fn none(cx: &Cx) -> AwsError {
    let account = cx.account();
    no_such_entity(format!(
        "The Password Policy with domain name {account} cannot be found."
    ))
}
