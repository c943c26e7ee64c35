//! Topics with a key of KMS: who publishes needs leave to make data keys of it and to open them. The
//! message itself is on its way for a moment only, in rows that are sealed anyway.

use crate::topic::Found;
use haneul_pipeline::data_key::{self, KeyUse};
use haneul_pipeline::{AwsError, Cx};
use jiff::SignedDuration;

/// How long a data key is used again.
const REUSE: SignedDuration = SignedDuration::from_mins(5);

pub fn check(cx: &mut Cx, found: &Found) -> Result<(), AwsError> {
    let Some(key) = &found.topic.kms_key else {
        return Ok(());
    };
    let by = KeyUse {
        via: "sns.amazonaws.com",
        region: cx.region(),
        key,
        context: vec![("aws:sns:topicArn".to_owned(), found.arn(cx))],
        caller: None,
    };
    let made = cx.data_key_for(&by, REUSE).map_err(of_kms)?;
    let by = KeyUse {
        key: &made.key,
        ..by
    };
    let opened = cx.open_data_key_for(&by, &made.wrapped, REUSE);
    opened.map(drop).map_err(of_kms)
}

/// What KMS says, as SNS passes it on.
fn of_kms(error: AwsError) -> AwsError {
    data_key::passed_on(error, "KMS", "")
}
