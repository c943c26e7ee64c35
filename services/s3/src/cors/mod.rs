//! What pages of other origins may do with a bucket (CORS).

mod preflight;
mod rules;

pub use preflight::{operation as preflight_operation, run as preflight};
pub use rules::{Asked, Rule};

include!(concat!(env!("OUT_DIR"), "/cors.rs"));

use crate::bucket::{self, configured};
use haneul_pipeline::{AwsError, CrossOrigin};
use haneul_store::Tx;

const KIND: &str = "cors";

/// Headers that let a page read an answer.
pub fn of_answer(
    tx: &mut Tx,
    asked: &CrossOrigin,
) -> Result<Vec<(&'static str, String)>, AwsError> {
    let Some(bucket) = bucket::find_in(tx, &asked.partition, &asked.target)? else {
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
