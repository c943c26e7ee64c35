//! Operations: TagResource, UntagResource

use super::rules;
use crate::place;
use crate::secret::row;
use crate::shapes::{TagResourceRequest, UntagResourceRequest};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn tag_resource(cx: &mut Cx, input: TagResourceRequest) -> Result<Reply, AwsError> {
    let mut found = place::primary(cx, &input.secret_id)?;
    rules::put(&mut found.secret.tags, input.tags)?;
    found.secret.changed = cx.now();
    row::save(cx, &found)?;
    Ok(Reply::default())
}

pub fn untag_resource(cx: &mut Cx, input: UntagResourceRequest) -> Result<Reply, AwsError> {
    let mut found = place::primary(cx, &input.secret_id)?;
    let gone = |key: &String| input.tag_keys.contains(key);
    found.secret.tags.retain(|(key, _)| !gone(key));
    found.secret.changed = cx.now();
    row::save(cx, &found)?;
    Ok(Reply::default())
}
