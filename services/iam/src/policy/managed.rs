//! A managed policy by its ARN, whoever it belongs to.

use super::row::{self, POLICIES, Policy};
use crate::arn::{self, Parts};
use crate::entity::key;
use crate::usage::Tally;
use crate::{errors, shapes, tags};
use haneul_model::iam_facts::{ManagedPolicy, managed_policies, managed_policy};
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;

pub enum Managed {
    Aws(&'static ManagedPolicy),
    Own(Policy),
}

/// The descriptions of policies that people look up most.
const DESCRIPTIONS: [(&str, &str); 4] = [
    (
        "AdministratorAccess",
        "Provides full access to AWS services and resources.",
    ),
    (
        "PowerUserAccess",
        "Provides full access to AWS services and resources, but does not allow management of \
         Users and groups.",
    ),
    (
        "ReadOnlyAccess",
        "Provides read-only access to AWS services and resources.",
    ),
    (
        "AmazonS3FullAccess",
        "Provides full access to all buckets via the AWS Management Console.",
    ),
];

/// `AdministratorAccess` of `arn:aws:iam::aws:policy/AdministratorAccess`.
pub fn name(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// `/service-role/` of `arn:aws:iam::aws:policy/service-role/X`.
pub fn path(arn: &str) -> &str {
    match (arn.find('/'), arn.rfind('/')) {
        (Some(first), Some(last)) => &arn[first..=last],
        _ => "/",
    }
}

pub fn check(arn: &str) -> Result<Parts<'_>, AwsError> {
    let parts = Parts::of(arn).filter(|p| p.service == "iam" && p.kind == "policy");
    parts.ok_or_else(|| errors::invalid_arn(arn))
}

pub fn look(cx: &mut Cx, arn: &str) -> Result<Option<Managed>, AwsError> {
    let parts = check(arn)?;
    if parts.partition != cx.partition() {
        return Ok(None);
    }
    if parts.account == "aws" {
        return Ok(aws(parts).map(Managed::Aws));
    }
    if parts.account != cx.account() {
        return Ok(None);
    }
    let scope = cx.account_scope();
    let found = POLICIES.get(cx.tx, scope, &key(parts.name()))?;
    let same = |policy: &Policy| own_arn(parts.partition, parts.account, policy) == arn;
    Ok(found.filter(same).map(Managed::Own))
}

pub fn find(cx: &mut Cx, arn: &str) -> Result<Managed, AwsError> {
    look(cx, arn)?.ok_or_else(|| errors::no_policy(arn))
}

/// A policy that its account can change.
pub fn find_own(cx: &mut Cx, arn: &str) -> Result<Policy, AwsError> {
    match find(cx, arn)? {
        Managed::Own(policy) => Ok(policy),
        Managed::Aws(_) => Err(errors::not_yours(arn)),
    }
}

/// AWS's policies are known by their ARN in the first partition.
pub fn aws(parts: Parts) -> Option<&'static ManagedPolicy> {
    managed_policy(&format!("arn:aws:iam::aws:policy/{}", parts.rest))
}

pub fn own_arn(partition: &str, account: &str, policy: &Policy) -> String {
    arn::of(partition, account, "policy", &policy.path, &policy.name)
}

