//! CreateAccessKey: the only time its secret is shown.

use super::row::{AccessKey, KEYS, Owner};
use crate::shapes::{self, CreateAccessKeyRequest, CreateAccessKeyResponse};
use crate::{entity, errors, limits};
use haneul_pipeline::credentials::{self, Credential, Status};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;

pub fn run(
    cx: &mut Cx,
    input: CreateAccessKeyRequest,
) -> Result<CreateAccessKeyResponse, AwsError> {
    let owner = Owner::named(cx, input.user_name.as_deref())?;
    if owner.keys(cx)?.len() >= limits::ACCESS_KEYS_PER_USER {
        let limit = limits::ACCESS_KEYS_PER_USER;
        return Err(errors::quota("AccessKeysPerUser", limit));
    }
    let credential = Credential {
        access_key: ids::access_key_id(cx.random(), "AKIA"),
        secret: ids::secret_access_key(cx.random()),
        partition: cx.partition().to_owned(),
        account: cx.account().to_owned(),
        status: Status::Active,
        holder: owner.holder(cx),
        created: entity::now(cx),
        session: None,
    };
    credentials::issue(cx.tx, &credential)?;
    let scope = cx.account_scope();
    let place = (owner.id.as_str(), credential.access_key.as_str());
    KEYS.put(cx.tx, scope, &place, &AccessKey {})?;
    Ok(CreateAccessKeyResponse {
        access_key: Some(shapes::AccessKey {
            user_name: owner.name(),
            access_key_id: Some(credential.access_key),
            status: Some("Active".to_owned()),
            secret_access_key: Some(credential.secret),
            create_date: Some(credential.created),
        }),
    })
}
