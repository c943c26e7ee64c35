//! Refusals of passwords.

use crate::errors::{already_exists, delete_conflict, no_such_entity, validation};
use haneul_pipeline::AwsError;

pub fn no_login_profile(user: &str) -> AwsError {
    no_such_entity(format!("Login Profile for User {user} cannot be found."))
}

pub fn login_profile_exists(user: &str) -> AwsError {
    already_exists(format!("Login Profile for user {user} already exists."))
}

pub fn has_login_profile() -> AwsError {
    delete_conflict("Cannot delete entity, must delete login profile first.")
}

pub fn no_password() -> AwsError {
    validation(
        "1 validation error detected: Value null at 'password' failed to satisfy constraint: \
         Member must not be null",
    )
}

pub fn weak(message: impl Into<String>) -> AwsError {
    AwsError::new("PasswordPolicyViolation", message).status(400)
}

pub fn only_users_change() -> AwsError {
    let message = "Only IAM Users can change their own password";
    AwsError::new("InvalidUserType", message).status(400)
}

pub fn wrong_old_password() -> AwsError {
    AwsError::new("AccessDenied", "The old password was incorrect.").status(403)
}
