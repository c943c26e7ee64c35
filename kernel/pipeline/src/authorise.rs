//! The decision in the path: every check of a call is put to every policy that has a say.

use crate::caller::Caller;
use crate::check::{Check, PASS_ROLE, ResourcePolicy};
use crate::cloud::Cloud;
use crate::context;
use crate::cx::{Call, Cx};
use crate::error::AwsError;
use crate::identity::IdentityPolicies;
use crate::organisation::Membership;
use crate::record::{CheckRecord, Verdict};
use crate::sealed;
use crate::tag_policy;
use haneul_model::iam_facts;
use haneul_policy::{
    Context, Decision, Policies, Policy, PolicyKind, PrincipalKind, Question, Source, decide,
    denial_message,
};
use haneul_store::Tx;
use std::cell::OnceCell;
use std::sync::Arc;

/// What the decision says to the path.
pub(crate) struct Outcome {
    pub verdict: Verdict,
    /// The message for the caller when the answer is no.
    pub denial: Option<String>,
    /// The key stands for nobody any more: the answer is that of an unknown key.
    pub gone: bool,
    /// The call would tag against the organisation's tag policy.
    pub violation: Option<String>,
}

pub(crate) fn authorise(cx: &mut Cx, checks: Vec<Check>) -> Result<Outcome, AwsError> {
    let call = cx.call;
    let actions = iam_facts::actions_of(call.service, call.operation);
    let identity = cx.cloud.policies.of(cx.cloud, cx.tx, &call.caller)?;
    if identity.gone {
        let mut outcome = Outcome::refused("the caller's identity no longer exists".to_owned());
        outcome.gone = true;
        return Ok(outcome);
    }
    let membership = cx
        .cloud
        .memberships
        .of_caller(cx.cloud, cx.tx, &call.caller)?;
    if membership.as_ref().is_some_and(|m| m.is_suspended) {
        let mut outcome = Outcome::refused("the caller's account was closed".to_owned());
        outcome.gone = true;
        return Ok(outcome);
    }
    // A check that names its action is a question of its own, whatever the operation needs.
    let named = !checks.is_empty() && checks.iter().all(|check| check.action.is_some());
    if !named && actions.none_needed && (!call.caller.is_anonymous() || is_for_anyone(call)) {
        return Ok(Outcome::free("the operation needs no permission"));
    }
    let mapped = actions.known && !actions.actions.is_empty();
    if !named && !mapped && !call.caller.is_root() {
        return Ok(Outcome::refused(format!(
            "User: {} is not authorized to perform: {}:{} because the operation has no known IAM action",
            call.caller.principal.arn, call.service, call.operation
        )));
    }
    if checks.is_empty() {
        return Ok(Outcome::free("the operation asks for each of its targets"));
    }
    let decider = Decider {
        cloud: cx.cloud,
        call,
        identity: &identity,
        membership,
        context: OnceCell::new(),
    };
    let mut outcome = Outcome::free("every check was allowed");
    for check in &checks {
        let named = check.action.as_deref().map(|action| [action]);
        let asked: &[&str] = match &named {
            Some(one) => one,
            None => actions.actions,
        };
        let way = check.of_way();
        for check in way.iter().chain([check]) {
            for action in asked {
                decider.decide(cx.tx, check, action, &mut outcome)?;
                if outcome.denial.is_some() {
                    return Ok(outcome);
                }
            }
        }
    }
    outcome.violation = decider.tag_violation(cx.tx, &checks)?;
    if let Some(violation) = &outcome.violation {
        outcome.verdict.allowed = false;
        outcome.verdict.reason.clone_from(violation);
    }
    Ok(outcome)
}

