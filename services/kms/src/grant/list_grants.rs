//! ListGrants: of a key.

use super::row::GRANTS;
use super::show;
use crate::shapes::{ListGrantsRequest, ListGrantsResponse};
use crate::{key, limits, page};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: ListGrantsRequest) -> Result<ListGrantsResponse, AwsError> {
    let found = key::open_own(cx, &input.key_id)?;
    let page = page::sized(input.limit, input.marker.as_deref(), limits::SMALL_PAGE)?;
    let (id, grantee) = (input.grant_id, input.grantee_principal);
    let grantee = grantee.or(input.grantee_service_principal);
    let scope = found.scope(cx);
    let (tx, of) = (&mut *cx.tx, found.key.id.as_str());
    let (grants, next) = page.fill(
        |after, most| {
            let span = match after {
                Some(after) => Span::prefix(&(of,)).after(&(of, after)),
                None => Span::prefix(&(of,)),
            };
            let rows = GRANTS.scan(tx, scope, span, most, false)?;
            Ok(rows
                .into_iter()
                .map(|((_, id), grant)| (id, grant))
                .collect())
        },
        |grant| {
            id.as_ref().is_none_or(|id| *id == grant.id)
                && grantee
                    .as_ref()
                    .is_none_or(|grantee| *grantee == grant.grantee)
        },
    )?;
    let arn = found.arn(cx);
    Ok(ListGrantsResponse {
        grants: Some(
            grants
                .into_iter()
                .map(|grant| show::entry(&arn, grant))
                .collect(),
        ),
        truncated: Some(next.is_some()),
        next_marker: next,
    })
}
