//! GetQueueUrl: the address of a queue of this account, or of one that lets the caller in.

use crate::address;
use crate::errors;
use crate::queue::row;
use crate::shapes::{GetQueueUrlRequest, GetQueueUrlResult};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetQueueUrlRequest) -> Result<GetQueueUrlResult, AwsError> {
    let owner = input.queue_owner_aws_account_id.as_deref();
    let owner = owner.unwrap_or(cx.account());
    row::find(cx, owner, &input.queue_name)?.ok_or_else(errors::no_queue)?;
    Ok(GetQueueUrlResult {
        queue_url: Some(address::url(cx, owner, &input.queue_name)),
    })
}
