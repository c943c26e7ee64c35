//! `Resource` and `NotResource`.

use super::document::PolicyType;
use super::json::Node;
use super::report::{Place, Report};
use super::statement::{entries, is_empty_list};
use haneul_model::iam_facts;

pub fn validate(node: &Node, place: &Place, kind: PolicyType, report: &mut Report) {
    let missing = node.get("Resource").is_none() && node.get("NotResource").is_none();
    if missing && !matches!(kind, PolicyType::Resource | PolicyType::Trust) {
        report.error(
            "MISSING_RESOURCE",
            "Add a Resource or NotResource element to the policy statement.",
            &[place],
        );
    }
    for name in ["Resource", "NotResource"] {
        if is_empty_list(node, name) {
            let span = node.get(name).map_or(place.span, |n| n.span);
            report.suggest(
                "EMPTY_ARRAY_RESOURCE",
                "This statement includes no resources and does not affect the policy. Specify resources.",
                &[&place.value(name, span)],
            );
        }
        for (arn, place) in entries(node, place, name, report) {
            if arn != "*" {
                fields(arn, &place, report);
            }
        }
    }
}

fn is_wild(text: &str) -> bool {
    text.contains(['*', '?', '$'])
}

fn fields(arn: &str, place: &Place, report: &mut Report) {
    let parts: Vec<_> = arn.splitn(6, ':').collect();
    if parts[0] != "arn" {
        // A star may stand for the beginning too.
        if !is_wild(parts[0]) {
            report.error(
                "INVALID_ARN_PREFIX",
                "Add the required prefix (arn) to the resource ARN.",
                &[place],
            );
        }
        return;
    }
    let [_, partition, service, region, account, _] = parts[..] else {
        if !arn.ends_with('*') {
            report.error(
                "MISSING_ARN_FIELD",
                "Resource ARNs must include at least 6 fields in the following structure: arn:partition:service:region:account:resource",
                &[place],
            );
        }
        return;
    };
    if !is_wild(partition) && partition != "aws" && !partition.starts_with("aws-") {
        report.error(
            "INVALID_PARTITION",
            format!(
                "The resource ARN for the service {service} does not support the partition {partition}. Use the supported values: aws, aws-cn, aws-us-gov"
            ),
            &[place],
        );
    }
    if service.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return report.error(
            "INVALID_ARN_SERVICE_CASE",
            format!(
                "Update the service name {service} in the resource ARN to use all lowercase letters."
            ),
            &[place],
        );
    }
    let digits = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    if !account.is_empty() && !is_wild(account) && account != "aws" && !digits {
        report.error(
            "INVALID_ARN_ACCOUNT",
            format!(
                "The resource ARN account ID {account} is not valid. Provide a 12-digit account ID."
            ),
            &[place],
        );
    }
    let none_has = |field: usize| {
        let reference = iam_facts::reference(service);
        let types = reference.map_or(&[][..], |reference| &reference.resources);
        let empty = |arn: &str| arn.splitn(6, ':').nth(field) == Some("");
        !types.is_empty() && types.iter().all(|kind| empty(kind.arn))
    };
    if !region.is_empty() && !is_wild(region) && none_has(3) {
        report.error(
            "ARN_REGION_NOT_ALLOWED",
            format!(
                "The service {service} does not support specifying a Region in the resource ARN."
            ),
            &[place],
        );
    }
    if !account.is_empty() && !is_wild(account) && none_has(4) {
        report.error(
            "ARN_ACCOUNT_NOT_ALLOWED",
            format!(
                "The service {service} does not support specifying an account ID in the resource ARN."
            ),
            &[place],
        );
    }
}
