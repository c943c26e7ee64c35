//! What a service declares to the path.

use crate::arn::Arn;
use crate::cloud::Cloud;
use crate::crossing::CrossOrigin;
use crate::cx::{Call, Cx, RequestInfo};
use crate::error::AwsError;
use crate::events::Hearing;
use crate::exposed::{Exposed, Member};
use crate::form::{Form, FormCall, FormTime};
use crate::operation::Registered;
use crate::organisation::Organisations;
use crate::reply::Reply;
use crate::scaling::{Scaled, Usage};
use crate::shown::Certificates;
use crate::site::{SiteHandler, SiteRequest};
use crate::trail::Trails;
use crate::zones::Stored;
use futures_util::future::BoxFuture;
use haneul_model::Value;
use haneul_model::validate::Violation;
use haneul_policy::{ListGrant, PolicyKind, Principal, Source};
use haneul_runtime::outbox::Outgoing;
use haneul_runtime::timer::Timer;
use haneul_store::{Scope, Store, Tx};
use jiff::Timestamp;
use serde_json::Value as Json;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// The action of giving a role to a service.
pub(crate) const PASS_ROLE: &str = "iam:PassRole";

pub trait Service: Send + Sync + 'static {
    /// The model's id, e.g. `sqs`.
    fn model(&self) -> &'static str;

    fn operations(&self) -> Vec<Registered>;

    /// Completes the input from the request itself, where clients of old say things there: a query
    /// posted to a queue's URL means that queue.
    fn complete(&self, _operation: &'static str, _request: &RequestInfo, _input: &mut Value) {}

    /// What the call touches: each check is put to the policies before the operation runs, in
    /// the same transaction. The default asks for `*`; no check at all means that the operation
    /// asks itself, for each of its targets ([`Cx::ask`]).
    fn checks(
        &self,
        _cx: &mut Cx,
        _operation: &str,
        _input: &Value,
    ) -> Result<Vec<Check>, AwsError> {
        Ok(vec![Check::new("*")])
    }

    /// Whether an operation answers from the call alone, without a look at the state.
    fn reads_nothing(&self, _operation: &str) -> bool {
        false
    }

    /// For operations on what a resource holds rather than on the resource: the type that
    /// selectors of trails know it by, such as `AWS::S3::Object`. No trail tells of them unasked.
    fn data_event(&self, _operation: &str) -> Option<&'static str> {
        None
    }

    /// Whether trails call an operation one that only reads, where its name does not say so.
    fn is_read_only(&self, _operation: &str) -> Option<bool> {
        None
    }

    /// Whether trails show the answer of an operation that only reads.
    fn shows_answer(&self, _operation: &str) -> bool {
        false
    }

    /// Who wants copies of events, if this is the service that knows.
    fn trails(&self) -> Option<Arc<dyn Trails>> {
        None
    }

    /// Who wants events that services emit, if this is the service that knows.
    fn hearing(&self) -> Option<Arc<dyn Hearing>> {
        None
    }

    /// Resources of an account that policies of their own may open to others: those of the scope's
    /// Region, and those that are in every Region.
    fn exposed(&self, _tx: &mut Tx, _scope: Scope<'_>) -> Result<Vec<Exposed>, AwsError> {
        Ok(Vec::new())
    }

    /// What there is of a resource, by its ARN, that has copies in zones; `version` says of which
    /// version, where it has several. `None`: the service has no such resource.
    fn stored(
        &self,
        _tx: &mut Tx,
        _arn: &str,
        _version: Option<&str>,
    ) -> Result<Option<Vec<Stored>>, AwsError> {
        Ok(None)
    }

    /// How much there is of something that can be scaled, and how much of it was used. `None`: the
    /// service has no such resource.
    fn usage(
        &self,
        _cloud: &Cloud,
        _tx: &mut Tx,
        _scope: Scope<'_>,
        _scaled: Scaled<'_>,
    ) -> Result<Option<Usage>, AwsError> {
        Ok(None)
    }

    /// Whether something is scaled by its use, if this is the service that scales.
    fn scales(
        &self,
        _tx: &mut Tx,
        _scope: Scope<'_>,
        _scaled: Scaled<'_>,
    ) -> Result<bool, AwsError> {
        Ok(false)
    }

    /// The error for input that breaks the model's constraints.
    fn invalid(&self, violations: &[Violation]) -> AwsError {
        AwsError::new(
            "ValidationException",
            haneul_model::validate::message(violations),
        )
        .status(400)
    }

    /// Whether the message of a refusal by policies goes on with a sealed one that tells more
    /// ([`crate::sealed`]), as EC2's does.
    fn seals_denials(&self) -> bool {
        false
    }

    /// The error for a call that policies do not allow.
    fn denied(&self, _call: &Call, message: String) -> AwsError {
        AwsError::new("AccessDenied", message).status(403)
    }

    /// The error for a call that would tag against a tag policy in force.
    fn tag_violation(&self, message: String) -> AwsError {
        AwsError::new("TagPolicyViolation", message).status(400)
    }

    /// Answers what is no operation: a website, a browser's question.
    fn site(&self, _request: &SiteRequest) -> Option<SiteHandler> {
        None
    }

    /// The call that a browser's form stands for. Its signature is good.
    fn form(&self, _form: &Form, _time: &FormTime) -> Result<FormCall, AwsError> {
        Err(AwsError::not_implemented("forms"))
    }

    /// Headers that let pages of other origins read an answer, whatever it is.
    fn cross_origin(
        &self,
        _tx: &mut Tx,
        _asked: &CrossOrigin,
    ) -> Result<Vec<(&'static str, String)>, AwsError> {
        Ok(Vec::new())
    }

    /// Transitions that timers name, without the `<service>/` in front.
    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        Vec::new()
    }

    fn reconcilers(&self) -> Vec<Reconciler> {
        Vec::new()
    }

    /// Writes what waits in memory: asked for about each second, and before the cloud stops.
    fn flush(&self, _cloud: &Cloud) -> Option<BoxFuture<'static, Result<(), AwsError>>> {
        None
    }

    /// Work of the service itself that waits for others, such as putting objects: the outbox gives
    /// what is addressed to the service under one of these names to its handler.
    fn errands(&self) -> Vec<(&'static str, ErrandHandler)> {
        Vec::new()
    }

    /// Which of them wait for somebody outside of the cloud: they are done beside the loop that does
    /// the other work. Those of one resource are done one after the other, unless they may be done
    /// beside others.
    fn outward_errands(&self) -> &'static [&'static str] {
        &[]
    }

    /// Errands of which others want to know what came ([`crate::background::ask_errand`]).
    fn asked(&self) -> Vec<(&'static str, AskedHandler)> {
        Vec::new()
    }

    /// Whether [`Service::done`] wants to be told.
    fn measures(&self) -> bool {
        false
    }

    /// Is told of every call that is done, to measure it ([`Cloud::measures`]): once, however often
    /// it ran again on conflict. It must take no time.
    fn done(&self, _cloud: &Cloud, _done: &Done<'_>) {}

    /// Is told that a call was delivered of whose refusal it would have been told, to measure it.
    fn delivered(&self, _cloud: &Cloud, _call: &Outgoing) {}

    /// What the listeners show for names, from the one service that knows.
    fn certificates(&self) -> Option<Arc<dyn Certificates>> {
        None
    }

    /// Who is in which organisation, from the one service that knows.
    fn organisations(&self) -> Option<Arc<dyn Organisations>> {
        None
    }
}

