//! ListRoots: there is one, which came with the organisation.

use super::row;
use crate::access;
use crate::page::Paging;
use crate::shapes::{ListRootsRequest, ListRootsResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ListRootsRequest) -> Result<ListRootsResponse, AwsError> {
    let organization = access::reading(cx)?;
    let paging = Paging::read(cx, input.next_token.as_deref(), input.max_results, &[])?;
    let root = (
        organization.root.clone(),
        row::root_shown(cx, &organization),
    );
    let (roots, next_token) = paging.of(vec![root]);
    Ok(ListRootsResponse {
        roots: Some(roots),
        next_token,
    })
}
