//! Refusals of accounts that do not speak for their organisation.

use haneul_pipeline::AwsError;

fn refusal(code: &'static str, message: &str) -> AwsError {
    AwsError::new(code, message).status(400)
}

pub fn no_organization() -> AwsError {
    refusal(
        "OrganizationNotFoundException",
        "The request was rejected because no organization is associated with your account.",
    )
}

pub fn no_administrator() -> AwsError {
    refusal(
        "AccountNotManagementOrDelegatedAdministratorException",
        "The request was rejected because the account making the request is not the management \
         account or delegated administrator account for centralized root access.",
    )
}

pub fn not_management() -> AwsError {
    refusal(
        "CallerIsNotManagementAccountException",
        "The request was rejected because the account making the request is not the management \
         account for the organization.",
    )
}

pub fn not_all_features() -> AwsError {
    refusal(
        "OrganizationNotInAllFeaturesModeException",
        "The request was rejected because your organization does not have All features enabled.",
    )
}

pub fn not_trusted() -> AwsError {
    refusal(
        "ServiceAccessNotEnabledException",
        "The request was rejected because trusted access is not enabled for IAM in AWS \
         Organizations.",
    )
}
