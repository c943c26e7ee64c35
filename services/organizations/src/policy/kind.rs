//! The kinds of policies, and AWS's limits for each.

use crate::errors;
use crate::organization::row::Organization;
use haneul_pipeline::AwsError;
use haneul_policy::PolicyKind;

pub const SERVICE_CONTROL: &str = "SERVICE_CONTROL_POLICY";
pub const RESOURCE_CONTROL: &str = "RESOURCE_CONTROL_POLICY";
pub const TAG: &str = "TAG_POLICY";
pub const AI_OPT_OUT: &str = "AISERVICES_OPT_OUT_POLICY";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    pub name: &'static str,
    /// The grammar, of those that have a say in decisions.
    pub grammar: Option<PolicyKind>,
    pub characters: usize,
    pub per_organization: usize,
    pub per_target: usize,
}

const KINDS: [Kind; 4] = [
    Kind {
        name: SERVICE_CONTROL,
        grammar: Some(PolicyKind::ServiceControl),
        characters: 5_120,
        per_organization: 10_000,
        per_target: 5,
    },
    Kind {
        name: RESOURCE_CONTROL,
        grammar: Some(PolicyKind::ResourceControl),
        characters: 5_120,
        per_organization: 1_000,
        per_target: 5,
    },
    Kind {
        name: TAG,
        grammar: None,
        characters: 10_000,
        per_organization: 1_000,
        per_target: 10,
    },
    Kind {
        name: AI_OPT_OUT,
        grammar: None,
        characters: 2_500,
        per_organization: 1_000,
        per_target: 5,
    },
];

/// The other kinds set things going in services that are not there: they are refused by name.
pub fn of(name: &str) -> Result<Kind, AwsError> {
    let found = KINDS.into_iter().find(|kind| kind.name == name);
    found.ok_or_else(|| {
        AwsError::not_implemented(format_args!("Organizations policies of type {name}"))
    })
}

/// An organisation that only pays together has no policies.
pub fn available(organization: &Organization, name: &str) -> Result<Kind, AwsError> {
    match organization.all_features {
        true => of(name),
        false => Err(errors::type_not_available()),
    }
}
