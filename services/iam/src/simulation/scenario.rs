//! What has to be named together when the launch of an instance is simulated.

use crate::errors::invalid_input;
use haneul_pipeline::AwsError;

const SCENARIOS: [(&str, &[&str]); 4] = [
    (
        "EC2-VPC-InstanceStore",
        &["instance", "image", "security-group", "network-interface"],
    ),
    (
        "EC2-VPC-InstanceStore-Subnet",
        &[
            "instance",
            "image",
            "security-group",
            "network-interface",
            "subnet",
        ],
    ),
    (
        "EC2-VPC-EBS",
        &[
            "instance",
            "image",
            "security-group",
            "network-interface",
            "volume",
        ],
    ),
    (
        "EC2-VPC-EBS-Subnet",
        &[
            "instance",
            "image",
            "security-group",
            "network-interface",
            "subnet",
            "volume",
        ],
    ),
];

/// Refuses a scenario that is none, and resources that do not make it up.
pub fn check(option: &str, resources: &[String]) -> Result<(), AwsError> {
    let found = SCENARIOS.iter().find(|(name, _)| *name == option);
    let (_, kinds) =
        found.ok_or_else(|| invalid_input(format!("Invalid ResourceHandlingOption: {option}")))?;
    let named = |kind: &str| {
        let is = |arn: &String| {
            let mut parts = arn.splitn(6, ':');
            let (service, resource) = (parts.nth(2), parts.nth(2).unwrap_or_default());
            service == Some("ec2") && resource.split('/').next() == Some(kind)
        };
        resources.iter().any(is)
    };
    match kinds.iter().find(|kind| !named(kind)) {
        Some(kind) => Err(invalid_input(format!(
            "The scenario {option} needs a resource of type {kind}."
        ))),
        None => Ok(()),
    }
}
