//! DeletePipe: what its source still has stays there.

use super::answer::answer;
use super::row;
use crate::shapes::{DeletePipeRequest, DeletePipeResponse};
use crate::{errors, flow};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeletePipeRequest) -> Result<DeletePipeResponse, AwsError> {
    let mut pipe = row::open(cx, &input.name)?;
    if pipe.state == "DELETING" {
        let message = format!("Pipe {} is being deleted.", pipe.name);
        return Err(errors::conflict(message, &pipe.name));
    }
    pipe.desired = "DELETED".to_owned();
    pipe.modified = cx.now().as_microsecond();
    flow::change(cx, &mut pipe, "DELETING")?;
    Ok(answer!(DeletePipeResponse, cx, &pipe))
}
