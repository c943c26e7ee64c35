//! Operations: StartStreamEncryption, StopStreamEncryption
//!
//! Which key of KMS records lie under.

use crate::record::kms;
use crate::shapes::{StartStreamEncryptionInput, StopStreamEncryptionInput};
use crate::stream::row::{self, named};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn start_stream_encryption(
    cx: &mut Cx,
    input: StartStreamEncryptionInput,
) -> Result<Reply, AwsError> {
    let found = row::active(cx, &named!(input))?;
    check(&input.encryption_type)?;
    kms::check_key(cx, &input.key_id)?;
    let mut stream = found.stream.clone();
    stream.key = Some(input.key_id);
    row::put_busy(cx, &found, stream)?;
    Ok(Reply::default())
}

pub fn stop_stream_encryption(
    cx: &mut Cx,
    input: StopStreamEncryptionInput,
) -> Result<Reply, AwsError> {
    let found = row::active(cx, &named!(input))?;
    check(&input.encryption_type)?;
    let mut stream = found.stream.clone();
    stream.key = None;
    row::put_busy(cx, &found, stream)?;
    Ok(Reply::default())
}

fn check(kind: &str) -> Result<(), AwsError> {
    match kind {
        "KMS" => Ok(()),
        _ => Err(crate::errors::argument(
            "The EncryptionType of this operation must be KMS.",
        )),
    }
}
