//! ListAccessKeys: a holder's keys without their secrets.

use super::row::{self, Owner};
use crate::page::Paging;
use crate::shapes::{ListAccessKeysRequest, ListAccessKeysResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ListAccessKeysRequest) -> Result<ListAccessKeysResponse, AwsError> {
    let owner = Owner::named(cx, input.user_name.as_deref())?;
    let shape = [owner.id.as_str()];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let keys = owner.keys(cx)?;
    let keyed = keys
        .iter()
        .map(|key| (key.access_key.clone(), row::metadata(&owner, key)));
    let page = paging.of(keyed);
    Ok(ListAccessKeysResponse {
        access_key_metadata: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
