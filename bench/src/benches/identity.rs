//! The cost of a small call: signature, policies and record included, against the HTTP server
//! alone.

use crate::Options;
use crate::client::Call;
use crate::report::Report;
use crate::stage::{BATCH, Stage};

const BAR: f64 = 0.40;
const CONNECTIONS: usize = 64;
const FORM: &str = "Action=GetCallerIdentity&Version=2011-06-15";

pub fn run(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options, "sts:GetCallerIdentity")?;
    let call = || Call::query("sts", FORM);
    let answer = stage.send(&call())?;
    if !answer.contains(":user/bench") {
        return Err(format!("somebody else was recognised: {answer}"));
    }
    let load = stage.prepared(options, (CONNECTIONS, BATCH), |_| call())?;
    let report = Report::new(
        "identity",
        format!(
            "GetCallerIdentity, signed by an IAM user and recorded, {CONNECTIONS} connections, answers of {} bytes",
            answer.len()
        ),
    );
    stage.against_bare(report, "calls/s", options, (BAR, answer.len()), &load)
}
