//! Tags of alarms.

mod rules;

pub use rules::{of_input, put};

use crate::alarm::{self, Alarm};
use crate::errors;
use haneul_pipeline::{AwsError, Cx};

include!(concat!(env!("OUT_DIR"), "/tag.rs"));

/// The alarm that an ARN names. Of what else has tags at AWS there is nothing here.
fn open(cx: &mut Cx, arn: &str) -> Result<Alarm, AwsError> {
    if haneul_pipeline::Arn::read(arn).is_none() {
        return Err(errors::bad_value(arn, "ResourceARN"));
    }
    let name = alarm::name_of(cx, arn);
    let found = match name {
        Some(name) => alarm::find(cx, &name)?,
        None => None,
    };
    found.ok_or_else(|| errors::resource(arn))
}
