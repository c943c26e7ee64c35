//! Bodies of messages under a key of KMS. Data keys are used again by the same sender, and remembered
//! for the same receiver, for the queue's reuse period.

use crate::limits;
use crate::message::row::{Content, Handed};
use crate::queue::Found;
use haneul_pipeline::data_key::{self, KeyUse};
use haneul_pipeline::{AwsError, Cx};
use jiff::SignedDuration;

const VIA: &str = "sqs.amazonaws.com";

fn period(found: &Found) -> SignedDuration {
    let seconds = found.queue.kms_reuse_seconds;
    SignedDuration::from_secs(seconds.unwrap_or(limits::KMS_REUSE_UNASKED))
}

/// Senders need leave to make data keys and to open them, as SQS asks for.
pub fn seal(cx: &mut Cx, found: &Found, content: &mut Content) -> Result<(), AwsError> {
    let Some(key) = &found.queue.kms_key else {
        return Ok(());
    };
    let by = KeyUse {
        via: VIA,
        region: cx.region(),
        key,
        context: vec![("aws:sqs:arn".to_owned(), found.arn(cx))],
        caller: None,
    };
    let body = std::mem::take(&mut content.body);
    let sealed = cx.seal_under(&by, period(found), body.as_bytes());
    let sealed = sealed.map_err(of_kms)?;
    let opened = cx.open_data_key_for(
        &KeyUse {
            key: &sealed.key,
            ..by
        },
        &sealed.wrapped,
        period(found),
    );
    opened.map_err(of_kms)?;
    content.sealed = Some(sealed);
    Ok(())
}

/// Whatever key a message was sent under: the queue may have another since.
pub fn open(cx: &mut Cx, found: &Found, handed: &mut [Handed]) -> Result<(), AwsError> {
    let region = cx.region();
    for message in handed {
        if let Some(sealed) = message.content.sealed.take() {
            let body = cx.open_sealed(VIA, region, &sealed, period(found));
            let body = String::from_utf8(body.map_err(of_kms)?);
            message.content.body = body.map_err(AwsError::internal)?;
        }
    }
    Ok(())
}

/// What KMS says, as SQS passes it on.
fn of_kms(error: AwsError) -> AwsError {
    data_key::passed_on(error, "Kms", "")
}
