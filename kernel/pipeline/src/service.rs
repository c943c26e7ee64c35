//! What a service declares to the path.

use crate::check::Check;
use crate::cloud::Cloud;
use crate::crossing::CrossOrigin;
use crate::cx::{Call, Cx, RequestInfo};
use crate::error::AwsError;
use crate::events::Hearing;
use crate::exposed::Exposed;
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
use haneul_runtime::outbox::Outgoing;
use haneul_runtime::timer::Timer;
use haneul_store::{Scope, Tx};
use serde_json::Value as Json;
use std::sync::Arc;
use std::time::Duration;

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