/// Something to know of the policies with a say in a check.
pub(crate) fn of_policies<R>(
    cx: &mut Cx,
    check: &Check,
    know: impl FnOnce(&Policies) -> R,
) -> Result<R, AwsError> {
    let (call, cloud) = (cx.call, cx.cloud);
    let identity = cloud.policies.of(cloud, cx.tx, &call.caller)?;
    let membership = cloud.memberships.of_caller(cloud, cx.tx, &call.caller)?;
    let owner = check.owner.as_deref().unwrap_or(&call.account);
    let owner_in = cx.membership(owner)?;
    let resource = cloud.policies.of_resource(check)?;
    let session = call.caller.session.as_ref();
    let policies = Policies {
        identity: &identity.identity,
        boundary: identity.boundary.as_ref(),
        session: session.and_then(|s| s.policies.as_deref()),
        resource,
        service_control: levels(&membership, |m| &m.service_control),
        resource_control: levels(&owner_in, |m| &m.resource_control),
        ..Policies::default()
    };
    Ok(know(&policies))
}

/// Operations that are signed by nobody, such as those that trade a token for credentials.
fn is_for_anyone(call: &Call) -> bool {
    let operation = haneul_model::model(call.service).and_then(|m| m.operation(call.operation));
    operation.is_some_and(|operation| operation.no_auth)
}

impl Outcome {
    fn free(reason: &str) -> Outcome {
        Outcome {
            verdict: Verdict {
                allowed: true,
                reason: reason.to_owned(),
                checks: Vec::new(),
            },
            denial: None,
            gone: false,
            violation: None,
        }
    }

    fn refused(reason: String) -> Outcome {
        Outcome {
            verdict: Verdict {
                allowed: false,
                reason: reason.clone(),
                checks: Vec::new(),
            },
            denial: Some(reason),
            gone: false,
            violation: None,
        }
    }

    /// What a closed account owns is out of everybody's reach.
    fn close(&mut self, question: &Question) {
        let reason = format!(
            "User: {} is not authorized to perform: {} on resource: {} because the account {} is \
             closed",
            question.principal.arn, question.action, question.resource, question.resource_account
        );
        if let Some(check) = self.verdict.checks.last_mut() {
            check.allowed = false;
            check.reason.clone_from(&reason);
        }
        self.verdict.allowed = false;
        self.verdict.reason = reason.clone();
        self.denial = Some(reason);
    }
}

/// Puts the checks of one call to its policies.
struct Decider<'a> {
    cloud: &'a Cloud,
    call: &'a Call,
    identity: &'a IdentityPolicies,
    /// The caller's account in its organisation.
    membership: Option<Arc<Membership>>,
    /// Made when a policy asks for it: most do not.
    context: OnceCell<Context>,
}

