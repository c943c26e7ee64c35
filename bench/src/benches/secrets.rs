//! Values under keys of KMS, against the HTTP server alone: each reading is a call of KMS, too, which
//! is decided and recorded.

use crate::Options;
use crate::client::Call;
use crate::report::Report;
use crate::stage::Stage;
use serde_json::{Value, json};

const BAR: f64 = 0.35;
const CONNECTIONS: usize = 64;
/// Secrets, or parameters, that are read in turn.
const COUNT: u64 = 256;
const SIZE: usize = 1024;

fn secrets<'c>(operation: &str, input: &Value) -> Call<'c> {
    Call::json(
        "secretsmanager",
        &format!("secretsmanager.{operation}"),
        input,
    )
}

fn ssm<'c>(operation: &str, input: &Value) -> Call<'c> {
    Call::json("ssm", &format!("AmazonSSM.{operation}"), input)
}

/// GetSecretValue of 1 KiB.
pub fn secret(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options, "secretsmanager:*")?;
    for nth in 0..COUNT {
        let secret = json!({
            "Name": format!("s-{nth}"), "SecretString": "x".repeat(SIZE),
            "ClientRequestToken": format!("00000000-0000-4000-8000-{nth:012}"),
        });
        stage.send(&secrets("CreateSecret", &secret))?;
    }
    let report = Report::new(
        "secret-get",
        format!("GetSecretValue of 1 KiB, signed by an IAM user, {CONNECTIONS} connections"),
    );
    let load = stage.prepared(options, (CONNECTIONS, COUNT), |nth| {
        secrets("GetSecretValue", &json!({ "SecretId": format!("s-{nth}") }))
    })?;
    stage.against_bare(report, "/s", options, (BAR, SIZE), &load)
}

/// GetParameter of a String of 1 KiB.
pub fn parameter(options: &Options) -> Result<Report, String> {
    parameters(options, "parameter-get", "String")
}

/// GetParameter of a SecureString of 1 KiB.
pub fn secure(options: &Options) -> Result<Report, String> {
    parameters(options, "parameter-get-secure", "SecureString")
}

fn parameters(options: &Options, name: &'static str, kind: &str) -> Result<Report, String> {
    let stage = Stage::new(options, "ssm:*")?;
    for nth in 0..COUNT {
        let parameter = json!({
            "Name": format!("/bench/{nth}"), "Value": "x".repeat(SIZE), "Type": kind,
        });
        stage.send(&ssm("PutParameter", &parameter))?;
    }
    let report = Report::new(
        name,
        format!("GetParameter of a {kind} of 1 KiB, {CONNECTIONS} connections"),
    );
    let load = stage.prepared(options, (CONNECTIONS, COUNT), |nth| {
        let named = json!({ "Name": format!("/bench/{nth}"), "WithDecryption": true });
        ssm("GetParameter", &named)
    })?;
    stage.against_bare(report, "/s", options, (BAR, SIZE), &load)
}
