//! What holding callers to their policies costs: a user's calls against the root user's.

use crate::Options;
use crate::client::{Call, Keys};
use crate::cloud::{self, Cloud};
use crate::load::{Load, Request, again};
use crate::report::Report;
use crate::rounds::{Side, compare, sample};
use bytes::Bytes;
use http::Method;

/// At most a quarter of the rate is lost.
const BAR: f64 = 0.75;
const CONNECTIONS: usize = 64;
const BATCH: u64 = 1024;
const FORM: &str = "Action=GetCallerIdentity&Version=2011-06-15";
const OBJECT: &str = "/bench-enforcement/object";

/// GetCallerIdentity, which needs no permission but is recorded.
pub fn identity(options: &Options) -> Result<Report, String> {
    against_root(
        options,
        "enforcement-identity",
        "GetCallerIdentity by a user, against root",
        |keys, cloud, nth| Call::query("sts", FORM).signed_whole(keys, cloud.address, nth),
    )
}

/// GetObject of 1 KiB, which a policy must allow.
pub fn object(options: &Options) -> Result<Report, String> {
    against_root(
        options,
        "enforcement-object",
        "GetObject of 1 KiB by a user with one policy, against root",
        |keys, cloud, nth| {
            Call::with_body("s3", Method::GET, OBJECT, Bytes::new()).signed_whole(
                keys,
                cloud.address,
                nth,
            )
        },
    )
}

fn against_root(
    options: &Options,
    name: &'static str,
    title: &str,
    request: impl Fn(&Keys, &Cloud, u64) -> Result<Request, String>,
) -> Result<Report, String> {
    let binary = cloud::binary(options)?;
    let dir = options.scratch()?;
    let cloud = Cloud::start(&binary, dir.path())?;
    let put = |path: &'static str, length: usize| {
        let body = vec![b'x'; length].into();
        Call::with_body("s3", Method::PUT, path, body).send(&cloud.root, cloud.address)
    };
    put("/bench-enforcement", 0)?;
    put(OBJECT, 1024)?;
    let keys = cloud.user("bench", "s3:*")?;
    let load = |keys: &Keys| -> Result<Load, String> {
        Ok(Load {
            address: cloud.address,
            connections: CONNECTIONS,
            duration: options.turn(),
            source: again(BATCH, |nth| request(keys, &cloud, nth))?,
        })
    };
    let (user, root) = (load(&keys)?, load(&cloud.root)?);
    let mut report = Report::new(name, format!("{title}, {CONNECTIONS} connections"));
    let processor = || cloud.processor_seconds();
    let sides = vec![
        Side::haneul("a user", BAR, || sample(&user, &processor)),
        Side::peer("root", || sample(&root, &processor)),
    ];
    compare(&mut report, "calls/s", options.rounds, sides)?;
    Ok(report)
}