impl Decider<'_> {
    fn decide(
        &self,
        tx: &mut Tx,
        check: &Check,
        action: &str,
        outcome: &mut Outcome,
    ) -> Result<(), AwsError> {
        let resource = self.cloud.policies.of_resource(check)?;
        let owner = check.owner.as_deref().unwrap_or(&self.call.account);
        let owner_in = self.membership_of(tx, owner)?;
        let session = self.call.caller.session.as_ref();
        let policies = Policies {
            identity: &self.identity.identity,
            boundary: self.identity.boundary.as_ref(),
            session: session.and_then(|s| s.policies.as_deref()),
            resource,
            service_control: levels(&self.membership, |m| &m.service_control),
            resource_control: match owner_in.is_some() && self.guards(action) {
                true => levels(&owner_in, |m| &m.resource_control),
                false => &[],
            },
            listed: check.granted,
            resource_only_denies: check.policy.as_ref().is_some_and(|p| p.only_denies),
            resource_needed: check.policy.as_ref().is_some_and(|p| p.decides),
        };
        let context = match policies.ask_for_context() {
            true => self.context_of(tx, check, owner, owner_in.as_deref())?,
            false => Context::default(),
        };
        let question = Question {
            principal: &self.call.caller.principal,
            action,
            resource: &check.resource,
            resource_account: owner,
            context: &context,
        };
        let decision = decide(&question, &policies);
        let witness = &self.call.request.witness;
        if decision.allowed && check.granted.is_some() && witness.is_awaited() {
            let listed = None;
            if !decide(&question, &Policies { listed, ..policies }).allowed {
                witness.note_list();
            }
        }
        note(outcome, &question, &decision);
        if decision.allowed && owner_in.as_ref().is_some_and(|m| m.is_suspended) {
            outcome.close(&question);
        }
        if outcome.denial.is_some() && self.seals() {
            let context = self.context_of(tx, check, owner, owner_in.as_deref())?;
            let question = Question {
                context: &context,
                ..question
            };
            let account = &self.call.account;
            let sealed = sealed::refusal(self.cloud, account, &question, &decision);
            if let (Some(denial), Some(sealed)) = (&mut outcome.denial, sealed) {
                denial.push_str(". Encoded authorization failure message: ");
                denial.push_str(&sealed);
            }
        }
        Ok(())
    }

    /// By the tag policies of whoever owns what is tagged.
    fn tag_violation(&self, tx: &mut Tx, checks: &[Check]) -> Result<Option<String>, AwsError> {
        for check in checks {
            let owner = check.owner.as_deref().unwrap_or(&self.call.account);
            let Some(owner_in) = self.membership_of(tx, owner)? else {
                continue;
            };
            let violation = tag_policy::violation(&owner_in.tag_rules, check);
            if violation.is_some() {
                return Ok(violation);
            }
        }
        Ok(None)
    }

    fn seals(&self) -> bool {
        let entry = self.cloud.services.get(self.call.service);
        entry.is_some_and(|entry| entry.service.seals_denials())
    }

    fn membership_of(
        &self,
        tx: &mut Tx,
        account: &str,
    ) -> Result<Option<Arc<Membership>>, AwsError> {
        if account == self.call.caller.principal.account {
            return Ok(self.membership.clone());
        }
        let partition = &self.call.partition;
        let memberships = &self.cloud.memberships;
        memberships.of(self.cloud, tx, partition, account)
    }

    fn guards(&self, action: &str) -> bool {
        let prefix = action.split(':').next().unwrap_or_default();
        let organisations = self.cloud.organisations.as_deref();
        organisations.is_some_and(|organisations| organisations.guards(prefix))
    }

    /// The global keys, with those of the resource and the check's own.
    fn context_of(
        &self,
        tx: &mut Tx,
        check: &Check,
        owner: &str,
        owner_in: Option<&Membership>,
    ) -> Result<Context, AwsError> {
        let mut context = match self.context.get() {
            Some(global) => global.clone(),
            None => {
                let mut global = context::global(self.call, self.identity);
                context::describe(&mut global, "Principal", self.membership.as_deref());
                if let Some(source) = &self.call.caller.source {
                    let source_in = self.membership_of(tx, &source.account)?;
                    context::describe(&mut global, "Source", source_in.as_deref());
                }
                self.context.get_or_init(|| global).clone()
            }
        };
        if !owner.is_empty() {
            context.insert("aws:ResourceAccount", owner);
        }
        context::describe(&mut context, "Resource", owner_in);
        for (key, values) in &check.context {
            context.insert_many(key, values.clone());
        }
        Ok(context)
    }
}

fn levels(
    membership: &Option<Arc<Membership>>,
    of: fn(&Membership) -> &Vec<Vec<Source>>,
) -> &[Vec<Source>] {
    membership.as_deref().map_or(&[], |m| of(m))
}

fn note(outcome: &mut Outcome, question: &Question, decision: &Decision) {
    let reason = decision.reason.text(question.action);
    outcome.verdict.checks.push(CheckRecord {
        action: question.action.to_owned(),
        resource: question.resource.to_owned(),
        owner: question.resource_account.to_owned(),
        allowed: decision.allowed,
        reason: reason.clone(),
        step: decision.reason.step(),
        keys: question
            .context
            .iter()
            .map(|(key, values)| (key.to_owned(), values.join(", ")))
            .collect(),
        matched: decision.matched.iter().map(matched).collect(),
    });
    if !decision.allowed {
        outcome.verdict.allowed = false;
        outcome.verdict.reason = reason;
        let elsewhere = question.resource_account != question.principal.account;
        outcome.denial = Some(match question.action == PASS_ROLE && elsewhere {
            true => "Cross-account pass role is not allowed.".to_owned(),
            false => denial_message(question, decision),
        });
    }
}

