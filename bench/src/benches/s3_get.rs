//! Serving a large object, against nginx serving it as a file: with sendfile, where the bytes never
//! pass through the process, and without, where they do.

use super::{OBJECT, STREAMS, noise};
use crate::Options;
use crate::client::Call;
use crate::cloud::{self, Cloud};
use crate::load::{Load, again};
use crate::nginx::Nginx;
use crate::report::Report;
use crate::rounds::{Sample, Side, compare};
use bytes::Bytes;
use http::Method;
use std::sync::Arc;

const BAR: f64 = 0.85;
const BATCH: u64 = 256;

/// An object of 8 MiB, which is kept in memory when it is read again and again.
pub fn run(options: &Options) -> Result<Report, String> {
    against_nginx(options, "s3-get", "8 MiB", OBJECT, STREAMS)
}

/// An object of 1 GiB, which is not.
pub fn huge(options: &Options) -> Result<Report, String> {
    against_nginx(options, "s3-get-huge", "1 GiB", 1 << 30, 2)
}

fn against_nginx(
    options: &Options,
    name: &'static str,
    size: &str,
    length: usize,
    connections: usize,
) -> Result<Report, String> {
    if !Nginx::is_installed() {
        return Err("nginx is not installed, and it is what this is compared with".to_owned());
    }
    let binary = cloud::binary(options)?;
    let dir = options.scratch()?;
    let cloud = Cloud::start(&binary, &dir.path().join("cloud"))?;
    let keys = cloud.user("bench", "s3:*")?;
    let object = noise(length);
    let put = |path: &'static str, body: Bytes| {
        Call::with_body("s3", Method::PUT, path, body).send(&keys, cloud.address)
    };
    put("/bench", Bytes::new())?;
    put("/bench/object", object.clone())?;
    let serve = |name: &str, sendfile| {
        let files = dir.path().join(name);
        std::fs::create_dir(&files)
            .and_then(|()| std::fs::write(files.join("object"), &object))
            .map_err(|e| format!("{}: {e}", files.display()))?;
        Nginx::start(&files, sendfile)
    };
    let copying = serve("copying", false)?;
    let sending = serve("sending", true)?;

    let source = again(BATCH, |nth| {
        let call = Call::with_body("s3", Method::GET, "/bench/object", Bytes::new());
        call.signed(&keys, cloud.address, nth)
    })?;
    let ours = Load {
        address: cloud.address,
        connections,
        duration: options.turn(),
        source,
    };
    let theirs = |nginx: &Nginx| {
        let get = nginx.get("object");
        Load {
            address: nginx.address,
            source: Arc::new(move |_| get.clone()),
            ..ours.clone()
        }
    };
    let mut report = Report::new(
        name,
        format!("GetObject of {size}, signed by an IAM user, {connections} connections"),
    );
    let sides = vec![
        Side::haneul("haneul", BAR, || {
            megabytes(&ours, length, &|| cloud.processor_seconds())
        }),
        Side::peer("nginx without sendfile", || {
            megabytes(&theirs(&copying), length, &|| copying.processor_seconds())
        }),
        Side::peer("nginx with sendfile", || {
            megabytes(&theirs(&sending), length, &|| sending.processor_seconds())
        }),
    ];
    compare(&mut report, "MB/s", options.rounds, sides)?;
    Ok(report)
}

fn megabytes(
    load: &Load,
    length: usize,
    processor: &dyn Fn() -> Option<f64>,
) -> Result<Sample, String> {
    let before = processor();
    let mut done = load.run()?;
    let used = processor()
        .zip(before)
        .map(|(after, before)| after - before);
    if done.bytes != done.requests * length as u64 {
        return Err("an answer was not the whole object".to_owned());
    }
    let rate = done.bytes as f64 / done.seconds / 1e6;
    Ok(done.sample(rate, used))
}
