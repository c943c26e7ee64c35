//! Tags of alarms and of metric streams.

mod rules;

pub use rules::{of_input, put};

use crate::alarm::{self, Alarm};
use crate::errors;
use crate::stream::{self, Stream};
use haneul_pipeline::{AwsError, Cx};

include!(concat!(env!("OUT_DIR"), "/tag.rs"));

/// What has tags.
enum Tagged {
    Alarm(Box<Alarm>),
    Stream(Box<Stream>),
}

impl Tagged {
    fn tags(&mut self) -> &mut Vec<(String, String)> {
        match self {
            Tagged::Alarm(alarm) => &mut alarm.tags,
            Tagged::Stream(stream) => &mut stream.tags,
        }
    }

    fn save(&self, cx: &mut Cx) -> Result<(), AwsError> {
        match self {
            Tagged::Alarm(alarm) => alarm::save(cx, alarm),
            Tagged::Stream(stream) => stream::save(cx, stream),
        }
    }
}

/// What an ARN names. Of what else has tags at AWS there is nothing here.
fn open(cx: &mut Cx, arn: &str) -> Result<Tagged, AwsError> {
    if haneul_pipeline::Arn::read(arn).is_none() {
        return Err(errors::bad_value(arn, "ResourceARN"));
    }
    let found = match (alarm::name_of(cx, arn), stream::name_of(cx, arn)) {
        (Some(name), _) => alarm::find(cx, &name)?.map(|found| Tagged::Alarm(found.into())),
        (None, Some(name)) => stream::find(cx, &name)?.map(|found| Tagged::Stream(found.into())),
        (None, None) => None,
    };
    found.ok_or_else(|| errors::resource(arn))
}
