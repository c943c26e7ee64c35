//! ListSecrets: in the order of a date or of names, those of all filters.

use super::row::{SECRETS, Secret};
use super::{fits, show};
use crate::shapes::{ListSecretsRequest, ListSecretsResponse};
use crate::{errors, limits};
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;
use jiff::Timestamp;

/// Where a secret stands in the listing: a date, or nothing, and its name.
type Place = (i64, String);

pub fn run(cx: &mut Cx, input: ListSecretsRequest) -> Result<ListSecretsResponse, AwsError> {
    let after = input.next_token.as_deref().map(read).transpose()?;
    let by = input.sort_by.as_deref().unwrap_or("created-date");
    let up = input.sort_order.as_deref() == Some("asc");
    let limit = input
        .max_results
        .map_or(limits::PAGE, |most| most.max(1) as usize);
    let marked = input.include_planned_deletion == Some(true);
    let rows = SECRETS.scan(cx.tx, cx.scope(), Span::all(), usize::MAX, false)?;
    let listed = |secret: &Secret| {
        (marked || secret.deletion.is_none()) && fits(input.filters.as_deref(), secret, cx.region())
    };
    let rows = rows.into_iter().map(|(_, secret)| secret).filter(listed);
    let mut rows: Vec<(Place, Secret)> = rows.map(|secret| (place(by, &secret), secret)).collect();
    rows.sort_by(|(a, _), (b, _)| if up { a.cmp(b) } else { b.cmp(a) });
    if let Some(after) = after {
        rows.retain(|(place, _)| if up { *place > after } else { *place < after });
    }
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more);
    let next_token = last.map(|((date, name), _)| BASE64_STANDARD.encode(format!("{date}/{name}")));
    let shown = rows.into_iter().map(|(_, secret)| show::listed(cx, secret));
    Ok(ListSecretsResponse {
        secret_list: Some(shown.collect()),
        next_token,
    })
}

fn place(by: &str, secret: &Secret) -> Place {
    let date = |date: Option<Timestamp>| date.map_or(0, Timestamp::as_microsecond);
    let date = match by {
        "created-date" => date(Some(secret.created)),
        "last-changed-date" => date(Some(secret.changed)),
        "last-accessed-date" => date(secret.accessed),
        _ => 0,
    };
    (date, secret.name.clone())
}

fn read(token: &str) -> Result<Place, AwsError> {
    let bytes = BASE64_STANDARD.decode(token).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let place = text.as_deref().and_then(|text| text.split_once('/'));
    let place = place.and_then(|(date, name)| Some((date.parse().ok()?, name.to_owned())));
    place.ok_or_else(errors::next_token)
}
