//! StopPipe: what its source still has stays there.

use super::answer::answer;
use super::row;
use crate::flow;
use crate::shapes::{StopPipeRequest, StopPipeResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: StopPipeRequest) -> Result<StopPipeResponse, AwsError> {
    let mut pipe = row::settled(cx, &input.name)?;
    pipe.desired = "STOPPED".to_owned();
    if pipe.state != "STOPPED" {
        pipe.modified = cx.now().as_microsecond();
        flow::change(cx, &mut pipe, "STOPPING")?;
    }
    Ok(answer!(StopPipeResponse, cx, &pipe))
}
