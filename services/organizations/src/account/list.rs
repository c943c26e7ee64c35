//! Members, of the whole organisation or of one parent.
//!
//! Operations: ListAccounts, ListAccountsForParent

use super::row::{self, Member};
use super::shown;
use crate::organization::row::Organization;
use crate::page::Paging;
use crate::shapes::*;
use crate::{access, errors, tree};
use haneul_pipeline::{AwsError, Cx};

pub fn list_accounts(
    cx: &mut Cx,
    input: ListAccountsRequest,
) -> Result<ListAccountsResponse, AwsError> {
    let organization = access::reading(cx)?;
    let paging = Paging::read(cx, input.next_token.as_deref(), input.max_results, &[])?;
    let all = row::all(cx, &organization.id)?;
    let (accounts, next_token) = page(cx, &organization, &paging, all)?;
    Ok(ListAccountsResponse {
        accounts: Some(accounts),
        next_token,
    })
}

pub fn list_accounts_for_parent(
    cx: &mut Cx,
    input: ListAccountsForParentRequest,
) -> Result<ListAccountsForParentResponse, AwsError> {
    let organization = access::reading(cx)?;
    let (token, parent) = (input.next_token.as_deref(), input.parent_id.as_str());
    let paging = Paging::read(cx, token, input.max_results, &[parent])?;
    if !tree::is_parent(cx, &organization, parent)? {
        return Err(errors::no_parent());
    }
    let under = row::under(cx, &organization.id, parent)?;
    let (accounts, next_token) = page(cx, &organization, &paging, under)?;
    Ok(ListAccountsForParentResponse {
        accounts: Some(accounts),
        next_token,
    })
}

fn page(
    cx: &mut Cx,
    organization: &Organization,
    paging: &Paging,
    members: Vec<Member>,
) -> Result<(Vec<Account>, Option<String>), AwsError> {
    let keyed = members.into_iter().map(|m| (m.account.clone(), m));
    let (page, next_token) = paging.of(keyed.collect());
    let mut accounts = Vec::with_capacity(page.len());
    for member in &page {
        accounts.push(shown::account(cx, organization, member)?);
    }
    Ok((accounts, next_token))
}