/// A call that was done, or refused after it was understood.
pub struct Done<'d> {
    pub call: &'d Call,
    pub input: &'d Value,
    pub outcome: Result<&'d Reply, &'d AwsError>,
    /// Its commit included; of the host's time.
    pub took: Duration,
}

/// Runs in the transaction that takes the timer off.
pub type TimerHandler = fn(&mut Cx, &Timer) -> Result<(), AwsError>;

/// What an errand is about comes from the outbox; it stays there until the handler is done.
pub type ErrandHandler = fn(Cloud, Outgoing) -> BoxFuture<'static, Result<(), AwsError>>;

/// The same, for who waits for what comes of it.
pub type AskedHandler = fn(Cloud, Outgoing) -> BoxFuture<'static, Result<Json, AwsError>>;

/// Looks at what is, compares with what should be, acts. Takes no input; running it twice is
/// running it once.
pub struct Reconciler {
    pub name: &'static str,
    /// In the cloud's time.
    pub every: Duration,
    pub run: fn(Cloud) -> BoxFuture<'static, Result<(), AwsError>>,
}

/// One question to the policies.
#[derive(Clone, Debug)]
pub struct Check {
    /// `None`: the action the operation maps to.
    pub action: Option<Cow<'static, str>>,
    /// ARN or `*`.
    pub resource: String,
    /// The account that owns the resource; `None`: the caller's.
    pub owner: Option<String>,
    /// The resource's own policy, where it has one.
    pub policy: Option<ResourcePolicy>,
    /// What a list beside the policy grants.
    pub granted: Option<ListGrant>,
    /// Condition keys of the service and the resource.
    pub context: Vec<(Cow<'static, str>, Vec<String>)>,
    /// By which other name the resource is reached, where that one has a say, too.
    pub through: Option<Box<Through>>,
}

/// A way to a resource, with a policy of its own: both must let the caller in.
#[derive(Clone, Debug)]
pub struct Through {
    pub resource: String,
    pub owner: String,
    pub policy: Option<String>,
}

#[derive(Clone, Debug)]
pub struct ResourcePolicy {
    pub text: String,
    pub kind: PolicyKind,
    /// The resource's policy alone must allow, as role trust does.
    pub decides: bool,
    /// It is another's who owns the resource: what the policy allows does not count.
    pub only_denies: bool,
    /// What the text says, once somebody has looked.
    pub(crate) read: OnceLock<Source>,
}

impl ResourcePolicy {
    fn new(text: String, kind: PolicyKind) -> ResourcePolicy {
        ResourcePolicy {
            text,
            kind,
            decides: false,
            only_denies: false,
            read: OnceLock::new(),
        }
    }
}

impl Check {
    pub fn new(resource: impl Into<String>) -> Check {
        Check {
            action: None,
            resource: resource.into(),
            owner: None,
            policy: None,
            granted: None,
            context: Vec::new(),
            through: None,
        }
    }

