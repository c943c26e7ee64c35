//! ListCertificateAuthorities: the account's own.

use super::row::AUTHORITIES;
use super::show::show;
use crate::shapes::{ListCertificateAuthoritiesRequest, ListCertificateAuthoritiesResponse};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: ListCertificateAuthoritiesRequest,
) -> Result<ListCertificateAuthoritiesResponse, AwsError> {
    if input.resource_owner.as_deref() == Some("OTHER_ACCOUNTS") {
        return Err(AwsError::not_implemented(
            "lists of authorities that others share",
        ));
    }
    let page = Page::of(input.max_results, input.next_token.as_deref(), limits::PAGE);
    let page = page.ok_or_else(errors::page)?;
    let read = |after: Option<&str>, most: usize| {
        let span = match after {
            Some(after) => Span::all().after(after),
            None => Span::all(),
        };
        Ok(AUTHORITIES.scan(cx.tx, cx.scope(), span, most, false)?)
    };
    let (rows, next_token) = page.fill(read, |_| true)?;
    let shown = rows.into_iter().map(|row| {
        let place = row.place(cx.account());
        show(cx, &place, row)
    });
    Ok(ListCertificateAuthoritiesResponse {
        certificate_authorities: Some(shown.collect::<Result<_, AwsError>>()?),
        next_token,
    })
}
