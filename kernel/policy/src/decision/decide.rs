use super::ledger::{Ledger, Verdict, resource_kind};
use super::{Decision, Policies, Question, Reason};
use crate::language::PolicyKind;
use crate::principal::{Grant, Principal, PrincipalKind};

/// Decides a request: an explicit deny anywhere wins, the organisation must allow, and then the
/// caller's and the resource's policies must, each as far as it is needed.
pub fn decide(question: &Question, policies: &Policies) -> Decision {
    let ledger = Ledger::fill(question, policies);
    let resource_kind = resource_kind(policies);
    let reason = explicit_deny(&ledger, resource_kind)
        .or_else(|| organisation_lacks(&ledger))
        .unwrap_or_else(|| {
            Scales {
                question,
                policies,
                ledger: &ledger,
                resource_kind,
            }
            .weigh()
        });
    Decision {
        allowed: reason.is_allowed(),
        reason,
        matched: ledger.matched,
    }
}

fn explicit_deny(ledger: &Ledger, resource_kind: PolicyKind) -> Option<Reason> {
    let groups = [
        (ledger.service_control, PolicyKind::ServiceControl),
        (ledger.resource_control, PolicyKind::ResourceControl),
        (Some(ledger.identity), PolicyKind::Identity),
        (Some(ledger.resource), resource_kind),
        (ledger.boundary, PolicyKind::Boundary),
        (ledger.session, PolicyKind::Session),
    ];
    let denies = |verdict: Option<Verdict>| verdict.is_some_and(|verdict| verdict.denied);
    let first = groups.into_iter().find(|(verdict, _)| denies(*verdict));
    first.map(|(_, kind)| Reason::ExplicitDeny(kind))
}

fn organisation_lacks(ledger: &Ledger) -> Option<Reason> {
    let groups = [
        (ledger.service_control, PolicyKind::ServiceControl),
        (ledger.resource_control, PolicyKind::ResourceControl),
    ];
    let first = groups.into_iter().find(|(verdict, _)| lacks(*verdict));
    first.map(|(_, kind)| Reason::ImplicitDeny(kind))
}

/// A restricting group that is there but does not allow.
fn lacks(verdict: Option<Verdict>) -> bool {
    verdict.is_some_and(|verdict| verdict.allowed.is_none())
}

/// What is left to weigh once nothing denies and the organisation allows.
struct Scales<'a> {
    question: &'a Question<'a>,
    policies: &'a Policies<'a>,
    ledger: &'a Ledger,
    resource_kind: PolicyKind,
}

impl Scales<'_> {
    fn weigh(&self) -> Reason {
        let caller = self.question.principal;
        if caller.is_outsider() {
            return self.outsider();
        }
        let lacks_grant = self.ledger.resource.allowed.is_none();
        if self.policies.resource_needed && lacks_grant {
            return Reason::ImplicitDeny(self.resource_kind);
        }
        if caller.account == self.question.resource_account {
            self.same_account(caller)
        } else {
            self.cross_account(caller)
        }
    }

    /// Services, strangers and federated identities have no policies of their own.
    fn outsider(&self) -> Reason {
        match self.ledger.resource.allowed {
            Some(Grant::Direct) => Reason::Allowed(self.resource_kind),
            _ => Reason::ImplicitDeny(self.resource_kind),
        }
    }

    fn same_account(&self, caller: &Principal) -> Reason {
        let grant = self.ledger.resource.allowed;
        if grant == Some(Grant::Direct) {
            return Reason::Allowed(self.resource_kind);
        }
        if self.ledger.identity.allowed.is_none() && grant == Some(Grant::Role) {
            return self
                .restricted()
                .unwrap_or(Reason::Allowed(self.resource_kind));
        }
        self.caller_side(caller)
    }

    /// Both accounts must agree.
    fn cross_account(&self, caller: &Principal) -> Reason {
        let reason = self.caller_side(caller);
        if reason.is_allowed() && self.ledger.resource.allowed.is_none() {
            return Reason::ImplicitDeny(self.resource_kind);
        }
        reason
    }

    /// What the caller's own account says.
    fn caller_side(&self, caller: &Principal) -> Reason {
        let root = caller.kind == PrincipalKind::Root;
        if !root && self.ledger.identity.allowed.is_none() {
            return Reason::ImplicitDeny(PolicyKind::Identity);
        }
        let allowed = if root {
            Reason::AllowedRoot
        } else {
            Reason::Allowed(PolicyKind::Identity)
        };
        self.restricted().unwrap_or(allowed)
    }

    /// Boundary and session grant nothing; what they do not allow is lost.
    fn restricted(&self) -> Option<Reason> {
        let groups = [
            (self.ledger.boundary, PolicyKind::Boundary),
            (self.ledger.session, PolicyKind::Session),
        ];
        let first = groups.into_iter().find(|(verdict, _)| lacks(*verdict));
        first.map(|(_, kind)| Reason::ImplicitDeny(kind))
    }
}
