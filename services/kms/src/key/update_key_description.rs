//! UpdateKeyDescription.

use super::{check_not_deleted, open_own, put};
use crate::shapes::UpdateKeyDescriptionRequest;
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: UpdateKeyDescriptionRequest) -> Result<Reply, AwsError> {
    let mut found = open_own(cx, &input.key_id)?;
    check_not_deleted(cx, &found)?;
    found.key.description = input.description;
    put(cx, &found, &found.key)?;
    Ok(Reply::default())
}
