//! What an operation is given: the transaction, the caller, the clock, ids and chance.

use crate::authorise;
use crate::caller::Caller;
use crate::check::Check;
use crate::cloud::Cloud;
use crate::error::AwsError;
use crate::forward::Forwarded;
use crate::measure::Measure;
use crate::organisation::Membership;
use crate::record::{CheckRecord, Entry, Verdict};
use crate::reply::IntoReply;
use crate::trail::{Outcome, Subject};
use crate::upload::Upload;
use crate::witness::Witness;
use bytes::Bytes;
use haneul_model::{Protocol, Value};
use haneul_runtime::agenda::Slot;
use haneul_runtime::ids::{self, RequestId};
use haneul_runtime::{Random, outbox, timer};
use haneul_store::{Scope, Tx};
use jiff::Timestamp;
use parking_lot::Mutex;
use serde_json::Map;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// What is known of a call before its operation runs.
#[derive(Clone)]
pub struct Call {
    pub id: RequestId,
    pub caller: Arc<Caller>,
    pub partition: String,
    /// The caller's account: where unqualified names are looked up and new things are made.
    pub account: String,
    pub region: String,
    /// Model id, e.g. `sqs`.
    pub service: &'static str,
    pub operation: &'static str,
    pub request: RequestInfo,
    /// The cloud's time when the call came; an operation sees one time throughout.
    pub now: Timestamp,
    /// Where in the outbox the call comes from, and what its sender says.
    pub delivers: Option<Delivery>,
}

/// X-Ray's header, and what a service says under the same name.
const TRACE: &str = "x-amzn-trace-id";
const TRACE_LONGEST: usize = 512;

/// A call that comes out of the outbox.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Its place, which is emptied with the change it makes.
    pub slot: Slot,
    /// What the service that sent it says beside the input, which no caller can say.
    pub aside: Option<Arc<serde_json::Value>>,
}

impl Call {
    /// Work that no request asked for, known by a service and a name.
    pub fn of_background(
        cloud: &Cloud,
        caller: Caller,
        scope: Scope,
        (service, operation): (&'static str, &'static str),
    ) -> Call {
        let now = cloud.clock.now();
        Call {
            id: RequestId::new(&cloud.random, now),
            caller: Arc::new(caller),
            partition: scope.partition.to_owned(),
            account: scope.account.to_owned(),
            region: scope.region.to_owned(),
            service,
            operation,
            request: RequestInfo::default(),
            now,
            delivers: None,
        }
    }

    /// X-Ray's header, of the request or of the call that made a service send this one.
    pub fn trace(&self) -> Option<&str> {
        let own = self.request.headers.get(TRACE);
        let own = own.and_then(|header| header.to_str().ok());
        let trace = own.or_else(|| self.aside(TRACE)?.as_str());
        trace.filter(|trace| (1..=TRACE_LONGEST).contains(&trace.len()))
    }

    /// What another service says beside the input, under a name that the two of them know.
    pub fn aside(&self, name: &str) -> Option<&serde_json::Value> {
        self.delivers.as_ref()?.aside.as_ref()?.get(name)
    }
}

/// How the request came in.
#[derive(Clone, Debug, Default)]
pub struct RequestInfo {
    /// `http://localhost:4566`: what URLs in answers begin with.
    pub base_url: String,
    pub method: http::Method,
    /// The path of the URL, still percent-encoded.
    pub path: String,
    /// Without the question mark, still percent-encoded.
    pub query: String,
    /// The `Host` header without the port, lower-cased.
    pub host: String,
    pub secure: bool,
    pub source_ip: Option<IpAddr>,
    pub user_agent: String,
    pub presigned: bool,
    /// A browser's form, signed by its policy.
    pub posted: bool,
    /// As what the client spoke, for events that are sent to it; none of calls from inside.
    pub protocol: Option<Protocol>,
    /// The caller signed for a Region; otherwise the call's Region is a guess.
    pub names_region: bool,
    /// The request's own headers, for what no model describes.
    pub headers: http::HeaderMap,
    /// The body as it came, where the operation takes it whole: for digests of it.
    pub body: Bytes,
    pub witness: Witness,
    /// The service that calls on the caller's behalf, such as `s3.amazonaws.com`.
    pub via: Option<&'static str>,
}

