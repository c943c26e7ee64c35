//! UpdateAccessKey: switches a key on or off.

use super::row::Owner;
use crate::errors;
use crate::shapes::{UpdateAccessKeyOutput, UpdateAccessKeyRequest};
use haneul_pipeline::credentials::{self, Status};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: UpdateAccessKeyRequest) -> Result<UpdateAccessKeyOutput, AwsError> {
    let status = match errors::active(&input.status)? {
        true => Status::Active,
        false => Status::Inactive,
    };
    let owner = Owner::named(cx, input.user_name.as_deref())?;
    let key = owner.key(cx, &input.access_key_id)?;
    credentials::set_status(cx.tx, &key.access_key, status)?;
    Ok(UpdateAccessKeyOutput {})
}
