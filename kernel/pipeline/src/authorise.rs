//! The decision in the path: every check of a call is put to every policy that has a say.

use crate::caller::Caller;
use crate::cloud::Cloud;
use crate::cx::{Call, Cx};
use crate::error::AwsError;
use crate::record::{CheckRecord, Verdict};
use crate::service::{Check, IdentityPolicies, ResourcePolicy};
use haneul_model::iam_facts;
use haneul_policy::{
    Context, Decision, Policies, Policy, PrincipalKind, Question, Source, decide, denial_message,
};
use haneul_store::Tx;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::Arc;

/// What the decision says to the path.
pub(crate) struct Outcome {
    pub verdict: Verdict,
    /// The message for the caller when the answer is no.
    pub denial: Option<String>,
    /// The key stands for nobody any more: the answer is that of an unknown key.
    pub gone: bool,
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
    if actions.none_needed && (!call.caller.is_anonymous() || is_for_anyone(call)) {
        return Ok(Outcome::free("the operation needs no permission"));
    }
    if checks.is_empty() {
        return Ok(Outcome::free("the operation asks for each of its targets"));
    }
    let mapped = actions.known && !actions.actions.is_empty();
    if !mapped && !call.caller.is_root() {
        return Ok(Outcome::refused(format!(
            "User: {} is not authorized to perform: {}:{} because the operation has no known IAM action",
            call.caller.principal.arn, call.service, call.operation
        )));
    }
    let decider = Decider {
        cloud: cx.cloud,
        call,
        identity: &identity,
        context: OnceCell::new(),
    };
    let mut outcome = Outcome::free("every check was allowed");
    for check in &checks {
        let named = check.action.as_deref().map(|action| [action]);
        let asked: &[&str] = match &named {
            Some(one) => one,
            None => actions.actions,
        };
        for action in asked {
            decider.decide(check, action, &mut outcome)?;
            if outcome.denial.is_some() {
                return Ok(outcome);
            }
        }
    }
    Ok(outcome)
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
        }
    }
}

/// Puts the checks of one call to its policies.
struct Decider<'a> {
    cloud: &'a Cloud,
    call: &'a Call,
    identity: &'a IdentityPolicies,
    /// Made when a policy asks for it: most do not.
    context: OnceCell<Context>,
}

impl Decider<'_> {
    fn decide(&self, check: &Check, action: &str, outcome: &mut Outcome) -> Result<(), AwsError> {
        let resource = match &check.policy {
            Some(policy) => Some(self.cloud.policies.parsed(policy, &check.resource)?),
            None => None,
        };
        let session = self.call.caller.session.as_ref();
        let policies = Policies {
            identity: &self.identity.identity,
            boundary: self.identity.boundary.as_ref(),
            session: session.and_then(|s| s.policies.as_deref()),
            resource: resource.as_ref(),
            service_control: &[],
            resource_control: &[],
            resource_needed: check.policy.as_ref().is_some_and(|p| p.decides),
        };
        let context = match policies.ask_for_context() {
            true => self.context_of(check),
            false => Cow::Owned(Context::default()),
        };
        let owner = check.owner.as_deref().unwrap_or(&self.call.account);
        let question = Question {
            principal: &self.call.caller.principal,
            action,
            resource: &check.resource,
            resource_account: owner,
            context: &context,
        };
        let decision = decide(&question, &policies);
        note(outcome, &question, &decision);
        Ok(())
    }

    /// The global keys, with the check's own.
    fn context_of(&self, check: &Check) -> Cow<'_, Context> {
        let global = self
            .context
            .get_or_init(|| context(self.call, self.identity));
        if check.context.is_empty() {
            return Cow::Borrowed(global);
        }
        let mut wider = global.clone();
        for (key, values) in &check.context {
            wider.insert_many(key, values.clone());
        }
        Cow::Owned(wider)
    }
}

