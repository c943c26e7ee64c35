//! Values under keys of KMS: what a reading costs over a reading that asks no key.

use super::identity::sample;
use crate::Options;
use crate::client::{Call, Keys};
use crate::cloud::{self, Cloud};
use crate::load::{Load, Request};
use crate::report::Report;
use crate::rounds::{Side, compare};
use serde_json::{Value, json};
use std::sync::Arc;

const BAR: f64 = 0.50;
const CONNECTIONS: usize = 64;
/// Secrets, or parameters, that are read in turn.
const BATCH: u64 = 256;
const SIZE: usize = 1024;

/// How a service is called.
struct Spoken {
    service: &'static str,
    target: &'static str,
}

const SECRETS: Spoken = Spoken {
    service: "secretsmanager",
    target: "secretsmanager",
};
const PARAMETERS: Spoken = Spoken {
    service: "ssm",
    target: "AmazonSSM",
};

struct Stage {
    cloud: Cloud,
    keys: Keys,
    spoken: Spoken,
    _dir: tempfile::TempDir,
}

impl Stage {
    fn new(options: &Options, spoken: Spoken) -> Result<Stage, String> {
        let binary = cloud::binary(options)?;
        let dir = options.scratch()?;
        let cloud = Cloud::start(&binary, &dir.path().join("cloud"))?;
        let keys = cloud.user("bench", &format!("{}:*", spoken.service))?;
        Ok(Stage {
            cloud,
            keys,
            spoken,
            _dir: dir,
        })
    }

    fn call(&self, operation: &str, input: &Value) -> Call<'static> {
        let target = format!("{}.{operation}", self.spoken.target);
        Call::json(self.spoken.service, &target, input)
    }

    fn send(&self, operation: &str, input: &Value) -> Result<(), String> {
        let call = self.call(operation, input);
        call.send(&self.keys, self.cloud.address).map(drop)
    }

    /// Requests that are signed beforehand and sent in turn.
    fn load(
        &self,
        options: &Options,
        operation: &str,
        input: impl Fn(u64) -> Value,
    ) -> Result<Load, String> {
        let signed = |nth| {
            let call = self.call(operation, &input(nth));
            call.signed_whole(&self.keys, self.cloud.address, nth)
        };
        let batch: Result<Vec<Request>, String> = (0..BATCH).map(signed).collect();
        let batch = batch?;
        Ok(Load {
            address: self.cloud.address,
            connections: CONNECTIONS,
            duration: options.turn(),
            source: Arc::new(move |nth| batch[(nth % BATCH) as usize].clone()),
        })
    }

    fn against(
        &self,
        options: &Options,
        mut report: Report,
        (ours, theirs): (&Load, &Load),
    ) -> Result<Report, String> {
        let cost = || self.cloud.processor_seconds();
        let sides = vec![
            Side::haneul("under a key", BAR, || sample(ours, &cost)),
            Side::peer("without one", || sample(theirs, &cost)),
        ];
        compare(&mut report, "/s", options.rounds, sides)?;
        report
            .notes
            .push("each reading is a call of KMS, too, which is decided and recorded".to_owned());
        Ok(report)
    }
}

/// GetSecretValue of 1 KiB against DescribeSecret.
pub fn secret(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options, SECRETS)?;
    for nth in 0..BATCH {
        let secret = json!({
            "Name": format!("s-{nth}"), "SecretString": "x".repeat(SIZE),
            "ClientRequestToken": format!("00000000-0000-4000-8000-{nth:012}"),
        });
        stage.send("CreateSecret", &secret)?;
    }
    let named = |nth| json!({ "SecretId": format!("s-{nth}") });
    let ours = stage.load(options, "GetSecretValue", named)?;
    let theirs = stage.load(options, "DescribeSecret", named)?;
    let report = Report::new(
        "secret-get",
        format!("GetSecretValue of 1 KiB against DescribeSecret, {CONNECTIONS} connections"),
    );
    stage.against(options, report, (&ours, &theirs))
}

/// GetParameter of 1 KiB that is a SecureString against one that is a String.
pub fn parameter(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options, PARAMETERS)?;
    for nth in 0..BATCH {
        for kind in ["SecureString", "String"] {
            let parameter = json!({
                "Name": format!("/{kind}/{nth}"), "Value": "x".repeat(SIZE), "Type": kind,
            });
            stage.send("PutParameter", &parameter)?;
        }
    }
    let named = |kind: &'static str| move |nth| json!({ "Name": format!("/{kind}/{nth}"), "WithDecryption": true });
    let ours = stage.load(options, "GetParameter", named("SecureString"))?;
    let theirs = stage.load(options, "GetParameter", named("String"))?;
    let report = Report::new(
        "parameter-get",
        format!(
            "GetParameter of 1 KiB, of a SecureString against a String, {CONNECTIONS} connections"
        ),
    );
    stage.against(options, report, (&ours, &theirs))
}
