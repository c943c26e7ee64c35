use super::PolicyKind;

/// Whether a statement may or must have a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    Required,
    Forbidden,
}

/// What distinguishes the grammars of the kinds of policy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub principal: Need,
    pub not_principal: Need,
    pub resource: Need,
    /// Only the current version of the language will do.
    pub current_version: bool,
    /// IAM's own checks of statement ids, resources and leading space.
    pub iam: bool,
}

impl Rules {
    pub fn of(kind: PolicyKind) -> Self {
        use Need::{Forbidden, Required};
        let identity = Self {
            principal: Forbidden,
            not_principal: Forbidden,
            resource: Required,
            current_version: false,
            iam: true,
        };
        match kind {
            PolicyKind::Identity | PolicyKind::Session => identity,
            PolicyKind::Boundary | PolicyKind::ServiceControl => Self {
                current_version: true,
                ..identity
            },
            PolicyKind::ResourceControl => Self {
                current_version: true,
                principal: Required,
                ..identity
            },
            PolicyKind::Trust => Self {
                principal: Required,
                resource: Forbidden,
                ..identity
            },
            PolicyKind::Resource => Self {
                principal: Required,
                not_principal: Required,
                iam: false,
                ..identity
            },
        }
    }
}
