//! StartPipe: what it left in its source goes on.

use super::answer;
use super::row;
use crate::flow;
use crate::shapes::{CreatePipeResponse, StartPipeRequest, StartPipeResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: StartPipeRequest) -> Result<StartPipeResponse, AwsError> {
    let mut pipe = row::settled(cx, &input.name)?;
    pipe.desired = "RUNNING".to_owned();
    if pipe.state != "RUNNING" {
        pipe.modified = cx.now().as_microsecond();
        flow::change(cx, &mut pipe, "STARTING")?;
    }
    let CreatePipeResponse {
        arn,
        name,
        desired_state,
        current_state,
        creation_time,
        last_modified_time,
    } = answer::of(cx, &pipe);
    Ok(StartPipeResponse {
        arn,
        name,
        desired_state,
        current_state,
        creation_time,
        last_modified_time,
    })
}
