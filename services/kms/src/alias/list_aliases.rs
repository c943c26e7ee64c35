//! ListAliases: by name, of the account or of one key.

use super::row::{self, ALIASES, Alias};
use crate::shapes::{AliasListEntry, ListAliasesRequest, ListAliasesResponse};
use crate::{key, page};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: ListAliasesRequest) -> Result<ListAliasesResponse, AwsError> {
    let only = match &input.key_id {
        Some(id) => Some(key::open_own(cx, id)?.key.id),
        None => None,
    };
    let page = page::sized(
        input.limit,
        input.marker.as_deref(),
        crate::limits::SMALL_PAGE,
    )?;
    let scope = cx.scope();
    let (rows, next) = page.fill(
        |after, most| {
            let span = match after {
                Some(after) => Span::all().after(after),
                None => Span::all(),
            };
            let rows = ALIASES.scan(cx.tx, scope, span, most, false)?;
            Ok(rows.into_iter().map(|row| (row.0.clone(), row)).collect())
        },
        |(_, alias)| only.as_ref().is_none_or(|only| *only == alias.target),
    )?;
    let shown = rows.into_iter().map(|row| show(cx, row));
    Ok(ListAliasesResponse {
        aliases: Some(shown.collect()),
        truncated: Some(next.is_some()),
        next_marker: next,
    })
}

fn show(cx: &Cx, (name, alias): (String, Alias)) -> AliasListEntry {
    AliasListEntry {
        alias_arn: Some(row::arn(cx, cx.account(), &name)),
        alias_name: Some(name),
        target_key_id: Some(alias.target),
        creation_date: Some(alias.created),
        last_updated_date: Some(alias.updated),
    }
}
