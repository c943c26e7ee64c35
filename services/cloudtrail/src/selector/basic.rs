//! Event selectors.

use crate::errors;
use haneul_pipeline::AwsError;
use haneul_pipeline::trail::Facts;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Basic {
    /// `All`, `ReadOnly` or `WriteOnly`.
    pub kind: String,
    pub management: bool,
    /// Types of resources, with the beginnings of their ARNs.
    pub data: Vec<(String, Vec<String>)>,
    pub excluded: Vec<String>,
}

impl Default for Basic {
    fn default() -> Self {
        Self {
            kind: "All".to_owned(),
            management: true,
            data: Vec::new(),
            excluded: Vec::new(),
        }
    }
}

/// What of data resources basic selectors know.
const TYPES: [&str; 3] = [
    "AWS::S3::Object",
    "AWS::Lambda::Function",
    "AWS::DynamoDB::Table",
];
const SELECTORS: usize = 5;
const RESOURCES: usize = 250;
/// The services whose management events can be left out.
const EXCLUDABLE: [&str; 2] = ["kms.amazonaws.com", "rdsdata.amazonaws.com"];

impl Basic {
    pub fn wants(&self, facts: &Facts) -> bool {
        let kind = match self.kind.as_str() {
            "ReadOnly" => facts.read_only,
            "WriteOnly" => !facts.read_only,
            _ => true,
        };
        kind && match facts.data {
            None => self.management && !self.excluded.iter().any(|source| source == facts.source),
            Some(data) => self.data.iter().any(|(kind, begin)| {
                kind == data
                    && facts
                        .resources
                        .iter()
                        .any(|arn| begin.iter().any(|begin| is_within(arn, begin)))
            }),
        }
    }
}

/// `arn:aws:s3` means every object of every bucket, `arn:aws:s3:::bucket/` those of one.
fn is_within(arn: &str, begin: &str) -> bool {
    arn.starts_with(begin) || begin.strip_suffix('/') == Some(arn)
}

pub fn check(list: &[Basic]) -> Result<(), AwsError> {
    if list.is_empty() || list.len() > SELECTORS {
        return Err(errors::invalid_selectors(format!(
            "A trail must have between 1 and {SELECTORS} event selectors."
        )));
    }
    let resources = list.iter().flat_map(|selector| &selector.data);
    for (kind, begins) in resources.clone() {
        if !TYPES.contains(&kind.as_str()) {
            return Err(errors::invalid_selectors(format!(
                "Value {kind} for DataResources.Type is invalid."
            )));
        }
        let good = |arn: &String| arn.starts_with("arn:");
        if begins.is_empty() || !begins.iter().all(good) {
            return Err(errors::invalid_selectors(
                "Value for DataResources.Values is invalid.".to_owned(),
            ));
        }
    }
    if resources.map(|(_, arns)| arns.len()).sum::<usize>() > RESOURCES {
        return Err(errors::invalid_selectors(format!(
            "A trail must not have more than {RESOURCES} data resources."
        )));
    }
    let mut excluded = list.iter().flat_map(|selector| &selector.excluded);
    match excluded.find(|source| !EXCLUDABLE.contains(&source.as_str())) {
        Some(source) => Err(errors::invalid_selectors(format!(
            "Value {source} for ExcludeManagementEventSources is invalid."
        ))),
        None => Ok(()),
    }
}
