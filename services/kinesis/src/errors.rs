//! One function for each error, in AWS's words.

use crate::address::Address;
use haneul_pipeline::AwsError;

fn bad(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(code, message).status(400)
}

pub fn argument(message: impl Into<String>) -> AwsError {
    bad("InvalidArgumentException", message)
}

pub fn validation(message: impl Into<String>) -> AwsError {
    bad("ValidationException", message)
}

pub fn in_use(message: impl Into<String>) -> AwsError {
    bad("ResourceInUseException", message)
}

pub fn limit(message: impl Into<String>) -> AwsError {
    bad("LimitExceededException", message)
}

pub fn missing(message: impl Into<String>) -> AwsError {
    bad("ResourceNotFoundException", message)
}

pub fn arn(arn: &str) -> AwsError {
    argument(format!("The ARN {arn} is not valid for this operation."))
}

pub fn no_stream(address: &Address) -> AwsError {
    missing(format!(
        "Stream {} under account {} not found.",
        address.name, address.account
    ))
}

pub fn stream_exists(address: &Address) -> AwsError {
    in_use(format!(
        "Stream {} under account {} already exists.",
        address.name, address.account
    ))
}

pub fn not_active(address: &Address, status: &str) -> AwsError {
    in_use(format!(
        "Stream {} under account {} not ACTIVE, instead in state {status}",
        address.name, address.account
    ))
}

pub fn no_shard(address: &Address, shard: &str) -> AwsError {
    missing(format!(
        "Could not find shard {shard} in stream {} under account {}.",
        address.name, address.account
    ))
}

pub fn no_shard_here(address: &Address, shard: &str) -> AwsError {
    missing(format!(
        "Shard {shard} in stream {} under account {} does not exist",
        address.name, address.account
    ))
}

pub fn shard_closed(address: &Address, shard: &str) -> AwsError {
    argument(format!(
        "Shard {shard} in stream {} under account {} has already been merged or split, and thus \
         is not eligible for merging or splitting.",
        address.name, address.account
    ))
}

pub fn rate(address: &Address, shard: &str) -> AwsError {
    bad(
        "ProvisionedThroughputExceededException",
        rate_message(address, shard),
    )
}

pub fn rate_message(address: &Address, shard: &str) -> String {
    format!(
        "Rate exceeded for shard {shard} in stream {} under account {}.",
        address.name, address.account
    )
}

pub fn expired_iterator(created: &str, now: &str) -> AwsError {
    bad(
        "ExpiredIteratorException",
        format!(
            "Iterator expired. The iterator was created at time {created} while right now it is \
             {now} which is further in the future than the tolerated delay of 300000 milliseconds."
        ),
    )
}

pub fn iterator() -> AwsError {
    argument("Invalid ShardIterator.")
}

pub fn next_token() -> AwsError {
    argument("NextToken is invalid.")
}

pub fn expired_token() -> AwsError {
    bad(
        "ExpiredNextTokenException",
        "The specified next token has expired.",
    )
}

pub fn shard_limit(account: &str, region: &str, current: usize, more: usize) -> AwsError {
    limit(format!(
        "This request would exceed the shard limit for the account {account} in {region}. Current \
         shard count for the account: {current}. Limit: {}. Number of additional shards that would \
         have resulted from this request: {more}. Refer to the AWS Service Limits page \
         (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits \
         and how to request higher limits.",
        crate::limits::SHARDS
    ))
}

pub fn no_consumer(name: &str, address: &Address) -> AwsError {
    missing(format!(
        "Consumer {name} under stream {} under account {} not found.",
        address.name, address.account
    ))
}

pub fn no_consumer_arn(arn: &str) -> AwsError {
    missing(format!("Consumer {arn} not found."))
}

pub fn no_policy(arn: &str) -> AwsError {
    missing(format!("Resource policy for {arn} not found."))
}

/// `DryRun`, where the call would have been allowed.
pub fn dry_run() -> AwsError {
    bad(
        "DryRunOperationException",
        "Request would have succeeded, but DryRun flag is set.",
    )
}
