//! Keys of KMS in use, against the HTTP server alone: they read state and write none.

use super::sqs_send::text;
use crate::Options;
use crate::client::Call;
use crate::report::Report;
use crate::stage::{BATCH, Stage};
use serde_json::{Value, json};

const BAR: f64 = 0.35;
const CONNECTIONS: usize = 64;
const SIZE: usize = 1024;

fn call<'c>(operation: &str, input: &Value) -> Call<'c> {
    Call::json("kms", &format!("TrentService.{operation}"), input)
}

/// A cloud with a key.
fn begin(options: &Options) -> Result<(Stage, String), String> {
    let stage = Stage::new(options, "kms:*")?;
    let made = stage.send(&call("CreateKey", &json!({})))?;
    let made: Value = serde_json::from_str(&made).map_err(|e| e.to_string())?;
    let key = made["KeyMetadata"]["KeyId"].as_str().unwrap_or_default();
    Ok((stage, key.to_owned()))
}

/// Encrypt of 1 KiB, in base 64, under one symmetric key.
pub fn encrypt(options: &Options) -> Result<Report, String> {
    let (stage, key) = begin(options)?;
    let report = Report::new(
        "kms-encrypt",
        format!("Encrypt of 1 KiB, signed by an IAM user, {CONNECTIONS} connections"),
    );
    let load = stage.prepared(options, (CONNECTIONS, BATCH), |nth| {
        call("Encrypt", &json!({ "KeyId": key, "Plaintext": text(nth) }))
    })?;
    stage.against_bare(report, "/s", options, (BAR, SIZE), &load)
}

/// Decrypt of what such calls gave.
pub fn decrypt(options: &Options) -> Result<Report, String> {
    let (stage, key) = begin(options)?;
    let mut blobs = Vec::new();
    for nth in 0..BATCH {
        let made = stage.send(&call(
            "Encrypt",
            &json!({ "KeyId": key, "Plaintext": text(nth) }),
        ))?;
        let made: Value = serde_json::from_str(&made).map_err(|e| e.to_string())?;
        blobs.push(made["CiphertextBlob"].clone());
    }
    let report = Report::new(
        "kms-decrypt",
        format!("Decrypt of 1 KiB, signed by an IAM user, {CONNECTIONS} connections"),
    );
    let load = stage.prepared(options, (CONNECTIONS, BATCH), |nth| {
        let blob = &blobs[nth as usize % blobs.len()];
        call("Decrypt", &json!({ "CiphertextBlob": blob }))
    })?;
    stage.against_bare(report, "/s", options, (BAR, SIZE), &load)
}

/// GenerateDataKey with an encryption context.
pub fn data_key(options: &Options) -> Result<Report, String> {
    let (stage, key) = begin(options)?;
    let report = Report::new(
        "kms-data-key",
        format!("GenerateDataKey, signed by an IAM user, {CONNECTIONS} connections"),
    );
    let load = stage.prepared(options, (CONNECTIONS, BATCH), |nth| {
        let input = json!({
            "KeyId": key, "KeySpec": "AES_256",
            "EncryptionContext": { "object": nth.to_string() },
        });
        call("GenerateDataKey", &input)
    })?;
    stage.against_bare(report, "/s", options, (BAR, SIZE), &load)
}
