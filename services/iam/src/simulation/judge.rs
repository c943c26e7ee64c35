//! Puts each action and resource of a trial to the engine that decides real calls.

use super::document;
use crate::arn::Parts;
use crate::shapes::*;
use haneul_model::iam_facts;
use haneul_policy::{
    Context, Decision, Effect, Policies, Policy, PolicyKind, Principal, Question, Reason, Source,
    decide, glob,
};
use std::collections::HashMap;

/// Where a policy of the trial comes from, as answers name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    User,
    Group,
    Role,
    AwsManaged,
    OwnManaged,
    Resource,
    Given,
}

impl Origin {
    fn word(self) -> &'static str {
        match self {
            Origin::User => "user",
            Origin::Group => "group",
            Origin::Role => "role",
            Origin::AwsManaged => "aws-managed",
            Origin::OwnManaged => "user-managed",
            Origin::Resource => "resource",
            Origin::Given => "none",
        }
    }
}

/// A policy of the trial. What answers say of its text is read once, however many questions there are.
#[derive(Clone, Debug)]
pub struct Labelled {
    pub source: Source,
    pub origin: Origin,
    /// By statement: the context keys it asks for, and where it stands.
    keys: Vec<Vec<String>>,
    places: Vec<document::Place>,
}

impl Labelled {
    pub fn new(policy: Policy, label: String, origin: Origin) -> Labelled {
        let statements = document::statements(policy.text());
        Labelled {
            keys: statements.iter().map(document::keys_of).collect(),
            places: document::places(policy.text()),
            source: Source { policy, id: label },
            origin,
        }
    }
}

/// A made-up request, or several of them.
pub struct Trial {
    pub principal: Principal,
    pub actions: Vec<String>,
    pub resources: Vec<String>,
    pub owner: Option<String>,
    pub context: Context,
    pub identity: Vec<Labelled>,
    pub boundary: Option<Labelled>,
    pub resource_policy: Option<Labelled>,
    /// Of the organisation: root, units, account.
    pub levels: Vec<Vec<Source>>,
}

/// What came of one action on one resource.
struct Found {
    decision: Decision,
    missing: Vec<String>,
}

/// A trial ready to be judged.
pub struct Judge<'t> {
    trial: &'t Trial,
    identity: Vec<Source>,
}

impl Judge<'_> {
    pub fn new(trial: &Trial) -> Judge<'_> {
        let sources = trial.identity.iter().map(|own| own.source.clone());
        Judge {
            identity: sources.collect(),
            trial,
        }
    }

    /// What comes of one action, whatever the number of resources.
    pub fn result(&self, action: &str) -> EvaluationResult {
        let resources = self.trial.resources.iter();
        let found: Vec<(&String, Found)> = resources
            .map(|resource| (resource, self.decide(action, resource)))
            .collect();
        self.trial.result(action, &found)
    }

    fn decide(&self, action: &str, resource: &str) -> Found {
        let trial = self.trial;
        let of_resource = trial.resource_policy.as_ref().map(|own| &own.source);
        let account = resource
            .split(':')
            .nth(4)
            .filter(|account| account.len() == 12);
        let owner = account.or(trial.owner.as_deref());
        let question = Question {
            principal: &trial.principal,
            action,
            resource,
            resource_account: match of_resource {
                // Without a policy of its own nothing of another account could be reached.
                None => &trial.principal.account,
                Some(_) => owner.unwrap_or(&trial.principal.account),
            },
            context: &trial.context,
        };
        let policies = Policies {
            identity: &self.identity,
            boundary: trial.boundary.as_ref().map(|own| &own.source),
            session: None,
            resource: of_resource,
            service_control: &trial.levels,
            resource_control: &[],
            ..Policies::default()
        };
        Found {
            decision: decide(&question, &policies),
            missing: trial.missing(action, resource),
        }
    }
}

