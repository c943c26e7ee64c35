//! DeleteAccessKey: the key is refused for ever.

use super::row::{KEYS, Owner};
use crate::shapes::{DeleteAccessKeyOutput, DeleteAccessKeyRequest};
use haneul_pipeline::credentials::{self, Status};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeleteAccessKeyRequest) -> Result<DeleteAccessKeyOutput, AwsError> {
    let owner = Owner::named(cx, input.user_name.as_deref())?;
    let key = owner.key(cx, &input.access_key_id)?;
    credentials::set_status(cx.tx, &key.access_key, Status::Deleted)?;
    let scope = cx.account_scope();
    let place = (owner.id.as_str(), key.access_key.as_str());
    KEYS.delete(cx.tx, scope, &place)?;
    Ok(DeleteAccessKeyOutput {})
}
