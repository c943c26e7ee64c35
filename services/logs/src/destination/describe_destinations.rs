//! DescribeDestinations: the account's destinations in this Region, by name.

use crate::destination::put_destination::show;
use crate::destination::row::DESTINATIONS;
use crate::limits::LIST;
use crate::page::page;
use crate::shapes::{DescribeDestinationsRequest, DescribeDestinationsResponse};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: DescribeDestinationsRequest,
) -> Result<DescribeDestinationsResponse, AwsError> {
    let page = page(input.limit, input.next_token.as_deref(), LIST)?;
    let prefix = input.destination_name_prefix.unwrap_or_default();
    let scope = cx.scope();
    let (rows, next_token) = page.fill(
        |after, most| {
            let mut span = Span::starts_with(&(), &prefix);
            if let Some(after) = after {
                span = span.after(after);
            }
            Ok(DESTINATIONS.scan(cx.tx, scope, span, most, false)?)
        },
        |_| true,
    )?;
    Ok(DescribeDestinationsResponse {
        destinations: Some(rows.into_iter().map(|row| show(cx, row)).collect()),
        next_token,
    })
}
