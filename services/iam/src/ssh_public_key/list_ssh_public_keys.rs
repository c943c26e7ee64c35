//! ListSSHPublicKeys: those of one user; without a name, of whoever calls.

use super::row;
use crate::access_key::row::Owner;
use crate::page::Paging;
use crate::shapes::{ListSSHPublicKeysRequest, ListSSHPublicKeysResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListSSHPublicKeysRequest,
) -> Result<ListSSHPublicKeysResponse, AwsError> {
    let owner = Owner::named(cx, input.user_name.as_deref())?;
    let shape = [owner.id.as_str()];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let found = row::of(cx, &owner.id)?.into_iter();
    let user = owner.user.as_ref();
    let page = paging.of(found.map(|key| (key.id.clone(), row::metadata(user, key))));
    Ok(ListSSHPublicKeysResponse {
        ssh_public_keys: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
