//! ListExports: of the last ninety days.

use crate::address::Address;
use crate::export::row::EXPORTS;
use crate::export::show;
use crate::shapes::{ListExportsInput, ListExportsOutput};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

const MOST: usize = 25;

pub fn run(cx: &mut Cx, input: ListExportsInput) -> Result<ListExportsOutput, AwsError> {
    let limit = input.max_results.map_or(MOST, |most| most as usize);
    let mut span = Span::all();
    if let Some(arn) = &input.table_arn {
        let address = Address::of(cx, arn)?;
        span = Span::prefix(&(address.name.as_str(),));
    }
    if let Some((table, id)) = input
        .next_token
        .as_deref()
        .and_then(|token| token.split_once('/'))
    {
        span = span.after(&(table, id));
    }
    let scope = cx.scope();
    let mut found = EXPORTS.scan_untracked(cx.tx, scope, span, limit + 1, false)?;
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| more);
    Ok(ListExportsOutput {
        next_token: last.map(|((table, id), _)| format!("{table}/{id}")),
        export_summaries: Some(
            found
                .iter()
                .map(|(_, one)| show::summary(cx, one))
                .collect(),
        ),
    })
}
