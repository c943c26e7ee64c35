//! StartMetricStreams.

use super::row::switch;
use crate::shapes::{StartMetricStreamsInput, StartMetricStreamsOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: StartMetricStreamsInput,
) -> Result<StartMetricStreamsOutput, AwsError> {
    switch(cx, &input.names, true)?;
    Ok(StartMetricStreamsOutput::default())
}