/// One transaction of one call.
pub struct Cx<'a> {
    pub tx: &'a mut Tx,
    pub call: &'a Call,
    pub cloud: &'a Cloud,
    /// What was asked of the policies on the way, for the record of the call.
    pub(crate) asked: Vec<CheckRecord>,
    /// Calls of other services that were made on the way, to be told of when this one is through.
    pub(crate) forwarded: Vec<Forwarded>,
}

impl<'a> Cx<'a> {
    /// For work in the background too, which acts as its service.
    pub fn new(tx: &'a mut Tx, call: &'a Call, cloud: &'a Cloud) -> Cx<'a> {
        Cx {
            tx,
            call,
            cloud,
            asked: Vec::new(),
            forwarded: Vec::new(),
        }
    }

    pub fn now(&self) -> Timestamp {
        self.call.now
    }

    /// Counts for CloudWatch what was measured of one thing, at the time of this call.
    pub fn measure(&self, scope: Scope<'_>, values: &[&str], measured: &[(&'static Measure, f64)]) {
        let measures = &self.cloud.measures;
        measures.count_all(measured, scope, values, self.now());
    }

    pub fn account(&self) -> &'a str {
        &self.call.account
    }

    pub fn region(&self) -> &'a str {
        &self.call.region
    }

    pub fn partition(&self) -> &'a str {
        &self.call.partition
    }

    pub fn caller(&self) -> &'a Caller {
        &self.call.caller
    }

    /// This account in this Region: where regional resources live.
    pub fn scope(&self) -> Scope<'a> {
        Scope {
            partition: self.partition(),
            account: self.account(),
            region: self.region(),
        }
    }

    /// This account over all Regions, as IAM has it.
    pub fn account_scope(&self) -> Scope<'a> {
        Scope {
            region: "",
            ..self.scope()
        }
    }

    /// The whole partition, as bucket names have it.
    pub fn partition_scope(&self) -> Scope<'a> {
        Scope {
            partition: self.partition(),
            account: "",
            region: "",
        }
    }

    /// Another account or Region of the same partition.
    pub fn scope_of<'b>(&self, account: &'b str, region: &'b str) -> Scope<'b>
    where
        'a: 'b,
    {
        Scope {
            partition: self.partition(),
            account,
            region,
        }
    }

    pub fn random(&self) -> &'a Random {
        &self.cloud.random
    }

    /// An ARN in this account and Region.
    pub fn arn(&self, service: &str, resource: &str) -> String {
        format!(
            "arn:{}:{service}:{}:{}:{resource}",
            self.partition(),
            self.region(),
            self.account()
        )
    }

    /// Puts one more question to the policies, for operations that answer separately for each of
    /// their targets: the denial's message, or nothing where the call is allowed.
    pub fn ask(&mut self, check: Check) -> Result<Option<String>, AwsError> {
        let outcome = authorise::authorise(self, vec![check])?;
        for record in outcome.verdict.checks {
            let is_it = |old: &CheckRecord| {
                (&old.action, &old.resource, old.allowed)
                    == (&record.action, &record.resource, record.allowed)
            };
            // Some ask the same for each of their steps.
            if !self.asked.last().is_some_and(is_it) {
                self.asked.push(record);
            }
        }
        Ok(outcome.denial.or(outcome.violation))
    }

    /// Whether a policy with a say in a check names condition keys of a service, such as
    /// `dynamodb`: for keys that are costly to find out.
    pub fn policies_ask_about(&mut self, check: &Check, prefix: &str) -> Result<bool, AwsError> {
        authorise::of_policies(self, check, |policies| policies.ask_about(prefix))
    }

    /// Whether any of them asks for more than who wants to do what to what: most do not.
    pub fn policies_ask_for_context(&mut self, check: &Check) -> Result<bool, AwsError> {
        authorise::of_policies(self, check, |policies| policies.ask_for_context())
    }

    /// An account in its organisation, with the policies that cap it.
    pub fn membership(&mut self, account: &str) -> Result<Option<Arc<Membership>>, AwsError> {
        let (cloud, partition) = (self.cloud, &self.call.partition);
        cloud.memberships.of(cloud, self.tx, partition, account)
    }

    /// At `at`, run the transition `handler` (`<service>/<name>`, registered by the service).
    pub fn timer(
        &mut self,
        at: Timestamp,
        id: &str,
        handler: &str,
        payload: serde_json::Value,
    ) -> Result<(), AwsError> {
        let timer = timer::Timer {
            handler: handler.to_owned(),
            partition: self.call.partition.clone(),
            account: self.call.account.clone(),
            region: self.call.region.clone(),
            payload,
        };
        Ok(timer::set(self.tx, at, id, &timer)?)
    }

    /// Tell another service, after this transaction has committed.
    pub fn send(&mut self, call: &outbox::Outgoing) -> Result<(), AwsError> {
        let id = ids::uuid(self.random());
        let Some(trace) = self.call.trace() else {
            return Ok(outbox::put(self.tx, self.now(), &id, call)?);
        };
        let mut call = call.clone();
        let aside = call.terms.aside.get_or_insert_with(|| Map::new().into());
        if let Some(aside) = aside.as_object_mut() {
            aside.insert(TRACE.to_owned(), trace.into());
        }
        Ok(outbox::put(self.tx, self.now(), &id, &call)?)
    }

    /// The errand of a service, at this microsecond.
    pub fn appoint(&mut self, at: i64, errand: &outbox::Outgoing) -> Result<(), AwsError> {
        let at = Timestamp::from_microsecond(at).unwrap_or(Timestamp::MAX);
        let id = format!("{} {}", errand.service, ids::uuid(self.random()));
        Ok(outbox::put(self.tx, at, &id, errand)?)
    }
}

