//! What pages of other origins may do with a bucket (CORS).

mod preflight;
mod rules;

pub use preflight::{operation as preflight_operation, run as preflight};
pub use rules::{Asked, Rule};

include!(concat!(env!("OUT_DIR"), "/cors.rs"));

use crate::bucket::{self, Bucket, configured};
use crate::control::access_point;
use haneul_pipeline::{AwsError, CrossOrigin};
use haneul_store::Tx;

const KIND: &str = "cors";

/// Headers that let a page read an answer.
pub fn of_answer(
    tx: &mut Tx,
    asked: &CrossOrigin,
) -> Result<Vec<(&'static str, String)>, AwsError> {
    let Some(bucket) = target(tx, asked)? else {
        return Ok(Vec::new());
    };
    let rules: Option<Vec<Rule>> =
        configured::look(tx, &asked.partition, &bucket, KIND, configured::ONLY)?;
    let asked = Asked {
        origin: &asked.origin,
        method: &asked.method,
        headers: asked.headers.as_deref(),
    };
    let met = rules.as_deref().and_then(|rules| asked.met(rules));
    Ok(met.map(|rule| asked.headers(rule)).unwrap_or_default())
}

/// The bucket that a request is about, perhaps by an access point.
fn target(tx: &mut Tx, asked: &CrossOrigin) -> Result<Option<Bucket>, AwsError> {
    let (partition, name) = (&asked.partition, &asked.target);
    if let Some(bucket) = bucket::find_in(tx, partition, name)? {
        return Ok(Some(bucket));
    }
    match access_point::bucket_of(tx, partition, &asked.region, name)? {
        Some(name) => bucket::find_in(tx, partition, &name),
        None => Ok(None),
    }
}
