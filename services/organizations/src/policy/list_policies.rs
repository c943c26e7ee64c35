//! ListPolicies: of one kind, AWS's own among them.

use super::{managed, row};
use crate::access;
use crate::page::Paging;
use crate::shapes::{ListPoliciesRequest, ListPoliciesResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ListPoliciesRequest) -> Result<ListPoliciesResponse, AwsError> {
    let organization = access::reading(cx)?;
    let (token, kind) = (input.next_token.as_deref(), input.filter.as_str());
    let paging = Paging::read(cx, token, input.max_results, &[kind])?;
    let mut all = row::all(cx, &organization.id)?;
    if organization.all_features {
        all.extend(managed::ALL.iter().filter_map(|(id, _)| managed::find(id)));
    }
    let alike = all.into_iter().filter(|policy| policy.kind == kind);
    let (page, next_token) = paging.of(alike.map(|p| (p.id.clone(), p)).collect());
    let shown = page
        .iter()
        .map(|policy| row::summary(cx, &organization, policy));
    Ok(ListPoliciesResponse {
        policies: Some(shown.collect()),
        next_token,
    })
}
