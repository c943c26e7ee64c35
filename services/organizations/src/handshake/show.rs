//! Handshakes, seen from both sides.
//!
//! Operations: DescribeHandshake, ListHandshakesForAccount, ListHandshakesForOrganization

use super::row::{self, Handshake};
use crate::access::{self, Standing};
use crate::account::profile;
use crate::errors;
use crate::page::Paging;
use crate::shapes::{self, *};
use haneul_pipeline::{AwsError, Cx};

pub fn describe_handshake(
    cx: &mut Cx,
    input: DescribeHandshakeRequest,
) -> Result<DescribeHandshakeResponse, AwsError> {
    let handshake = row::look(cx, &input.handshake_id)?.ok_or_else(errors::no_handshake)?;
    if !row::is_for_caller(cx, &handshake)? && !has_sent(cx, &handshake)? {
        return Err(errors::no_handshake());
    }
    Ok(DescribeHandshakeResponse {
        handshake: Some(row::shown(cx, &handshake)?),
    })
}

/// The organization that sent it, as far as the caller may look at what is the organization's.
fn has_sent(cx: &mut Cx, handshake: &Handshake) -> Result<bool, AwsError> {
    match access::standing(cx)? {
        Standing::Outside => Ok(false),
        Standing::Management(own) => Ok(own.id == handshake.organization),
        Standing::Member { .. } => Ok(access::reading(cx)?.id == handshake.organization),
    }
}

pub fn list_handshakes_for_account(
    cx: &mut Cx,
    input: ListHandshakesForAccountRequest,
) -> Result<ListHandshakesForAccountResponse, AwsError> {
    let account = cx.account().to_owned();
    let email = profile::find(cx, &account)?.email;
    let mut found = row::of_target(cx, &account)?;
    found.extend(row::of_target(cx, &email)?);
    let paging = Paging::read(cx, input.next_token.as_deref(), input.max_results, &[])?;
    let (handshakes, next_token) = page(cx, &paging, found, input.filter)?;
    Ok(ListHandshakesForAccountResponse {
        handshakes: Some(handshakes),
        next_token,
    })
}

pub fn list_handshakes_for_organization(
    cx: &mut Cx,
    input: ListHandshakesForOrganizationRequest,
) -> Result<ListHandshakesForOrganizationResponse, AwsError> {
    let organization = access::reading(cx)?;
    let found = row::of_organization(cx, &organization.id)?;
    let paging = Paging::read(cx, input.next_token.as_deref(), input.max_results, &[])?;
    let (handshakes, next_token) = page(cx, &paging, found, input.filter)?;
    Ok(ListHandshakesForOrganizationResponse {
        handshakes: Some(handshakes),
        next_token,
    })
}

/// All of ours are invitations, and none has another above it.
fn page(
    cx: &mut Cx,
    paging: &Paging,
    mut found: Vec<Handshake>,
    filter: Option<HandshakeFilter>,
) -> Result<(Vec<shapes::Handshake>, Option<String>), AwsError> {
    if let Some(filter) = filter {
        if filter.action_type.is_some() && filter.parent_handshake_id.is_some() {
            return Err(errors::input(
                "MAX_LIMIT_EXCEEDED_FILTER",
                "You can specify only one filter parameter for the operation.",
            ));
        }
        let other = filter.action_type.is_some_and(|action| action != "INVITE");
        if other || filter.parent_handshake_id.is_some() {
            found.clear();
        }
    }
    let (page, next_token) = paging.of(found.into_iter().map(|h| (h.id.clone(), h)).collect());
    let mut shown = Vec::with_capacity(page.len());
    for handshake in &page {
        shown.push(row::shown(cx, handshake)?);
    }
    Ok((shown, next_token))
}