/// What an edge operation is given. It owns no transaction; it opens short ones.
pub struct Edge {
    pub call: Arc<Call>,
    pub cloud: Cloud,
    /// The request's streaming body, once.
    pub body: Option<Upload>,
    /// Commits with the first change the operation makes.
    pub(crate) record: Entry,
    pub(crate) recorded: Arc<AtomicBool>,
    pub(crate) subject: Arc<Subject>,
    /// What was asked of the policies on the way.
    pub(crate) asked: Asked,
    /// Set when the operation finds out who really calls.
    pub(crate) found_out: Arc<OnceLock<(Arc<Call>, Arc<Verdict>)>>,
}

impl Edge {
    /// Goes on as whom the request proves its sender to be, in the account that it is about, if
    /// the policies let them: the message of the denial, or nothing. For operations that nobody
    /// signs.
    pub fn act_as(
        &mut self,
        caller: Caller,
        account: &str,
        checks: &[Check],
    ) -> Result<Option<String>, AwsError> {
        self.call = Arc::new(Call {
            caller: Arc::new(caller),
            account: account.to_owned(),
            ..Call::clone(&self.call)
        });
        let outcome = self.read(|cx| authorise::authorise(cx, checks.to_vec()))?;
        let denial = outcome.denial.or(outcome.violation);
        self.record = Entry::begin(&self.call);
        self.record.verdict = Arc::new(outcome.verdict);
        // Only the first counts: there is one.
        let found_out = (self.call.clone(), self.record.verdict.clone());
        _ = self.found_out.set(found_out);
        Ok(denial)
    }

    /// A change that the whole answer comes from, which the trail's event shows then.
    pub async fn answer<R: IntoReply + Clone>(
        &self,
        change: impl FnMut(&mut Cx) -> Result<R, AwsError>,
    ) -> Result<R, AwsError> {
        let shown = |result: &R| Some(result.clone().into_reply().value);
        Ok(self.transact_shown(change, shown).await?.0)
    }

