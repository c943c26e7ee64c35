//! ListOrganizationalUnitsForParent.

use super::row;
use crate::page::Paging;
use crate::shapes::{
    ListOrganizationalUnitsForParentRequest, ListOrganizationalUnitsForParentResponse,
};
use crate::{access, errors, tree};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListOrganizationalUnitsForParentRequest,
) -> Result<ListOrganizationalUnitsForParentResponse, AwsError> {
    let organization = access::reading(cx)?;
    let (token, parent) = (input.next_token.as_deref(), input.parent_id.as_str());
    let paging = Paging::read(cx, token, input.max_results, &[parent])?;
    if !tree::is_parent(cx, &organization, parent)? {
        return Err(errors::no_parent());
    }
    let units = row::under(cx, &organization.id, parent)?;
    let (units, next_token) = paging.of(units.into_iter().map(|u| (u.id.clone(), u)).collect());
    let mut shown = Vec::with_capacity(units.len());
    for unit in &units {
        shown.push(row::shown(cx, &organization, unit)?);
    }
    Ok(ListOrganizationalUnitsForParentResponse {
        organizational_units: Some(shown),
        next_token,
    })
}