impl Trial {
    /// Those that answers speak of: not the organisation's.
    fn policies(&self) -> impl Iterator<Item = &Labelled> {
        let own = self.identity.iter().chain(&self.boundary);
        own.chain(&self.resource_policy)
    }

    /// Keys that statements about this action and resource ask for, and that nobody gave.
    fn missing(&self, action: &str, resource: &str) -> Vec<String> {
        let mut keys = Vec::new();
        for labelled in self.policies() {
            let statements = labelled.source.policy.statements();
            for (statement, asked) in statements.iter().zip(&labelled.keys) {
                if asked.is_empty() {
                    continue;
                }
                let named = |pattern: &str| {
                    glob(&pattern.to_ascii_lowercase(), &action.to_ascii_lowercase())
                };
                let about = statement.actions().any(named) != statement.is_not_action();
                if about && may_cover(statement, resource) {
                    keys.extend(asked.iter().cloned());
                }
            }
        }
        keys.retain(|key| self.context.get(key).is_none());
        document::once(keys)
    }

    /// The most restrictive decision, and what led to it wherever it was made.
    fn result(&self, action: &str, found: &[(&String, Found)]) -> EvaluationResult {
        let worst = found.iter().max_by_key(|(_, found)| rank(&found.decision));
        let worst = worst.map(|(_, found)| &found.decision);
        let same = |found: &&(&String, Found)| {
            worst.is_some_and(|worst| word(worst) == word(&found.1.decision))
        };
        let mut matched = Vec::new();
        for (_, found) in found.iter().filter(same) {
            for statement in self.matched(&found.decision) {
                if !matched.contains(&statement) {
                    matched.push(statement);
                }
            }
        }
        let missing = found.iter().flat_map(|(_, found)| found.missing.clone());
        let specific = found
            .iter()
            .map(|(resource, found)| self.specific(resource, found));
        let named = self.resources.iter().any(|resource| resource != "*");
        EvaluationResult {
            eval_action_name: Some(action.to_owned()),
            eval_resource_name: Some(template(action, &self.resources).to_owned()),
            eval_decision: worst.map(|worst| word(worst).to_owned()),
            matched_statements: Some(matched),
            missing_context_values: Some(document::once(missing.collect())),
            organizations_decision_detail: worst.and_then(|worst| self.organisation(worst)),
            permissions_boundary_decision_detail: worst.and_then(|worst| self.bounded(worst)),
            eval_decision_details: None,
            resource_specific_results: named.then(|| specific.collect()),
        }
    }

    fn specific(&self, resource: &str, found: &Found) -> ResourceSpecificResult {
        ResourceSpecificResult {
            eval_resource_name: Some(resource.to_owned()),
            eval_resource_decision: Some(word(&found.decision).to_owned()),
            matched_statements: Some(self.matched(&found.decision)),
            missing_context_values: Some(found.missing.clone()),
            eval_decision_details: None,
            permissions_boundary_decision_detail: self.bounded(&found.decision),
        }
    }

    /// The statements that decided.
    fn matched(&self, decision: &Decision) -> Vec<Statement> {
        let effect = match decision.reason {
            Reason::ExplicitDeny(_) => Effect::Deny,
            Reason::Allowed(_) => Effect::Allow,
            _ => return Vec::new(),
        };
        let known: HashMap<&str, &Labelled> = self
            .policies()
            .map(|labelled| (labelled.source.id.as_str(), labelled))
            .collect();
        let decided = decision
            .matched
            .iter()
            .filter(|matched| matched.effect == effect);
        let shown = decided.filter_map(|matched| {
            let labelled = known.get(matched.source.as_str())?;
            let place = labelled.places.get(matched.statement);
            let position = |(line, column): (i64, i64)| Position {
                line: Some(line),
                column: Some(column),
            };
            Some(Statement {
                source_policy_id: Some(labelled.source.id.clone()),
                source_policy_type: Some(labelled.origin.word().to_owned()),
                start_position: place.map(|(start, _)| position(*start)),
                end_position: place.map(|(_, end)| position(*end)),
            })
        });
        shown.collect()
    }

