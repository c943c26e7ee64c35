//! A page of a listing must cost the same in a small bucket and in a large one.

use super::s3_small::{bucket, new_objects};
use crate::Options;
use crate::client::Call;
use crate::load::Load;
use crate::report::Report;
use crate::rounds::{Side, compare};
use crate::stage::Stage;
use bytes::Bytes;
use http::Method;
use std::time::Duration;

/// Within a fifth.
const BAR: f64 = 0.80;
const SMALL: u64 = 10_000;
const CONNECTIONS: usize = 8;
const PAGES: u64 = 64;

pub fn run(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options, "s3:*")?;
    let small = fill(&stage, "/bench-small", SMALL, options)?;
    let large = fill(&stage, "/bench-large", options.objects, options)?;
    let ours = pages(&stage, "/bench-large", large, options)?;
    let theirs = pages(&stage, "/bench-small", small, options)?;
    let mut report = Report::new(
        "s3-list",
        format!("ListObjectsV2, pages of 1,000 keys, {CONNECTIONS} connections"),
    );
    let sides = vec![
        Side::haneul(format!("a bucket of {large} keys"), BAR, || {
            stage.sample(&ours)
        }),
        Side::peer(format!("a bucket of {small} keys"), || {
            stage.sample(&theirs)
        }),
    ];
    compare(&mut report, "pages/s", options.rounds, sides)?;
    report
        .notes
        .push("pages begin at places spread over each bucket".to_owned());
    Ok(report)
}

/// Puts at least so many objects; how many it were.
fn fill(stage: &Stage, path: &str, objects: u64, options: &Options) -> Result<u64, String> {
    bucket(stage, path)?;
    let load = Load {
        duration: Duration::from_millis(500),
        ..new_objects(stage, &format!("{path}/"), options)
    };
    let mut made = 0;
    while made < objects {
        made += load.run()?.requests;
    }
    Ok(made)
}

fn pages(stage: &Stage, path: &str, objects: u64, options: &Options) -> Result<Load, String> {
    stage.prepared(options, (CONNECTIONS, PAGES), |nth| {
        let after = nth * objects.saturating_sub(2_000) / PAGES;
        let query = format!("list-type=2&max-keys=1000&start-after=object-{after:09}");
        Call::with_body("s3", Method::GET, path, Bytes::new()).with_query(query)
    })
}
