//! ListAliases: by name; of one version, where that is asked for.

use super::row::{self, ALIASES, Alias};
use crate::function::row as functions;
use crate::names::Named;
use crate::shapes::{ListAliasesRequest, ListAliasesResponse};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: ListAliasesRequest) -> Result<ListAliasesResponse, AwsError> {
    let named = Named::whole(cx, &input.function_name)?;
    let function = functions::open(cx, &named)?;
    let wanted = match &input.function_version {
        Some(said) => Some(row::number(cx, &named, &function, said)?),
        None => None,
    };
    let page = Page::of(input.max_items, input.marker.as_deref(), limits::LISTED);
    let page = page.ok_or_else(errors::marker)?;
    let scope = cx.scope_of(&named.account, cx.region());
    let leads = |alias: &Alias, to: u64| {
        alias.version == to || alias.other.is_some_and(|(other, _)| other == to)
    };
    let (aliases, next_marker) = page.fill(
        |after, limit| {
            let span = Span::prefix(&named.name);
            let span = match after {
                Some(after) => span.after(&(named.name.clone(), after.to_owned())),
                None => span,
            };
            let rows = ALIASES.scan(cx.tx, scope, span, limit, false)?;
            Ok(rows
                .into_iter()
                .map(|((_, name), alias)| (name, alias))
                .collect())
        },
        |alias| wanted.is_none_or(|to| leads(alias, to)),
    )?;
    let aliases = aliases.into_iter();
    Ok(ListAliasesResponse {
        aliases: Some(aliases.map(|alias| row::shown(cx, &named, alias)).collect()),
        next_marker,
    })
}
