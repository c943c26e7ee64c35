use std::sync::Arc;

use super::Reason;
use crate::context::Context;
use crate::language::{Effect, Policy, PolicyKind};
use crate::principal::{ListGrant, Principal};

/// May this caller do this to that?
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub principal: &'a Principal,
    /// `s3:GetObject`
    pub action: &'a str,
    /// An ARN, or `*` for actions without a resource.
    pub resource: &'a str,
    pub resource_account: &'a str,
    pub context: &'a Context,
}

/// A policy and where it comes from.
#[derive(Clone, Debug)]
pub struct Source {
    pub policy: Policy,
    /// An ARN, or `inline:user/x/PolicyName`; shown in explanations.
    pub id: String,
}

/// Everything that has a say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Policies<'a> {
    pub identity: &'a [Source],
    pub boundary: Option<&'a Source>,
    /// When given, even empty, session policies restrict.
    pub session: Option<&'a [Source]>,
    pub resource: Option<&'a Source>,
    /// One entry per level (root, units, account), each of which must allow. Empty: no
    /// organisation.
    pub service_control: &'a [Vec<Source>],
    pub resource_control: &'a [Vec<Source>],
    /// Nothing is allowed unless the resource's own policy says so: a role's trust, a key's policy.
    pub resource_needed: bool,
    /// What an access control list of the resource grants, beside the policy.
    pub listed: Option<ListGrant>,
    /// What the resource's policy allows does not count, only what it denies.
    pub resource_only_denies: bool,
}

impl Policies<'_> {
    /// Whether the decision can depend on the question's context.
    pub fn ask_for_context(&self) -> bool {
        self.all().any(|source| source.policy.asks_for_context())
    }

    /// Whether one of them names condition keys of a service, such as `dynamodb`.
    pub fn ask_about(&self, prefix: &str) -> bool {
        self.all().any(|source| source.policy.asks_about(prefix))
    }

    fn all(&self) -> impl Iterator<Item = &Source> {
        let lists = self.service_control.iter().chain(self.resource_control);
        self.identity
            .iter()
            .chain(self.boundary)
            .chain(self.session.into_iter().flatten())
            .chain(self.resource)
            .chain(lists.flatten())
    }
}

/// The outcome and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub allowed: bool,
    pub reason: Reason,
    /// Every statement that was about the request, also those that did not tip the scale.
    pub matched: Vec<Matched>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    pub source: String,
    pub statement: usize,
    pub sid: Option<Arc<str>>,
    pub effect: Effect,
    pub kind: PolicyKind,
}
