//! Memory when idle, and after every service was called once.

use crate::Options;
use crate::client::Call;
use crate::cloud::{self, Cloud};
use crate::process;
use crate::report::{Bar, Figure, Report, Verdict};
use bytes::Bytes;
use http::Method;
use std::time::Duration;

/// In megabytes.
const BAR: f64 = 40.0;
const IDLE: Duration = Duration::from_secs(2);

pub fn run(options: &Options) -> Result<Report, String> {
    let binary = cloud::binary(options)?;
    let dir = options.scratch()?;
    let cloud = Cloud::start(&binary, dir.path())?;
    let mut report = Report::new("memory", "proportional set size, two seconds after `ready`");
    std::thread::sleep(IDLE);
    let idle = memory(&cloud)?;
    report.verdicts.push(Verdict {
        what: "idle".to_owned(),
        value: idle.0,
        unit: "MB",
        bar: Bar::AtMost(BAR),
    });
    report.figures.push(figure("idle", idle));
    let called = call_all(&cloud)?;
    std::thread::sleep(IDLE);
    let name = format!("after {called} services' models were used");
    report.figures.push(figure(&name, memory(&cloud)?));
    report
        .notes
        .push("resident counts the binary's own pages in full".to_owned());
    Ok(report)
}

fn memory(cloud: &Cloud) -> Result<(f64, f64), String> {
    process::memory(cloud.process.id())
        .ok_or_else(|| "this system does not say what memory a process takes".to_owned())
}

fn figure(name: &str, (proportional, resident): (f64, f64)) -> Figure {
    let mut figure = Figure::new(name, "MB", vec![proportional]);
    figure.besides.push(("resident", "MB", resident));
    figure
}

/// One operation of every service there is a model of, whether it is implemented or not; how many
/// answered for themselves.
fn call_all(cloud: &Cloud) -> Result<usize, String> {
    let mut called = 0;
    for entry in haneul_model::index() {
        let Some(model) = haneul_model::model(entry.id) else {
            continue;
        };
        let Some(operation) = model.operations.first() else {
            continue;
        };
        let target = entry
            .target_prefix
            .map(|prefix| format!("{prefix}.{}", operation.name));
        let path = path(operation.http.uri);
        let method = operation.http.method.parse().unwrap_or(Method::POST);
        let call = match target {
            Some(target) => Call::json(entry.signing_name, &target, &serde_json::json!({})),
            None if path == "/" => Call::query(
                entry.signing_name,
                &format!("Action={}&Version={}", operation.name, entry.api_version),
            ),
            None => Call::with_body(entry.signing_name, method, &path, Bytes::new()),
        };
        let (_, body) = call.ask(&cloud.root, cloud.address)?;
        let missing = ["UnknownService", "UnknownOperation"];
        called += usize::from(!missing.iter().any(|code| body.contains(code)));
    }
    Ok(called)
}

/// A path of this form.
fn path(uri: &str) -> String {
    let path = uri.split('?').next().unwrap_or_default();
    let segment = |segment: &str| match segment.contains('{') {
        true => "000000000000".to_owned(),
        false => segment.to_owned(),
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}
