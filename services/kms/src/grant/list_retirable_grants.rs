//! ListRetirableGrants: those that a principal may retire, of all keys of the account.

use super::row::GRANTS;
use super::show;
use crate::shapes::{ListGrantsResponse, ListRetirableGrantsRequest};
use crate::{errors, key, limits, page};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, key_bytes};

pub fn run(cx: &mut Cx, input: ListRetirableGrantsRequest) -> Result<ListGrantsResponse, AwsError> {
    let who = input
        .retiring_principal
        .or(input.retiring_service_principal);
    let who = who.ok_or_else(|| errors::invalid("RetiringPrincipal is required."))?;
    let page = page::sized(input.limit, input.marker.as_deref(), limits::SMALL_PAGE)?;
    let (scope, tx) = (cx.scope(), &mut *cx.tx);
    let prefix = key_bytes(&(who.as_str(),));
    let (rows, next) = page.fill(
        |after, most| {
            let all = Span::raw_prefix(prefix.clone());
            // As the index has them: the grant, then its key.
            let span = match after.and_then(|after| after.split_once(' ')) {
                Some((id, of)) => all.after_prefix(&(who.as_str(), id, of)),
                None => all,
            };
            let rows = GRANTS.index_scan(tx, scope, "retiring", span, most, false)?;
            let named = |row: ((String, String), _)| (format!("{} {}", row.0.1, row.0.0), row);
            Ok(rows.into_iter().map(named).collect())
        },
        |_| true,
    )?;
    let grants = rows
        .into_iter()
        .map(|((of, _), grant)| show::entry(&key::arn(cx, cx.account(), cx.region(), &of), grant));
    Ok(ListGrantsResponse {
        grants: Some(grants.collect()),
        truncated: Some(next.is_some()),
        next_marker: next,
    })
}