    pub fn through(mut self, way: Through) -> Check {
        self.through = Some(Box::new(way));
        self
    }

    /// The same question about the way to the resource.
    pub(crate) fn of_way(&self) -> Option<Check> {
        let way = self.through.as_deref()?;
        let check = Check::new(way.resource.clone())
            .owner(way.owner.clone())
            .policy(way.policy.clone());
        Some(Check {
            action: self.action.clone(),
            context: self.context.clone(),
            ..check
        })
    }

    pub fn action(mut self, action: impl Into<Cow<'static, str>>) -> Check {
        self.action = Some(action.into());
        self
    }

    /// Whether the caller may give a role to a service. Nobody may give one of another account's.
    pub fn pass_role(role: &str, service: &'static str) -> Check {
        let check = Check::new(role)
            .action(PASS_ROLE)
            .key("iam:PassedToService", service);
        match Arn::read(role) {
            Some(arn) => check.owner(arn.account),
            None => check,
        }
    }

    pub fn owner(mut self, account: impl Into<String>) -> Check {
        self.owner = Some(account.into());
        self
    }

    pub fn policy(mut self, text: Option<String>) -> Check {
        self.policy = text.map(|text| ResourcePolicy::new(text, PolicyKind::Resource));
        self
    }

    /// What an access control list grants, which counts as much as a policy of the resource.
    pub fn granted(mut self, grant: Option<ListGrant>) -> Check {
        self.granted = grant;
        self
    }

