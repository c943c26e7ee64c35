//! ListImports: of the last ninety days.

use crate::address::Address;
use crate::import::row::IMPORTS;
use crate::import::show;
use crate::limits::DAY;
use crate::shapes::{ListImportsInput, ListImportsOutput};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

const MOST: usize = 25;

pub fn run(cx: &mut Cx, input: ListImportsInput) -> Result<ListImportsOutput, AwsError> {
    let limit = input.page_size.map_or(MOST, |most| most as usize);
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
    let (scope, since) = (cx.scope(), cx.now().as_microsecond() - 90 * DAY);
    let mut found = IMPORTS.scan_untracked(cx.tx, scope, span, limit + 1, false)?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found
        .last()
        .filter(|_| more)
        .map(|((table, id), _)| format!("{table}/{id}"));
    let shown = found.iter().filter(|(_, import)| import.started >= since);
    Ok(ListImportsOutput {
        import_summary_list: Some(shown.map(|(_, one)| show::summary(cx, one)).collect()),
        next_token: next,
    })
}
