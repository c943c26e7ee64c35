//! ListKeys: by id.

use super::{KEYS, arn};
use crate::page;
use crate::shapes::{KeyListEntry, ListKeysRequest, ListKeysResponse};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: ListKeysRequest) -> Result<ListKeysResponse, AwsError> {
    let owners = input.resource_owners.unwrap_or_default();
    if owners.iter().any(|owner| owner != "SELF") {
        return Err(AwsError::not_implemented("KMS keys shared through RAM"));
    }
    let page = page::of(input.limit, input.marker.as_deref())?;
    let scope = cx.scope();
    let (ids, next) = page.fill(
        |after, most| {
            let span = match after {
                Some(after) => Span::all().after(after),
                None => Span::all(),
            };
            let ids = KEYS.keys(cx.tx, scope, span, most, false)?;
            Ok(ids.into_iter().map(|id| (id.clone(), id)).collect())
        },
        |_| true,
    )?;
    let keys = ids.into_iter().map(|id| KeyListEntry {
        key_arn: Some(arn(cx, cx.account(), cx.region(), &id)),
        key_id: Some(id),
    });
    Ok(ListKeysResponse {
        keys: Some(keys.collect()),
        truncated: Some(next.is_some()),
        next_marker: next,
    })
}
