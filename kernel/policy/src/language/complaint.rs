use std::borrow::Cow;

use super::PolicyKind;

/// Why a document was refused, in AWS's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PolicyError {
    pub message: String,
}

/// The same fault reads differently in IAM and in a resource's own service.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Complaint<'a> {
    InvalidJson,
    LeadingSpace,
    Syntax,
    OldVersion,
    UnknownVersion,
    UnknownField(&'a str),
    MissingField(&'a str),
    ProhibitedField(&'a str),
    EmptyStatement,
    InvalidEffect(&'a str),
    InvalidSid,
    RepeatedSid,
    NoVendor,
    ManyColons,
    InvalidVendor(&'a str),
    NotAssumeRole,
    NotArn(&'a str),
    InvalidPartition {
        partition: &'a str,
        resource: &'a str,
    },
    VagueVendor,
    InvalidPrincipal {
        class: &'a str,
        value: &'a str,
    },
    InvalidOperator(&'a str),
}

impl Complaint<'_> {
    pub fn about(self, kind: PolicyKind) -> PolicyError {
        let message = match kind {
            PolicyKind::Resource => self.in_resource_words(),
            PolicyKind::Trust => self.in_trust_words(),
            _ => self.in_identity_words(),
        };
        PolicyError {
            message: message.into_owned(),
        }
    }

    fn in_resource_words(self) -> Cow<'static, str> {
        match self {
            Self::InvalidJson => {
                "Policies must be valid JSON and the first byte must be '{'".into()
            }
            Self::Syntax => "Invalid policy syntax.".into(),
            Self::UnknownField(field) => format!("Unknown field {field}").into(),
            Self::EmptyStatement => "Could not parse the policy: Statement is empty!".into(),
            Self::InvalidEffect(effect) => format!("Invalid effect: {effect}").into(),
            Self::NoVendor | Self::ManyColons | Self::InvalidVendor(_) => {
                "Policy has invalid action".into()
            }
            Self::NotArn(_) => "Policy has invalid resource".into(),
            Self::InvalidPrincipal { .. } => "Invalid principal in policy".into(),
            Self::InvalidOperator(name) => format!("Invalid Condition type : {name}").into(),
            _ => self.in_common_words(),
        }
    }

    fn in_trust_words(self) -> Cow<'static, str> {
        match self {
            Self::InvalidJson => "This policy contains invalid Json".into(),
            _ => self.in_common_words(),
        }
    }

    fn in_identity_words(self) -> Cow<'static, str> {
        match self {
            Self::ProhibitedField("Principal" | "NotPrincipal") => {
                "Policy document should not specify a principal.".into()
            }
            Self::MissingField("Action") => "Policy statement must contain actions.".into(),
            Self::MissingField("Resource") => "Policy statement must contain resources.".into(),
            Self::MissingField("Effect" | "Statement") => SYNTAX.into(),
            _ => self.in_common_words(),
        }
    }

    fn in_common_words(self) -> Cow<'static, str> {
        match self {
            Self::MissingField(field) => format!("Missing required field {field}").into(),
            Self::ProhibitedField(field) => format!("Has prohibited field {field}").into(),
            Self::InvalidVendor(vendor) => format!("Vendor {vendor} is not valid").into(),
            Self::NotArn(resource) => {
                format!("Resource {resource} must be in ARN format or \"*\".").into()
            }
            Self::InvalidPartition {
                partition,
                resource,
            } => format!("Partition \"{partition}\" is not valid for resource \"{resource}\".")
                .into(),
            Self::InvalidPrincipal { class, value } => {
                format!("Invalid principal in policy: \"{class}\":\"{value}\"").into()
            }
            fixed => fixed.fixed_words().into(),
        }
    }

    fn fixed_words(self) -> &'static str {
        match self {
            Self::LeadingSpace => "JSON strings must not have leading spaces",
            Self::OldVersion => "Policy document must be version 2012-10-17 or greater.",
            Self::UnknownVersion => "The policy must contain a valid version string",
            Self::InvalidSid => {
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the \
                 regular expression [0-9A-Za-z]*"
            }
            Self::RepeatedSid => "Statement IDs (SID) in a single policy must be unique.",
            Self::NoVendor => {
                "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
            }
            Self::ManyColons => "Actions/Condition can contain only one colon.",
            Self::NotAssumeRole => "AssumeRole policy may only specify STS AssumeRole actions.",
            Self::VagueVendor => {
                "Resource vendor must be fully qualified and cannot contain regexes."
            }
            _ => SYNTAX,
        }
    }
}

const SYNTAX: &str = "Syntax errors in policy.";