    fn bounded(&self, decision: &Decision) -> Option<PermissionsBoundaryDecisionDetail> {
        self.boundary.as_ref()?;
        Some(PermissionsBoundaryDecisionDetail {
            allowed_by_permissions_boundary: Some(allows(decision, PolicyKind::Boundary)),
        })
    }

    fn organisation(&self, decision: &Decision) -> Option<OrganizationsDecisionDetail> {
        if self.levels.is_empty() {
            return None;
        }
        let lacks = decision.reason == Reason::ImplicitDeny(PolicyKind::ServiceControl);
        let allowed = !lacks && allows(decision, PolicyKind::ServiceControl);
        Some(OrganizationsDecisionDetail {
            allowed_by_organizations: Some(allowed),
        })
    }
}

/// Whether policies of one kind allow and none of them denies.
fn allows(decision: &Decision, kind: PolicyKind) -> bool {
    let mut own = decision
        .matched
        .iter()
        .filter(|matched| matched.kind == kind);
    let denied = own.clone().any(|matched| matched.effect == Effect::Deny);
    !denied && own.any(|matched| matched.effect == Effect::Allow)
}

/// How restrictive it is.
fn rank(decision: &Decision) -> u8 {
    match word(decision) {
        "explicitDeny" => 2,
        "implicitDeny" => 1,
        _ => 0,
    }
}

/// What ARNs of the things that an action is about look like: of the kind that was named, if any.
fn template(action: &str, resources: &[String]) -> &'static str {
    let prefix = action.split(':').next().unwrap_or_default();
    let kinds = iam_facts::action(action).map_or(&[][..], |action| &action.resources);
    let patterns = kinds
        .iter()
        .filter_map(|kind| iam_facts::resource_pattern(prefix, kind.name));
    let named = |pattern: &&str| {
        resources
            .iter()
            .any(|arn| arn != "*" && glob(&loosened(pattern), arn))
    };
    let shortest = patterns.clone().min_by_key(|pattern| pattern.len());
    patterns
        .filter(named)
        .min_by_key(|pattern| pattern.len())
        .or(shortest)
        .unwrap_or("*")
}

fn word(decision: &Decision) -> &'static str {
    match decision.reason {
        Reason::AllowedRoot | Reason::Allowed(_) => "allowed",
        Reason::ExplicitDeny(_) => "explicitDeny",
        Reason::ImplicitDeny(_) => "implicitDeny",
    }
}

/// Variables in resources may stand for anything here.
fn may_cover(statement: &haneul_policy::Statement, resource: &str) -> bool {
    let mut patterns = statement.resources().peekable();
    if statement.is_not_resource() || patterns.peek().is_none() || resource == "*" {
        return true;
    }
    patterns.any(|pattern| glob(&loosened(pattern), resource))
}

fn loosened(pattern: &str) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, tail)) = rest.split_once("${") {
        out += before;
        out.push('*');
        rest = tail.split_once('}').map_or("", |(_, after)| after);
    }
    out + rest
}

/// How a policy of somebody's is named in answers.
pub fn label(granted: &crate::whose::Granted) -> (String, Origin) {
    use crate::entity::Kind;
    use crate::whose::Origin::{Inline, Managed};
    match &granted.origin {
        Managed(arn) => {
            let aws = Parts::of(arn).is_some_and(|parts| parts.account == "aws");
            let origin = if aws {
                Origin::AwsManaged
            } else {
                Origin::OwnManaged
            };
            (arn.clone(), origin)
        }
        Inline(kind, holder) => {
            let origin = match kind {
                Kind::User => Origin::User,
                Kind::Group => Origin::Group,
                Kind::Role => Origin::Role,
            };
            (format!("{}_{holder}_{}", kind.word(), granted.name), origin)
        }
    }
}
