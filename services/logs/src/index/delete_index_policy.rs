//! DeleteIndexPolicy: what comes from now on is not indexed.

use crate::errors;
use crate::group::row as groups;
use crate::index::row;
use crate::place;
use crate::shapes::{DeleteIndexPolicyRequest, DeleteIndexPolicyResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeleteIndexPolicyRequest,
) -> Result<DeleteIndexPolicyResponse, AwsError> {
    let name = place::group_name(cx, &input.log_group_identifier)?.to_owned();
    let group = groups::at(cx, &name)?;
    let mut indexes = row::of(cx, &group)?;
    if indexes.policy.is_none() {
        return Err(errors::missing(
            "The specified index policy does not exist.",
        ));
    }
    let now = cx.now().as_millisecond();
    indexes.change(None, &[], now);
    row::put(cx, &group, &indexes)?;
    Ok(DeleteIndexPolicyResponse::default())
}