    /// What the policy allows does not count.
    pub fn only_denies(mut self) -> Check {
        if let Some(policy) = &mut self.policy {
            policy.only_denies = true;
        }
        self
    }

    pub fn trust(mut self, text: String) -> Check {
        self.policy = Some(ResourcePolicy {
            decides: true,
            ..ResourcePolicy::new(text, PolicyKind::Trust)
        });
        self
    }

    /// Nothing is allowed unless this policy says so, as that of a key of KMS.
    pub fn deciding(self, text: String) -> Check {
        let mut check = self.policy(Some(text));
        if let Some(policy) = &mut check.policy {
            policy.decides = true;
        }
        check
    }

    pub fn key(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Check {
        self.context.push((name.into(), vec![value.into()]));
        self
    }

    pub fn keys(mut self, name: impl Into<Cow<'static, str>>, values: Vec<String>) -> Check {
        self.context.push((name.into(), values));
        self
    }

    /// `aws:RequestTag/*` and `aws:TagKeys` of tags that the request brings.
    pub fn request_tags<'t>(mut self, tags: impl IntoIterator<Item = (&'t str, &'t str)>) -> Check {
        let mut names = Vec::new();
        for (key, value) in tags {
            names.push(key.to_owned());
            self = self.key(format!("aws:RequestTag/{key}"), value);
        }
        if names.is_empty() {
            self
        } else {
            self.keys("aws:TagKeys", names)
        }
    }

    /// The tags that a call brings and the keys of those that it takes away, as most services'
    /// models say them: `Tags` or `tags`, a map or a list of `Key` and `Value`.
    pub fn tags_of(self, input: &Value) -> Check {
        let either = |names: [&str; 2]| names.into_iter().find_map(|name| input.get(name));
        let pairs: Vec<(&str, &str)> = match either(["Tags", "tags"]) {
            Some(Value::Map(entries)) => {
                let pairs = entries.iter();
                pairs
                    .filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
                    .collect()
            }
            Some(Value::List(items)) => {
                let pair = |item| Value::str(item, "Key").map(|key| (key, item.str("Value")));
                let pairs = items.iter().filter_map(pair);
                pairs
                    .map(|(key, value)| (key, value.unwrap_or_default()))
                    .collect()
            }
            _ => Vec::new(),
        };
        let removed = either(["TagKeys", "tagKeys"]).and_then(Value::as_list);
        let removed = removed.unwrap_or_default().iter();
        let removed: Vec<String> = removed
            .filter_map(|key| key.as_str().map(str::to_owned))
            .collect();
        let check = self.request_tags(pairs);
        match removed.is_empty() {
            true => check,
            false => check.keys("aws:TagKeys", removed),
        }
    }

    /// `aws:ResourceTag/*` of tags that the resource has.
    pub fn resource_tags<'t>(
        mut self,
        tags: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> Check {
        for (key, value) in tags {
            self = self.key(format!("aws:ResourceTag/{key}"), value);
        }
        self
    }
}

/// The policies that speak for a principal: IAM's part in every decision.
pub trait Identity: Send + Sync + 'static {
    fn policies(
        &self,
        tx: &mut Tx,
        partition: &str,
        principal: &Principal,
    ) -> Result<IdentityPolicies, AwsError>;

    /// A role by its ARN, for whoever lets it be assumed.
    fn role(&self, tx: &mut Tx, arn: &str) -> Result<Option<RoleFacts>, AwsError>;

    /// The text of a managed policy's version in force, by the policy's ARN.
    fn managed_policy(&self, _tx: &mut Tx, _arn: &str) -> Result<Option<String>, AwsError> {
        Ok(None)
    }