fn note(outcome: &mut Outcome, question: &Question, decision: &Decision) {
    let reason = decision.reason.text(question.action);
    outcome.verdict.checks.push(CheckRecord {
        action: question.action.to_owned(),
        resource: question.resource.to_owned(),
        allowed: decision.allowed,
        reason: reason.clone(),
        matched: decision.matched.iter().map(matched).collect(),
    });
    if !decision.allowed {
        outcome.verdict.allowed = false;
        outcome.verdict.reason = reason;
        outcome.denial = Some(denial_message(question, decision));
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

/// The global condition keys.
fn context(call: &Call, identity: &IdentityPolicies) -> Context {
    let caller = &call.caller;
    let mut context = Context::default();
    caller.principal.describe(&mut context);
    if let Some(ip) = call.request.source_ip {
        context.insert("aws:SourceIp", ip.to_string());
    }
    context.insert("aws:CurrentTime", call.now.to_string());
    context.insert("aws:EpochTime", call.now.as_second().to_string());
    context.insert("aws:SecureTransport", call.request.secure.to_string());
    context.insert("aws:UserAgent", &call.request.user_agent);
    if let Some(referer) = header(call, "referer") {
        context.insert("aws:Referer", referer);
    }
    context.insert("aws:RequestedRegion", &call.region);
    context.insert("aws:ViaAWSService", "false");
    if let Some(source) = &caller.source {
        context.insert("aws:SourceArn", &source.arn);
        context.insert("aws:SourceAccount", &source.account);
    }
    for (key, value) in &identity.tags {
        context.insert(&format!("aws:PrincipalTag/{key}"), value);
    }
    // After the role's own tags: those of the session win.
    session_context(call, &mut context);
    context
}

fn session_context(call: &Call, context: &mut Context) {
    let Some(session) = &call.caller.session else {
        return;
    };
    context.insert(
        "aws:MultiFactorAuthPresent",
        session.mfa_at.is_some().to_string(),
    );
    if let Some(at) = session.mfa_at {
        let age = call.now.duration_since(at).as_secs().max(0);
        context.insert("aws:MultiFactorAuthAge", age.to_string());
    }
    if let Some(issued) = session.issued {
        context.insert("aws:TokenIssueTime", issued.to_string());
    }
    if let Some(identity) = &session.source_identity {
        context.insert("aws:SourceIdentity", identity);
    }
    for (key, value) in &session.tags {
        context.insert(&format!("aws:PrincipalTag/{key}"), value);
    }
}

fn header<'c>(call: &'c Call, name: &str) -> Option<&'c str> {
    call.request.headers.get(name)?.to_str().ok()
}

/// Compiled policies: of principals, checked by the version of IAM's rows; of resources, by text.
pub(crate) struct PolicyCache {
    principals: quick_cache::sync::Cache<String, (u64, Arc<IdentityPolicies>)>,
    texts: quick_cache::sync::Cache<String, Policy>,
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
            PrincipalKind::Root | PrincipalKind::Anonymous | PrincipalKind::Service(_) => {
                return Ok(Arc::default());
            }
            _ => {}
        }
        let version = cloud
            .identity
            .version(&cloud.store, &caller.partition, &principal.account);
        // The unique id, too: whoever is made anew under an old ARN is somebody else.
        let key = format!("{} {}", principal.arn, principal.user_id);
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

    fn parsed(&self, policy: &ResourcePolicy, resource: &str) -> Result<Source, AwsError> {
        let key = format!("{:?}{}", policy.kind, policy.text);
        let parsed = match self.texts.get(&key) {
            Some(parsed) => parsed,
            None => {
                let parsed = Policy::parse(&policy.text, policy.kind).map_err(|e| {
                    AwsError::internal(format_args!("stored policy of {resource}: {e}"))
                })?;
                self.texts.insert(key, parsed.clone());
                parsed
            }
        };
        Ok(Source {
            policy: parsed,
            id: format!("policy of {resource}"),
        })
    }
}
