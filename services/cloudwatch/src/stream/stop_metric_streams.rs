//! StopMetricStreams.

use super::row::switch;
use crate::shapes::{StopMetricStreamsInput, StopMetricStreamsOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: StopMetricStreamsInput,
) -> Result<StopMetricStreamsOutput, AwsError> {
    switch(cx, &input.names, false)?;
    Ok(StopMetricStreamsOutput::default())
}