/// One matching statement, for whoever asks why.
fn matched(matched: &haneul_policy::Matched) -> String {
    let sid = matched.sid.as_deref().map(|sid| format!(" ({sid})"));
    format!(
        "{:?} by statement {}{} of {}",
        matched.effect,
        matched.statement + 1,
        sid.unwrap_or_default(),
        matched.source
    )
}

/// Compiled policies: of principals, checked by the version of IAM's rows; of resources, by text.
pub(crate) struct PolicyCache {
    principals: quick_cache::sync::Cache<String, (u64, Arc<IdentityPolicies>)>,
    texts: quick_cache::sync::Cache<(PolicyKind, String), Policy>,
}

impl Default for PolicyCache {
    fn default() -> Self {
        Self {
            principals: quick_cache::sync::Cache::new(4_096),
            texts: quick_cache::sync::Cache::new(1_024),
        }
    }
}

impl PolicyCache {
    fn of(
        &self,
        cloud: &Cloud,
        tx: &mut Tx,
        caller: &Caller,
    ) -> Result<Arc<IdentityPolicies>, AwsError> {
        let principal = &caller.principal;
        match principal.kind {
            PrincipalKind::Root
            | PrincipalKind::Anonymous
            | PrincipalKind::Service(_)
            | PrincipalKind::Federated { .. } => return Ok(Arc::default()),
            _ => {}
        }
        let version = cloud
            .identity
            .version(&cloud.store, &caller.partition, &principal.account);
        // The unique id, too: whoever is made anew under an old ARN is somebody else.
        let key = principal.distinct_id();
        if let Some((cached, policies)) = self.principals.get(&key) {
            if cached == version {
                return Ok(policies);
            }
        }
        let policies = Arc::new(cloud.identity.policies(tx, &caller.partition, principal)?);
        // Only what a snapshot at this version or later showed may be kept under it.
        if tx.version() >= version {
            let entry = (version, policies.clone());
            self.principals.insert(key, entry);
        }
        Ok(policies)
    }

    /// The policy of what a check is about.
    fn of_resource<'c>(&self, check: &'c Check) -> Result<Option<&'c Source>, AwsError> {
        let Some(policy) = &check.policy else {
            return Ok(None);
        };
        if let Some(source) = policy.read.get() {
            return Ok(Some(source));
        }
        let source = Source {
            policy: self.parsed(policy, &check.resource)?,
            id: format!("policy of {}", check.resource),
        };
        Ok(Some(policy.read.get_or_init(|| source)))
    }

    fn parsed(&self, policy: &ResourcePolicy, resource: &str) -> Result<Policy, AwsError> {
        let asked = Asked(policy.kind, &policy.text);
        if let Some(parsed) = self.texts.get(&asked) {
            return Ok(parsed);
        }
        let parsed = Policy::parse(&policy.text, policy.kind)
            .map_err(|e| AwsError::internal(format_args!("stored policy of {resource}: {e}")))?;
        let key = (policy.kind, policy.text.clone());
        self.texts.insert(key, parsed.clone());
        Ok(parsed)
    }
}

/// A text that is looked for: hashed as the pair that it is kept under.
#[derive(Hash)]
struct Asked<'t>(PolicyKind, &'t str);

impl quick_cache::Equivalent<(PolicyKind, String)> for Asked<'_> {
    fn equivalent(&self, key: &(PolicyKind, String)) -> bool {
        self.0 == key.0 && self.1 == key.1
    }
}
