//! Tags of topics.

pub mod rules;

include!(concat!(env!("OUT_DIR"), "/tag.rs"));

use crate::arn::TopicArn;
use crate::errors;
use crate::topic::row::{self, Found};
use haneul_pipeline::{AwsError, Cx};

/// The topic that is to be tagged.
fn resource(cx: &mut Cx, arn: &str) -> Result<Found, AwsError> {
    let at = TopicArn::parse(cx, arn, "ResourceArn")?;
    match row::find(cx, &at)? {
        Some(topic) => Ok(Found { at, topic }),
        None => Err(errors::no_resource()),
    }
}
