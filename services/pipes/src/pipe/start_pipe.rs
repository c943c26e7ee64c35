//! StartPipe: what it left in its source goes on.

use super::answer::answer;
use super::row;
use crate::flow;
use crate::shapes::{StartPipeRequest, StartPipeResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: StartPipeRequest) -> Result<StartPipeResponse, AwsError> {
    let mut pipe = row::settled(cx, &input.name)?;
    pipe.desired = "RUNNING".to_owned();
    if pipe.state != "RUNNING" {
        pipe.modified = cx.now().as_microsecond();
        flow::change(cx, &mut pipe, "STARTING")?;
    }
    Ok(answer!(StartPipeResponse, cx, &pipe))
}
