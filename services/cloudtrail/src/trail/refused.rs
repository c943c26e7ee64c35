//! What trails can be asked for and is not done yet.

use haneul_pipeline::AwsError;

pub struct Later<'a> {
    pub topic: Option<&'a str>,
    pub log_group: Option<&'a str>,
    pub key: Option<&'a str>,
    pub recursive: Option<bool>,
}

pub fn later(asked: &Later) -> Result<(), AwsError> {
    let given = |text: Option<&str>| text.is_some_and(|text| !text.is_empty());
    let what = if given(asked.topic) {
        "notifications of trails by SNS"
    } else if given(asked.log_group) {
        "delivery of trails to CloudWatch Logs"
    } else if given(asked.key) {
        "trails encrypted with a KMS key"
    } else if asked.recursive == Some(true) {
        "recursive logging of trails"
    } else {
        return Ok(());
    };
    Err(AwsError::not_implemented(what))
}
