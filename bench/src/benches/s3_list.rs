//! A page of a listing must cost the same in a small bucket and in a large one.

use super::identity::sample;
use super::s3_small::new_objects;
use crate::Options;
use crate::client::{Call, Keys};
use crate::cloud::{self, Cloud};
use crate::load::{Load, again};
use crate::report::Report;
use crate::rounds::{Side, compare};
use bytes::Bytes;
use http::Method;
use std::time::Duration;

/// Within a fifth.
const BAR: f64 = 0.80;
const SMALL: u64 = 10_000;
const CONNECTIONS: usize = 8;
const BATCH: u64 = 64;

pub fn run(options: &Options) -> Result<Report, String> {
    let binary = cloud::binary(options)?;
    let dir = options.scratch()?;
    let cloud = Cloud::start(&binary, dir.path())?;
    let keys = cloud.user("bench", "s3:*")?;
    let small = fill(&cloud, &keys, "/bench-small", SMALL, options)?;
    let large = fill(&cloud, &keys, "/bench-large", options.objects, options)?;
    let ours = pages(&cloud, &keys, "/bench-large", large, options)?;
    let theirs = pages(&cloud, &keys, "/bench-small", small, options)?;
    let mut report = Report::new(
        "s3-list",
        format!("ListObjectsV2, pages of 1,000 keys, {CONNECTIONS} connections"),
    );
    let processor = || cloud.processor_seconds();
    let sides = vec![
        Side::haneul(format!("a bucket of {large} keys"), BAR, || {
            sample(&ours, &processor)
        }),
        Side::peer(format!("a bucket of {small} keys"), || {
            sample(&theirs, &processor)
        }),
    ];
    compare(&mut report, "pages/s", options.rounds, sides)?;
    report
        .notes
        .push("pages begin at places spread over each bucket".to_owned());
    Ok(report)
}

/// Puts at least so many objects; how many it were.
fn fill(
    cloud: &Cloud,
    keys: &Keys,
    bucket: &str,
    objects: u64,
    options: &Options,
) -> Result<u64, String> {
    Call::with_body("s3", Method::PUT, bucket, Bytes::new()).send(keys, cloud.address)?;
    let load = Load {
        duration: Duration::from_millis(500),
        ..new_objects(keys, cloud.address, &format!("{bucket}/"), options)
    };
    let mut made = 0;
    while made < objects {
        made += load.run()?.requests;
    }
    Ok(made)
}

fn pages(
    cloud: &Cloud,
    keys: &Keys,
    bucket: &str,
    objects: u64,
    options: &Options,
) -> Result<Load, String> {
    let source = again(BATCH, |nth| {
        let after = nth * objects.saturating_sub(2_000) / BATCH;
        let query = format!("list-type=2&max-keys=1000&start-after=object-{after:09}");
        Call::with_body("s3", Method::GET, bucket, Bytes::new())
            .with_query(query)
            .signed_whole(keys, cloud.address, nth)
    })?;
    Ok(Load {
        address: cloud.address,
        connections: CONNECTIONS,
        duration: options.turn(),
        source,
    })
}