/// AWS's policies from this name on, in the order of their names in lower case.
pub fn all_aws() -> &'static [(String, &'static ManagedPolicy)] {
    static SORTED: std::sync::LazyLock<Vec<(String, &'static ManagedPolicy)>> =
        std::sync::LazyLock::new(|| {
            let mut all: Vec<_> = managed_policies().map(|p| (key(p.name), p)).collect();
            all.sort_by(|a, b| a.0.cmp(&b.0));
            all
        });
    &SORTED
}

impl Managed {
    pub fn arn(&self, cx: &Cx) -> String {
        match self {
            Managed::Own(policy) => own_arn(cx.partition(), cx.account(), policy),
            Managed::Aws(policy) => {
                arn::of(cx.partition(), "aws", "policy", policy.path, policy.name)
            }
        }
    }

    pub fn path(&self) -> &str {
        match self {
            Managed::Own(policy) => &policy.path,
            Managed::Aws(policy) => policy.path,
        }
    }

    /// As lists show it: without description and tags.
    pub fn listed(&self, cx: &Cx, tally: Tally) -> shapes::Policy {
        let arn = Some(self.arn(cx));
        let (attached, boundaries) = (Some(tally.attached), Some(tally.boundaries));
        match self {
            Managed::Own(policy) => shapes::Policy {
                policy_name: Some(policy.name.clone()),
                policy_id: Some(policy.id.clone()),
                arn,
                path: Some(policy.path.clone()),
                default_version_id: Some(version_id(policy.default_version)),
                attachment_count: attached,
                permissions_boundary_usage_count: boundaries,
                is_attachable: Some(true),
                create_date: Some(policy.created),
                update_date: Some(policy.updated),
                ..shapes::Policy::default()
            },
            Managed::Aws(policy) => shapes::Policy {
                policy_name: Some(policy.name.to_owned()),
                policy_id: Some(aws_id(policy.name)),
                arn,
                path: Some(policy.path.to_owned()),
                default_version_id: Some(policy.version.to_owned()),
                attachment_count: attached,
                permissions_boundary_usage_count: boundaries,
                is_attachable: Some(true),
                create_date: policy.created.parse().ok(),
                update_date: policy.updated.parse().ok(),
                ..shapes::Policy::default()
            },
        }
    }

    pub fn shown(&self, cx: &Cx, tally: Tally) -> shapes::Policy {
        let (description, tags) = match self {
            Managed::Own(policy) => (policy.description.clone(), tags::all(&policy.tags)),
            Managed::Aws(policy) => (description(policy.name), Vec::new()),
        };
        shapes::Policy {
            description,
            tags: Some(tags),
            ..self.listed(cx, tally)
        }
    }

    /// Every version that is known: id, document, creation and whether it is the default.
    pub fn versions(&self, cx: &mut Cx) -> Result<Vec<ShownVersion>, AwsError> {
        let policy = match self {
            Managed::Aws(policy) => {
                return Ok(vec![ShownVersion {
                    id: policy.version.to_owned(),
                    document: policy.document().to_owned(),
                    created: policy.updated.parse().unwrap_or_default(),
                    is_default: true,
                }]);
            }
            Managed::Own(policy) => policy,
        };
        let versions = row::versions(cx, policy)?.into_iter();
        let shown = versions.map(|(number, version)| ShownVersion {
            id: version_id(number),
            document: version.document,
            created: version.created,
            is_default: number == policy.default_version,
        });
        Ok(shown.collect())
    }
}

pub struct ShownVersion {
    pub id: String,
    pub document: String,
    pub created: Timestamp,
    pub is_default: bool,
}

impl ShownVersion {
    pub fn listed(&self) -> shapes::PolicyVersion {
        shapes::PolicyVersion {
            document: None,
            version_id: Some(self.id.clone()),
            is_default_version: Some(self.is_default),
            create_date: Some(self.created),
        }
    }
}

pub fn version_id(number: u32) -> String {
    format!("v{number}")
}

/// The number of `v3`, or of `v3.…` as the model allows; `None` for what never was a version.
pub fn version_number(id: &str) -> Option<u32> {
    let digits = id.strip_prefix('v')?;
    digits.parse().ok().filter(|n| version_id(*n) == id)
}

fn description(name: &str) -> Option<String> {
    let found = DESCRIPTIONS.iter().find(|(known, _)| *known == name);
    found.map(|(_, text)| (*text).to_owned())
}

/// AWS's own ids are not public: one that is the same everywhere, made of the name.
fn aws_id(name: &str) -> String {
    const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    let mut id = "ANPA".to_owned();
    for round in 0..17_u8 {
        for byte in name.bytes().chain([round]) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        id.push(char::from(BASE32[(state >> 32) as usize & 31]));
    }
    id
}
