//! Operations: StartDeliveryStreamEncryption, StopDeliveryStreamEncryption
//!
//! Whether records that wait are said to be encrypted.

use crate::errors;
use crate::shapes::{
    DeliveryStreamEncryptionConfigurationInput, StartDeliveryStreamEncryptionInput,
    StartDeliveryStreamEncryptionOutput, StopDeliveryStreamEncryptionInput,
    StopDeliveryStreamEncryptionOutput,
};
use crate::stream::row::{self, Stream};
use haneul_pipeline::{AwsError, Cx};

pub fn start_delivery_stream_encryption(
    cx: &mut Cx,
    input: StartDeliveryStreamEncryptionInput,
) -> Result<StartDeliveryStreamEncryptionOutput, AwsError> {
    let mut stream = direct(cx, &input.delivery_stream_name)?;
    if let Some(given) = &input.delivery_stream_encryption_configuration_input {
        owned_key(given)?;
    }
    stream.encrypted = true;
    row::put(cx, &stream)?;
    Ok(StartDeliveryStreamEncryptionOutput::default())
}

pub fn stop_delivery_stream_encryption(
    cx: &mut Cx,
    input: StopDeliveryStreamEncryptionInput,
) -> Result<StopDeliveryStreamEncryptionOutput, AwsError> {
    let mut stream = direct(cx, &input.delivery_stream_name)?;
    stream.encrypted = false;
    row::put(cx, &stream)?;
    Ok(StopDeliveryStreamEncryptionOutput::default())
}

fn direct(cx: &mut Cx, name: &str) -> Result<Stream, AwsError> {
    let stream = row::active(cx, name)?;
    match stream.source {
        Some(_) => Err(errors::another_source(name)),
        None => Ok(stream),
    }
}

/// Keys are AWS's own; others are refused.
pub fn owned_key(given: &DeliveryStreamEncryptionConfigurationInput) -> Result<bool, AwsError> {
    match (given.key_type.as_str(), &given.key_arn) {
        ("AWS_OWNED_CMK", None) => Ok(true),
        ("AWS_OWNED_CMK", Some(_)) => Err(errors::argument(
            "KeyARN must not be specified with the key type AWS_OWNED_CMK.",
        )),
        _ => Err(AwsError::not_implemented(
            "encryption of delivery streams with customer managed KMS keys",
        )),
    }
}
