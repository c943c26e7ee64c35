//! One function for each way a call can be refused, in CloudTrail's words.

use haneul_pipeline::AwsError;

fn bad(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(code, message).status(400)
}

pub fn invalid(message: impl Into<String>) -> AwsError {
    bad("InvalidParameterException", message)
}

pub fn denied(message: impl Into<String>) -> AwsError {
    bad("AccessDeniedException", message)
}

pub fn invalid_name(message: impl Into<String>) -> AwsError {
    bad("InvalidTrailNameException", message)
}

pub fn invalid_arn(arn: &str) -> AwsError {
    bad(
        "CloudTrailARNInvalidException",
        format!("{arn} is not a valid CloudTrail ARN."),
    )
}

pub fn unknown_trail(arn: &str, account: &str) -> AwsError {
    bad(
        "TrailNotFoundException",
        format!("Unknown trail: {arn} for the user: {account}"),
    )
}

pub fn already_exists(name: &str, account: &str) -> AwsError {
    bad(
        "TrailAlreadyExistsException",
        format!("Trail {name} already exists for customer: {account}"),
    )
}

pub fn too_many_trails(account: &str, region: &str, most: usize) -> AwsError {
    bad(
        "MaximumNumberOfTrailsExceededException",
        format!("User: {account} already has {most} trails in {region}."),
    )
}

pub fn not_at_home(name: &str, region: &str) -> AwsError {
    bad(
        "InvalidHomeRegionException",
        format!("Trail {name} is a shadow trail here; its home Region is {region}."),
    )
}

pub fn no_bucket(bucket: &str) -> AwsError {
    bad(
        "S3BucketDoesNotExistException",
        format!("S3 bucket {bucket} does not exist!"),
    )
}

pub fn bucket_policy(bucket: &str) -> AwsError {
    bad(
        "InsufficientS3BucketPolicyException",
        format!("Incorrect S3 bucket policy is detected for bucket: {bucket}"),
    )
}

pub fn invalid_prefix() -> AwsError {
    bad(
        "InvalidS3PrefixException",
        "The prefix must be at most 200 characters long.",
    )
}

pub fn no_global_events() -> AwsError {
    bad(
        "InvalidParameterCombinationException",
        "Multi-Region trail must include global service events.",
    )
}

pub fn invalid_selectors(message: impl Into<String>) -> AwsError {
    bad("InvalidEventSelectorsException", message)
}

pub fn no_insights(arn: &str) -> AwsError {
    bad(
        "InsightNotEnabledException",
        format!("Trail {arn} does not have Insights enabled."),
    )
}

pub fn invalid_tag(message: &str) -> AwsError {
    bad("InvalidTagParameterException", message)
}

pub fn too_many_tags() -> AwsError {
    bad(
        "TagsLimitExceededException",
        "The number of tags per trail has exceeded the permitted amount. Currently, the limit is 50.",
    )
}

pub fn not_taggable(arn: &str) -> AwsError {
    bad(
        "ResourceTypeNotSupportedException",
        format!("{arn} is not a trail."),
    )
}

pub fn invalid_time_range() -> AwsError {
    bad(
        "InvalidTimeRangeException",
        "The start time must be before the end time.",
    )
}

pub fn invalid_token() -> AwsError {
    bad("InvalidNextTokenException", "The next token is not valid.")
}

pub fn one_attribute() -> AwsError {
    bad(
        "InvalidLookupAttributesException",
        "Only one attribute can be specified.",
    )
}

/// An ARN of another account, for what only the owner is told.
pub fn foreign_arn(account: &str) -> AwsError {
    bad(
        "CloudTrailARNInvalidException",
        format!(
            "AccountID in ARN is wrong, you can only access resources with AccountID {account}."
        ),
    )
}

pub fn no_organization() -> AwsError {
    bad(
        "OrganizationsNotInUseException",
        "The request could not be processed because your account is not a member of an organization.",
    )
}

pub fn not_all_features() -> AwsError {
    bad(
        "OrganizationNotInAllFeaturesModeException",
        "The request could not be processed because your organization does not have all features enabled.",
    )
}

pub fn not_management() -> AwsError {
    bad(
        "NotOrganizationMasterAccountException",
        "You cannot configure or manage trails for an organization because this action requires being signed in with the management account.",
    )
}

pub fn no_trusted_access() -> AwsError {
    bad(
        "CloudTrailAccessNotEnabledException",
        "The request could not be processed because your organization hasn't enabled CloudTrail service access. Enable service access for CloudTrail, and then try again.",
    )
}

pub fn no_dependencies() -> AwsError {
    bad(
        "InsufficientDependencyServiceAccessPermissionException",
        "AWS CloudTrail cannot create resources for your organization because access to one or more required APIs has been denied.",
    )
}

pub fn no_management_role() -> AwsError {
    bad(
        "NoManagementAccountSLRExistsException",
        "The management account of your organization does not have the service-linked role AWSServiceRoleForCloudTrail.",
    )
}