    /// The users and roles of an account.
    fn members(
        &self,
        _tx: &mut Tx,
        _partition: &str,
        _account: &str,
    ) -> Result<Vec<Member>, AwsError> {
        Ok(Vec::new())
    }

    /// Whether there still is a user or role with this unique id.
    fn knows(
        &self,
        _tx: &mut Tx,
        _partition: &str,
        _account: &str,
        _id: &str,
    ) -> Result<bool, AwsError> {
        Ok(true)
    }

    /// An OpenID Connect provider of an account, by its URL without the scheme.
    fn oidc_provider(
        &self,
        _tx: &mut Tx,
        _scope: Scope,
        _url: &str,
    ) -> Result<Option<OidcProviderFacts>, AwsError> {
        Ok(None)
    }

    /// The metadata document of a SAML provider, by the provider's ARN.
    fn saml_provider(
        &self,
        _tx: &mut Tx,
        _arn: &str,
    ) -> Result<Option<SamlProviderFacts>, AwsError> {
        Ok(None)
    }

    /// What an organisation lets be done as the root users of its members.
    fn root_features(
        &self,
        _tx: &mut Tx,
        _partition: &str,
        _organisation: &str,
    ) -> Result<RootFeatures, AwsError> {
        Ok(RootFeatures::default())
    }

    /// Judges a code of a second factor, and uses it up if asked to.
    fn second_factor(
        &self,
        _tx: &mut Tx,
        _partition: &str,
        _principal: &Principal,
        _shown: &SecondFactor,
        _now: Timestamp,
    ) -> Result<SecondFactorVerdict, AwsError> {
        Ok(SecondFactorVerdict::NotTheirs)
    }

    /// Rises with every change that could alter an answer of `policies` in this account.
    fn version(&self, store: &Store, partition: &str, account: &str) -> u64;
}

/// Central access to the root users of an organisation's members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RootFeatures {
    /// Their credentials are managed centrally.
    pub credentials: bool,
    /// Tasks are done as them.
    pub sessions: bool,
}

/// A code that somebody shows beside a key or a password.
#[derive(Clone, Copy, Debug)]
pub struct SecondFactor<'a> {
    pub serial: &'a str,
    pub code: &'a str,
    /// Each code is good once; whoever only looks leaves it good.
    pub spend: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactorVerdict {
    Good,
    WrongCode,
    /// There is no such device, or it is not the caller's.
    NotTheirs,
}

#[derive(Debug, Default)]
pub struct IdentityPolicies {
    pub identity: Vec<Source>,
    pub boundary: Option<Source>,
    /// Tags of the user or role (`aws:PrincipalTag/*`).
    pub tags: Vec<(String, String)>,
    /// The user or role is gone: its credentials no longer stand for anyone.
    pub gone: bool,
}

/// Who issues tokens that an account believes in.
#[derive(Clone, Debug, PartialEq)]
pub struct OidcProviderFacts {
    pub arn: String,
    /// Without `https://`.
    pub url: String,
    pub clients: Vec<String>,
    /// SHA-1 digests of certificates in hexadecimal digits.
    pub thumbprints: Vec<String>,
}

/// Who signs assertions that an account believes in.
#[derive(Clone, Debug, PartialEq)]
pub struct SamlProviderFacts {
    pub arn: String,
    pub name: String,
    pub entity: String,
    /// Those that assertions are signed with, in base 64.
    pub certificates: Vec<String>,
    pub valid_until: Timestamp,
    /// Assertions that are not encrypted are refused.
    pub needs_encryption: bool,
}

/// What assuming a role needs to know of it.
#[derive(Clone, Debug)]
pub struct RoleFacts {
    pub arn: String,
    pub id: String,
    pub name: String,
    pub trust_policy: String,
    pub max_session_seconds: i64,
    pub tags: Vec<(String, String)>,
}
