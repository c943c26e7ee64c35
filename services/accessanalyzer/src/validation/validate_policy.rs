//! ValidatePolicy: what there is to say of a policy, in the order it is written.

use super::document::{self, PolicyType};
use super::report;
use crate::errors;
use crate::page::{self, Asked};
use crate::shapes::{ValidatePolicyRequest, ValidatePolicyResponse};
use haneul_pipeline::{AwsError, Cx};

/// More than any policy may have.
const LONGEST: usize = 32 * 1_024;

pub fn run(_cx: &mut Cx, input: ValidatePolicyRequest) -> Result<ValidatePolicyResponse, AwsError> {
    if let Some(locale) = input.locale.as_deref().filter(|locale| *locale != "EN") {
        return Err(AwsError::not_implemented(format_args!(
            "findings in the language {locale}"
        )));
    }
    if input.policy_document.len() > LONGEST {
        return Err(errors::invalid("The policy document is too long."));
    }
    let of = input.validate_policy_resource_type.as_deref();
    let kind = match (&*input.policy_type, of) {
        ("RESOURCE_POLICY", Some("AWS::IAM::AssumeRolePolicyDocument")) => PolicyType::Trust,
        ("RESOURCE_POLICY", _) => PolicyType::Resource,
        (_, Some(_)) => {
            return Err(errors::invalid(
                "validatePolicyResourceType is only for resource policies.",
            ));
        }
        ("SERVICE_CONTROL_POLICY", _) => PolicyType::ServiceControl,
        ("RESOURCE_CONTROL_POLICY", _) => PolicyType::ResourceControl,
        _ => PolicyType::Identity,
    };
    let found = document::validate(&input.policy_document, kind)
        .0
        .into_iter();
    let placed = found.enumerate();
    let shown = placed.map(|(place, finding)| (format!("{place:06}"), report::shown(finding)));
    let asked = Asked {
        token: input.next_token.as_deref(),
        most: input.max_results,
    };
    let (findings, next_token) = page::of("ValidatePolicy", asked, shown.collect())?;
    Ok(ValidatePolicyResponse {
        findings: Some(findings),
        next_token,
    })
}
