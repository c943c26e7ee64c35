use super::{Matched, Policies, Question, Source};
use crate::language::{Effect, PolicyKind};
use crate::principal::{Grant, ListGrant, PrincipalKind};

/// What one group of policies says.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Verdict {
    pub denied: bool,
    pub allowed: Option<Grant>,
}

impl Verdict {
    fn join(self, other: Self) -> Self {
        Self {
            denied: self.denied || other.denied,
            allowed: self.allowed.max(other.allowed),
        }
    }
}

/// The verdicts of all groups. A group that is absent says nothing.
#[derive(Debug)]
pub(super) struct Ledger {
    pub service_control: Option<Verdict>,
    pub resource_control: Option<Verdict>,
    pub identity: Verdict,
    pub resource: Verdict,
    pub boundary: Option<Verdict>,
    pub session: Option<Verdict>,
    pub matched: Vec<Matched>,
}

impl Ledger {
    pub fn fill(question: &Question, policies: &Policies) -> Self {
        let mut clerk = Clerk {
            question,
            matched: Vec::new(),
        };
        Self {
            service_control: clerk.levels(
                levels_for_service_control(question, policies),
                PolicyKind::ServiceControl,
            ),
            resource_control: clerk.levels(
                levels_for_resource_control(question, policies),
                PolicyKind::ResourceControl,
            ),
            identity: clerk.group(policies.identity, PolicyKind::Identity),
            resource: clerk.resource(policies),
            boundary: policies
                .boundary
                .map(|source| clerk.group([source], PolicyKind::Boundary)),
            session: policies
                .session
                .map(|sources| clerk.group(sources, PolicyKind::Session)),
            matched: clerk.matched,
        }
    }
}

/// Service control policies bind an account's own users and roles, save AWS's own roles in it.
fn levels_for_service_control<'a>(
    question: &Question,
    policies: &Policies<'a>,
) -> &'a [Vec<Source>] {
    let principal = question.principal;
    if principal.is_outsider() || principal.is_service_linked() {
        return &[];
    }
    policies.service_control
}

fn levels_for_resource_control<'a>(
    question: &Question,
    policies: &Policies<'a>,
) -> &'a [Vec<Source>] {
    if question.principal.is_service_linked() {
        &[]
    } else {
        policies.resource_control
    }
}

/// A role's trust policy goes by its own name.
pub(super) fn resource_kind(policies: &Policies) -> PolicyKind {
    match policies.resource.map(|source| source.policy.kind()) {
        Some(PolicyKind::Trust) => PolicyKind::Trust,
        _ => PolicyKind::Resource,
    }
}

struct Clerk<'a> {
    question: &'a Question<'a>,
    matched: Vec<Matched>,
}

impl Clerk<'_> {
    /// The resource's policy, and the list beside it.
    fn resource(&mut self, policies: &Policies) -> Verdict {
        let said = self.group(policies.resource, resource_kind(policies));
        let allowed = said.allowed.filter(|_| !policies.resource_only_denies);
        let listed = policies.listed.map(|listed| match listed {
            ListGrant::Everyone => Grant::Direct,
            ListGrant::Account if self.question.principal.kind == PrincipalKind::Root => {
                Grant::Direct
            }
            ListGrant::Account => Grant::Account,
        });
        Verdict {
            allowed: allowed.max(listed),
            ..said
        }
    }

    /// Every level must allow.
    fn levels(&mut self, levels: &[Vec<Source>], kind: PolicyKind) -> Option<Verdict> {
        let mut all: Option<Verdict> = None;
        for level in levels {
            let one = self.group(level, kind);
            all = Some(match all {
                None => one,
                Some(before) => Verdict {
                    denied: before.denied || one.denied,
                    allowed: before.allowed.min(one.allowed),
                },
            });
        }
        all
    }

    /// Any policy of a group may allow.
    fn group<'s>(
        &mut self,
        sources: impl IntoIterator<Item = &'s Source>,
        kind: PolicyKind,
    ) -> Verdict {
        sources
            .into_iter()
            .fold(Verdict::default(), |verdict, source| {
                verdict.join(self.source(source, kind))
            })
    }

    fn source(&mut self, source: &Source, kind: PolicyKind) -> Verdict {
        let mut verdict = Verdict::default();
        for (index, statement) in source.policy.statements().iter().enumerate() {
            let Some(grant) = statement.applies(self.question) else {
                continue;
            };
            match statement.effect() {
                Effect::Deny => verdict.denied = true,
                Effect::Allow => verdict.allowed = verdict.allowed.max(Some(grant)),
            }
            self.matched.push(Matched {
                source: source.id.clone(),
                statement: index,
                sid: statement.shared_sid(),
                effect: statement.effect(),
                kind,
            });
        }
        verdict
    }
}
