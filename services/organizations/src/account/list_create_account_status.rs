//! ListCreateAccountStatus.

use super::creation;
use crate::access;
use crate::page::Paging;
use crate::shapes::{ListCreateAccountStatusRequest, ListCreateAccountStatusResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListCreateAccountStatusRequest,
) -> Result<ListCreateAccountStatusResponse, AwsError> {
    let organization = access::reading(cx)?;
    let states = input.states.unwrap_or_default();
    let shape = states.join(",");
    let paging = Paging::read(
        cx,
        input.next_token.as_deref(),
        input.max_results,
        &[&shape],
    )?;
    let asked = |state: &str| states.is_empty() || states.iter().any(|s| s == state);
    let found = creation::all(cx, &organization.id)?;
    let found = found.into_iter().filter(|c| asked(c.state()));
    let (page, next_token) = paging.of(found.map(|c| (c.id.clone(), c)).collect());
    Ok(ListCreateAccountStatusResponse {
        create_account_statuses: Some(page.iter().map(creation::shown).collect()),
        next_token,
    })
}
