//! Keys of KMS in use, against the HTTP server alone: they read state and write none.

use super::identity::sample;
use super::sqs_send::text;
use crate::Options;
use crate::client::{Call, Keys};
use crate::cloud::{self, Cloud};
use crate::load::{Load, Request};
use crate::process::{Running, processor_seconds};
use crate::report::Report;
use crate::rounds::{Side, compare};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;

const ENCRYPT_BAR: f64 = 0.25;
const DATA_KEY_BAR: f64 = 0.25;
const CONNECTIONS: usize = 64;
const BATCH: u64 = 1024;
const SIZE: usize = 1024;

struct Stage {
    cloud: Cloud,
    keys: Keys,
    key: String,
    _dir: tempfile::TempDir,
}

impl Stage {
    fn new(options: &Options) -> Result<Stage, String> {
        let binary = cloud::binary(options)?;
        let dir = options.scratch()?;
        let cloud = Cloud::start(&binary, &dir.path().join("cloud"))?;
        let keys = cloud.user("bench", "kms:*")?;
        let made = Call::json("kms", "TrentService.CreateKey", &json!({}));
        let made = made.send(&keys, cloud.address)?;
        let made: Value = serde_json::from_str(&made).map_err(|e| e.to_string())?;
        let key = made["KeyMetadata"]["KeyId"].as_str().unwrap_or_default();
        Ok(Stage {
            key: key.to_owned(),
            cloud,
            keys,
            _dir: dir,
        })
    }

    fn compare(
        &self,
        options: &Options,
        mut report: Report,
        bar: f64,
        (operation, input): (&str, impl Fn(u64) -> Value),
    ) -> Result<Report, String> {
        let target = format!("TrentService.{operation}");
        let signed = |nth| {
            let call = Call::json("kms", &target, &input(nth));
            call.signed_whole(&self.keys, self.cloud.address, nth)
        };
        let batch: Result<Vec<Request>, String> = (0..BATCH).map(signed).collect();
        let batch = batch?;
        let mut bare = Running::start_self(&["http", &SIZE.to_string()])?;
        let bare_address: SocketAddr = bare
            .line_after("ready ")?
            .parse()
            .map_err(|e| format!("{e}"))?;
        let ours = Load {
            address: self.cloud.address,
            connections: CONNECTIONS,
            duration: options.turn(),
            source: Arc::new(move |nth| batch[(nth % BATCH) as usize].clone()),
        };
        let theirs = Load {
            address: bare_address,
            source: ours.source.clone(),
            ..ours
        };
        let sides = vec![
            Side::haneul("haneul", bar, || {
                sample(&ours, &|| self.cloud.processor_seconds())
            }),
            Side::peer("bare hyper server", || {
                sample(&theirs, &|| processor_seconds(bare.id()))
            }),
        ];
        compare(&mut report, "/s", options.rounds, sides)?;
        report
            .notes
            .push("both sides are sent the same requests".to_owned());
        Ok(report)
    }
}

/// Encrypt of 1 KiB, in base 64, under one symmetric key.
pub fn encrypt(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options)?;
    let report = Report::new(
        "kms-encrypt",
        format!("Encrypt of 1 KiB, signed by an IAM user, {CONNECTIONS} connections"),
    );
    let input = |nth| json!({ "KeyId": stage.key, "Plaintext": text(nth) });
    stage.compare(options, report, ENCRYPT_BAR, ("Encrypt", input))
}

/// GenerateDataKey with an encryption context.
pub fn data_key(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options)?;
    let report = Report::new(
        "kms-data-key",
        format!("GenerateDataKey, signed by an IAM user, {CONNECTIONS} connections"),
    );
    let input = |nth: u64| {
        json!({
            "KeyId": stage.key, "KeySpec": "AES_256",
            "EncryptionContext": { "object": nth.to_string() },
        })
    };
    stage.compare(options, report, DATA_KEY_BAR, ("GenerateDataKey", input))
}
