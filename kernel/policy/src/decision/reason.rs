use crate::language::PolicyKind;

/// What tipped the scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The account's root user needs no policy.
    AllowedRoot,
    Allowed(PolicyKind),
    ExplicitDeny(PolicyKind),
    /// The kind of policy whose allow was missing.
    ImplicitDeny(PolicyKind),
}

impl Reason {
    pub fn is_allowed(self) -> bool {
        matches!(self, Self::AllowedRoot | Self::Allowed(_))
    }

    /// The step of the evaluation that decided, in a sentence.
    pub fn step(self) -> String {
        match self {
            Self::AllowedRoot => "the account's root user needs no policy".to_owned(),
            Self::Allowed(kind) => format!("allowed by {} {}", kind.article(), kind.noun()),
            Self::ExplicitDeny(kind) => {
                format!("an explicit deny in {} {}", kind.article(), kind.noun())
            }
            Self::ImplicitDeny(kind) => format!("no {} allows it", kind.noun()),
        }
    }

    /// What AWS appends to an access denied message; empty when access was allowed.
    pub fn text(&self, action: &str) -> String {
        match self {
            Self::AllowedRoot | Self::Allowed(_) => String::new(),
            Self::ExplicitDeny(kind) => {
                format!(
                    "with an explicit deny in {} {}",
                    kind.article(),
                    kind.noun()
                )
            }
            Self::ImplicitDeny(kind) => {
                format!("because no {} allows the {action} action", kind.noun())
            }
        }
    }
}
