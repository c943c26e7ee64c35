//! DescribeIndexPolicies: those of groups.

use crate::errors;
use crate::group::row as groups;
use crate::index::row;
use crate::place;
use crate::shapes::{DescribeIndexPoliciesRequest, DescribeIndexPoliciesResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeIndexPoliciesRequest,
) -> Result<DescribeIndexPoliciesResponse, AwsError> {
    // All are told at once.
    if input.next_token.is_some() {
        return Err(errors::next_token());
    }
    let mut found = Vec::new();
    for identifier in &input.log_group_identifiers {
        let name = place::group_name(cx, identifier)?.to_owned();
        let group = groups::at(cx, &name)?;
        let indexes = row::of(cx, &group)?;
        found.extend(indexes.shown(cx, &group));
    }
    Ok(DescribeIndexPoliciesResponse {
        index_policies: Some(found),
        next_token: None,
    })
}
