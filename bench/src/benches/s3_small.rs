//! Small objects: durable writes against the store's own, reads against the HTTP server alone.

use super::identity::sample;
use super::noise;
use crate::Options;
use crate::client::{Call, Keys};
use crate::cloud::{self, Cloud};
use crate::load::{Load, Request, again};
use crate::process::{Running, processor_seconds};
use crate::report::Report;
use crate::rounds::{Side, against_store, compare};
use bytes::Bytes;
use http::Method;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const PUT_BAR: f64 = 0.50;
const GET_BAR: f64 = 0.35;
const CONNECTIONS: usize = 64;
const BATCH: u64 = 1024;
const SIZE: usize = 1024;

/// PutObject of 1 KiB: every request makes a new object, so it is signed when it is sent.
pub fn put(options: &Options) -> Result<Report, String> {
    let binary = cloud::binary(options)?;
    let dir = options.scratch()?;
    let cloud = Cloud::start(&binary, &dir.path().join("cloud"))?;
    let keys = cloud.user("bench", "s3:*")?;
    Call::with_body("s3", Method::PUT, "/bench", Bytes::new()).send(&keys, cloud.address)?;
    let load = new_objects(&keys, cloud.address, "/bench/", options);
    let mut report = Report::new(
        "s3-put-small",
        format!("durable PutObject of 1 KiB, signed by an IAM user, {CONNECTIONS} connections"),
    );
    against_store(&mut report, "/s", options, (dir.path(), PUT_BAR), || {
        sample(&load, &|| cloud.processor_seconds())
    })?;
    Ok(report)
}

/// Puts objects of 1 KiB under new names, one after the other.
pub fn new_objects(keys: &Keys, address: SocketAddr, prefix: &str, options: &Options) -> Load {
    let (keys, prefix) = (keys.clone(), prefix.to_owned());
    let (count, body) = (AtomicU64::new(0), noise(SIZE));
    let source = move |_| {
        let nth = count.fetch_add(1, Ordering::Relaxed);
        let path = format!("{prefix}object-{nth:09}");
        let call = Call::with_body("s3", Method::PUT, &path, body.clone());
        // What cannot be signed cannot be sent either, and the server says so.
        call.signed_whole(&keys, address, nth)
            .unwrap_or_else(|_| Request {
                head: Bytes::from_static(b"unsigned\r\n\r\n"),
                body: Bytes::new(),
            })
    };
    Load {
        address,
        connections: CONNECTIONS,
        duration: options.turn(),
        source: Arc::new(source),
    }
}

/// GetObject of 1 KiB, of a thousand objects in turn.
pub fn get(options: &Options) -> Result<Report, String> {
    let binary = cloud::binary(options)?;
    let dir = options.scratch()?;
    let cloud = Cloud::start(&binary, dir.path())?;
    let keys = cloud.user("bench", "s3:*")?;
    let put = |path: &str, body: Bytes| {
        Call::with_body("s3", Method::PUT, path, body).send(&keys, cloud.address)
    };
    put("/bench", Bytes::new())?;
    for nth in 0..BATCH {
        put(&path(nth), noise(SIZE))?;
    }
    let mut bare = Running::start_self(&["http", &SIZE.to_string()])?;
    let bare_address: SocketAddr = bare
        .line_after("ready ")?
        .parse()
        .map_err(|e| format!("{e}"))?;
    let source = again(BATCH, |nth| {
        let path = path(nth);
        let call = Call::with_body("s3", Method::GET, &path, Bytes::new());
        call.signed_whole(&keys, cloud.address, nth)
    })?;
    let load = |address| Load {
        address,
        connections: CONNECTIONS,
        duration: options.turn(),
        source: source.clone(),
    };
    let (ours, theirs) = (load(cloud.address), load(bare_address));
    let mut report = Report::new(
        "s3-get-small",
        format!("GetObject of 1 KiB, signed by an IAM user, {CONNECTIONS} connections"),
    );
    let sides = vec![
        Side::haneul("haneul", GET_BAR, || {
            sample(&ours, &|| cloud.processor_seconds())
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

fn path(nth: u64) -> String {
    format!("/bench/object-{nth}")
}
