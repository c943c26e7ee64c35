//! CheckNoPublicAccess: whether a resource's policy lets everybody in.

use super::{parse, reason};
use crate::shapes::{CheckNoPublicAccessRequest, CheckNoPublicAccessResponse};
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::{Owner, PolicyKind};

pub fn run(
    _cx: &mut Cx,
    input: CheckNoPublicAccessRequest,
) -> Result<CheckNoPublicAccessResponse, AwsError> {
    let kind = match &*input.resource_type {
        "AWS::IAM::AssumeRolePolicyDocument" => PolicyKind::Trust,
        _ => PolicyKind::Resource,
    };
    let policy = parse(&input.policy_document, kind)?;
    // Whoever owns the resource: everybody is from outside.
    let owner = Owner {
        account: "",
        canonical_id: None,
    };
    let openings = policy
        .openings(owner)
        .into_iter()
        .filter(|opening| opening.is_public);
    let reasons: Vec<_> = openings
        .map(|opening| {
            let statement = &policy.statements()[opening.statement];
            reason("Public access granted", opening.statement, statement)
        })
        .collect();
    let pass = reasons.is_empty();
    Ok(CheckNoPublicAccessResponse {
        result: Some(if pass { "PASS" } else { "FAIL" }.to_owned()),
        message: Some(
            match pass {
                true => {
                    "The resource policy does not grant public access for the given resource type."
                }
                false => "The resource policy grants public access for the given resource type.",
            }
            .to_owned(),
        ),
        reasons: (!pass).then_some(reasons),
    })
}
