//! The cost of a small call: signature, policies and record included, against the HTTP server
//! alone.

use crate::Options;
use crate::client::Call;
use crate::cloud::{self, Cloud};
use crate::load::{Load, again};
use crate::process::{Running, processor_seconds};
use crate::report::Report;
use crate::rounds::{Side, compare};

const BAR: f64 = 0.40;
const CONNECTIONS: usize = 64;
/// Requests signed beforehand, all different, and sent again and again.
const BATCH: u64 = 1024;
const FORM: &str = "Action=GetCallerIdentity&Version=2011-06-15";

pub fn run(options: &Options) -> Result<Report, String> {
    let binary = cloud::binary(options)?;
    let dir = options.scratch()?;
    let cloud = Cloud::start(&binary, dir.path())?;
    let keys = cloud.user("bench", "sts:GetCallerIdentity")?;
    let answer = Call::query("sts", FORM).send(&keys, cloud.address)?;
    if !answer.contains(":user/bench") {
        return Err(format!("somebody else was recognised: {answer}"));
    }
    let mut bare = Running::start_self(&["http", &answer.len().to_string()])?;
    let bare_address = bare.line_after("ready ")?;
    let bare_address = bare_address.parse().map_err(|e| format!("{e}"))?;

    let source = again(BATCH, |nth| {
        Call::query("sts", FORM).signed_whole(&keys, cloud.address, nth)
    })?;
    let load = |address| Load {
        address,
        connections: CONNECTIONS,
        duration: options.turn(),
        source: source.clone(),
    };
    let (ours, theirs) = (load(cloud.address), load(bare_address));
    let mut report = Report::new(
        "identity",
        format!(
            "GetCallerIdentity, signed by an IAM user and recorded, {CONNECTIONS} connections, answers of {} bytes",
            answer.len()
        ),
    );
    let sides = vec![
        Side::haneul("haneul", BAR, || {
            sample(&ours, &|| cloud.processor_seconds())
        }),
        Side::peer("bare hyper server", || {
            sample(&theirs, &|| processor_seconds(bare.id()))
        }),
    ];
    compare(&mut report, "calls/s", options.rounds, sides)?;
    report
        .notes
        .push("both sides are sent the same requests".to_owned());
    Ok(report)
}

/// One turn of load, with the processor time the server took for it.
pub fn sample(
    load: &Load,
    processor: &dyn Fn() -> Option<f64>,
) -> Result<crate::rounds::Sample, String> {
    let before = processor();
    let mut done = load.run()?;
    let used = processor()
        .zip(before)
        .map(|(after, before)| after - before);
    let rate = done.per_second();
    Ok(done.sample(rate, used))
}
