//! One function for each error, in AWS's words.

use haneul_pipeline::AwsError;

fn bad(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(code, message).status(400)
}

pub fn argument(message: impl Into<String>) -> AwsError {
    bad("InvalidArgumentException", message)
}

pub fn in_use(message: impl Into<String>) -> AwsError {
    bad("ResourceInUseException", message)
}

pub fn limit(message: impl Into<String>) -> AwsError {
    bad("LimitExceededException", message)
}

pub fn no_stream(name: &str, account: &str) -> AwsError {
    bad(
        "ResourceNotFoundException",
        format!("Firehose {name} under account {account} not found."),
    )
}

pub fn stream_exists(name: &str, account: &str) -> AwsError {
    in_use(format!(
        "Firehose {name} under accountId {account} already exists"
    ))
}

pub fn not_active(name: &str, account: &str, status: &str) -> AwsError {
    in_use(format!(
        "Firehose {name} under account {account} is not ACTIVE, instead in state {status}"
    ))
}

pub fn another_source(name: &str) -> AwsError {
    bad(
        "InvalidArgumentException",
        format!(
            "This operation is not permitted on KinesisStreamAsSource delivery stream type: {name}"
        ),
    )
}

pub fn version(name: &str, known: u64, given: &str) -> AwsError {
    bad(
        "ConcurrentModificationException",
        format!(
            "Cannot update firehose: {name} since the current version id: {known} and specified \
             version id: {given} do not match"
        ),
    )
}