    /// Asks other services ([`Cx::forward`]), which may make what they need for it. The record of
    /// this call waits for its own change.
    pub async fn ask_services<R>(
        &self,
        mut ask: impl FnMut(&mut Cx) -> Result<R, AwsError>,
    ) -> Result<R, AwsError> {
        let mut forwarded = Vec::new();
        let result = self
            .cloud
            .store
            .transact(|tx| {
                let mut cx = Cx::new(tx, &self.call, &self.cloud);
                let result = ask(&mut cx);
                forwarded = cx.forwarded;
                result
            })
            .await;
        self.tell(forwarded);
        result
    }

    fn tell(&self, forwarded: Vec<Forwarded>) {
        for call in forwarded {
            call.tell(&self.cloud);
        }
    }

    /// A consistent look at the state.
    pub fn read<R>(
        &self,
        mut look: impl FnMut(&mut Cx) -> Result<R, AwsError>,
    ) -> Result<R, AwsError> {
        let (result, asked, forwarded) = self.cloud.store.read(|tx| {
            let mut cx = Cx::new(tx, &self.call, &self.cloud);
            let result = look(&mut cx);
            Ok::<_, AwsError>((result, cx.asked, cx.forwarded))
        })?;
        self.asked.add(asked);
        self.tell(forwarded);
        result
    }

    /// A change; runs again on conflict. The record of the call commits with it.
    pub async fn transact<R>(
        &self,
        change: impl FnMut(&mut Cx) -> Result<R, AwsError>,
    ) -> Result<R, AwsError> {
        Ok(self.transact_shown(change, |_| None).await?.0)
    }

    /// The same with the version that the change got in the store.
    pub async fn transact_versioned<R>(
        &self,
        change: impl FnMut(&mut Cx) -> Result<R, AwsError>,
    ) -> Result<(R, u64), AwsError> {
        self.transact_shown(change, |_| None).await
    }

    async fn transact_shown<R>(
        &self,
        mut change: impl FnMut(&mut Cx) -> Result<R, AwsError>,
        shown: impl Fn(&R) -> Option<Value>,
    ) -> Result<(R, u64), AwsError> {
        let mut forwarded = Vec::new();
        let result = self
            .cloud
            .store
            .transact_versioned(|tx| {
                let mut cx = Cx::new(tx, &self.call, &self.cloud);
                let result = change(&mut cx);
                let (asked, result) = (cx.asked, {
                    forwarded = cx.forwarded;
                    result?
                });
                let changed = tx.is_dirty();
                // Once is enough, whatever else the call changes.
                if changed && !self.recorded.load(Ordering::Acquire) {
                    let mut all = self.asked.so_far();
                    all.extend_from_slice(&asked);
                    self.record.write(tx, &all)?;
                    let answer = shown(&result);
                    let (verdict, outcome) = (&self.record.verdict, Outcome::Done(answer.as_ref()));
                    self.subject
                        .write(tx, &self.cloud, &self.call, verdict, &outcome)?;
                }
                Ok::<_, AwsError>((result, changed, asked))
            })
            .await;
        self.tell(forwarded);
        let ((result, changed, asked), version) = result?;
        self.asked.add(asked);
        if changed {
            if !self.recorded.load(Ordering::Acquire) {
                self.asked.note_written();
            }
            self.recorded.store(true, Ordering::Release);
        }
        Ok((result, version))
    }
}

/// What an edge operation asked of the policies on the way, and how much of it is in the record
/// that was written with its change.
#[derive(Clone, Default)]
pub(crate) struct Asked(Arc<Mutex<(Vec<CheckRecord>, usize)>>);

impl Asked {
    fn add(&self, asked: Vec<CheckRecord>) {
        if !asked.is_empty() {
            self.0.lock().0.extend(asked);
        }
    }

    pub(crate) fn so_far(&self) -> Vec<CheckRecord> {
        self.0.lock().0.clone()
    }

    fn note_written(&self) {
        let mut own = self.0.lock();
        own.1 = own.0.len();
    }

    /// Whether something was asked after the record was written.
    pub(crate) fn has_more(&self) -> bool {
        let own = self.0.lock();
        own.0.len() > own.1
    }
}
