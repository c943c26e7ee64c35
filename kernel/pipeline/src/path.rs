//! The path of one call, in the order it is walked.

use crate::authenticate::{self, Authenticated, Refusal};
use crate::authenticate_v2;
use crate::authorise::{self, Outcome};
use crate::background;
use crate::cloud::{Cloud, Entry};
use crate::cx::{Call, Cx, Edge, RequestInfo};
use crate::error::AwsError;
use crate::intake::{self, Intake};
use crate::operation::Handler;
use crate::record::{CallRecord, Verdict};
use crate::reply::{Reply, ReplyBody};
use crate::request::{Answer, Request};
use crate::response::{self, Voice};
use crate::upload::Upload;
use bytes::Bytes;
use haneul_model::{Model, Operation, Value};
use haneul_runtime::ids::RequestId;
use haneul_runtime::outbox;
use haneul_signature::{Claim, Place};
use haneul_store::{StoreError, Tx};
use jiff::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Answers one request from a socket: authenticate → route → decode, then [`execute`], → encode.
pub async fn handle(cloud: &Cloud, request: Request) -> Answer {
    let _inside = cloud.gate.enter().await;
    let mut voice = Voice::before_routing(&request);
    let taken = take(cloud, request, &mut voice).await;
    // Only now: another node may have moved the clock.
    let now = cloud.clock.now();
    let id = RequestId::new(&cloud.random, now);
    let reply = match taken {
        Ok(intake) => walk(cloud, intake, id, now, &voice).await,
        Err(error) => Err(error),
    };
    match reply {
        Ok(reply) => response::success(&voice, reply, id),
        Err(error) => response::failure(&voice, &error, id),
    }
}

/// A call that reads nothing but who makes it may know as little as this of what other nodes did.
const STALE: Duration = Duration::from_millis(500);

/// Finds what is asked for, and learns what other nodes did before it was asked.
async fn take(cloud: &Cloud, request: Request, voice: &mut Voice) -> Result<Intake, AwsError> {
    let intake = intake::take(request, voice).await?;
    let target = &intake.target;
    let entry = cloud.services.get(target.model.id);
    let reads = entry.is_none_or(|e| !e.service.reads_nothing(target.operation.name));
    cloud
        .refresh(if reads { Duration::ZERO } else { STALE })
        .await?;
    Ok(intake)
}

async fn walk(
    cloud: &Cloud,
    intake: Intake,
    id: RequestId,
    now: Timestamp,
    voice: &Voice,
) -> Result<Reply, AwsError> {
    let Intake {
        request,
        claim,
        old_claim,
        target,
        body,
    } = intake;
    let (model, operation) = (target.model, target.operation);
    let local = request.is_local();
    let parts = haneul_signature::RequestParts::new(
        &request.method,
        &request.path,
        &request.query,
        &request.headers,
    );
    let body_sha256 = body.sha256_if_needed(claim.as_ref());
    let authenticate = || match &old_claim {
        Some(old) => {
            let bucket = target.bucket_in_host.as_deref();
            authenticate_v2::authenticate(cloud, old, &parts, bucket, local)
        }
        None => {
            let hash = body_sha256.as_deref();
            authenticate::authenticate(cloud, claim.as_ref(), &parts, hash, local)
        }
    };
    let mut authenticated = authenticate();
    if authenticated.is_err() && !cloud.leases.is_alone() {
        // Another node may have issued the key just now.
        cloud.refresh(Duration::ZERO).await?;
        authenticated = authenticate();
    }
    let Authenticated { caller, seed } = match authenticated {
        Ok(authenticated) => authenticated,
        Err(Refusal::Other(error)) => return Err(error),
        Err(Refusal::Signature(fault)) => {
            note_refused_signature(cloud, &request, &target, id, now, &fault);
            return Err(authenticate::signature_error(&fault, voice.error_style()));
        }
    };
    if caller.is_anonymous() && !operation.no_auth && voice.asks_for_signature() {
        let fault = haneul_signature::SignatureError::MissingToken;
        note_refused_signature(cloud, &request, &target, id, now, &fault);
        return Err(authenticate::signature_error(&fault, voice.error_style()));
    }
    let region = region(claim.as_ref(), target.region.as_deref());
    if let Some(claim) = claim.as_ref().filter(|claim| !claim.covers_region(&region)) {
        let fault = haneul_signature::SignatureError::WrongRegion {
            got: claim
                .region_set
                .iter()
                .flatten()
                .cloned()
                .collect::<Vec<_>>()
                .join(","),
            expected: region,
        };
        note_refused_signature(cloud, &request, &target, id, now, &fault);
        return Err(authenticate::signature_error(&fault, voice.error_style()));
    }
    let streams = haneul_wire::streams_input(model, operation);
    let body = body.open(&request, claim.as_ref(), seed, streams).await?;
    let head = intake::head(&request);
    let value = haneul_wire::decode(
        model,
        operation,
        target.protocol,
        &target.labels,
        &head,
        &body.whole,
    )
    .map_err(response::wire_error)?;
    let partition = if caller.is_anonymous() {
        authenticate::partition_of(&region).to_owned()
    } else {
        caller.partition.clone()
    };
    let call = Call {
        id,
        account: caller.account().to_owned(),
        caller,
        partition,
        region,
        service: model.id,
        operation: operation.name,
        request: RequestInfo {
            names_region: claim.is_some(),
            body: body.whole,
            presigned: old_claim.is_some() || claim.is_some_and(|c| c.place == Place::Query),
            ..info(request)
        },
        now,
        delivers: None,
    };
    execute(cloud, call, model, operation, value, body.stream).await
}

/// The Region signed for, else the host's. A set of Regions names the host's, or its first.
fn region(claim: Option<&Claim>, host: Option<&str>) -> String {
    let signed = claim.and_then(|c| c.region.as_deref());
    let set = claim.and_then(|c| c.region_set.as_ref());
    let first = set.and_then(|set| set.iter().find(|r| !r.contains('*')));
    signed
        .or(host)
        .or(first.map(String::as_str))
        .unwrap_or("us-east-1")
        .to_owned()
}

fn info(request: Request) -> RequestInfo {
    RequestInfo {
        base_url: request.base_url(),
        host: crate::request::host_name(request.host()).to_ascii_lowercase(),
        secure: request.door.secure,
        source_ip: request.peer,
        user_agent: request.header("user-agent").unwrap_or_default().to_owned(),
        path: request.path,
        headers: request.headers,
        ..RequestInfo::default()
    }
}

/// Validate → authorise → run in a transaction → record → meter: the part of the path that calls
/// from inside walk, too.
pub(crate) async fn execute(
    cloud: &Cloud,
    call: Call,
    model: &'static Model,
    operation: &'static Operation,
    mut value: Value,
    body: Option<Upload>,
) -> Result<Reply, AwsError> {
    let call = Arc::new(call);
    let record = CallRecord::begin(&call);
    let found = cloud.services.get(model.id).and_then(|entry| {
        let handler = entry.operations.get(operation.name)?;
        Some((entry, handler.clone()))
    });
    let Some((entry, handler)) = found else {
        let error = AwsError::not_implemented(format_args!(
            "{}:{}",
            model.metadata.service_id.replace(' ', ""),
            operation.name
        ));
        conclude(cloud, &call, model, record, Some(&error), false);
        return Err(error);
    };
    entry
        .service
        .complete(call.operation, &call.request, &mut value);
    let run = Run {
        cloud,
        call: &call,
        model,
        entry,
        value: &value,
    };
    if let Err(error) = run.validate(operation) {
        conclude(cloud, &call, model, record, Some(&error), false);
        return Err(error);
    }
    match handler {
        Handler::State(handler) => run.state(record, handler.as_ref()).await,
        Handler::Edge(handler) => run.edge(record, body, handler.as_ref()).await,
    }
}

struct Run<'a> {
    cloud: &'a Cloud,
    call: &'a Arc<Call>,
    model: &'static Model,
    entry: &'a Entry,
    value: &'a Value,
}

type StateHandler = dyn Fn(&mut Cx, Value) -> Result<Reply, AwsError> + Send + Sync;
type EdgeHandler = dyn Fn(Edge, Value) -> futures_util::future::BoxFuture<'static, Result<Reply, AwsError>>
    + Send
    + Sync;

impl Run<'_> {
    fn validate(&self, operation: &Operation) -> Result<(), AwsError> {
        let Some(shape) = operation.input else {
            return Ok(());
        };
        let violations = haneul_model::validate::validate(self.model, shape, self.value);
        if violations.is_empty() {
            return Ok(());
        }
        Err(self.entry.service.invalid(&violations))
    }

    /// Puts the call's checks to the policies; a refusal is the service's own error.
    fn authorise(&self, tx: &mut Tx) -> Result<(Verdict, Option<AwsError>), AwsError> {
        let mut cx = Cx {
            tx,
            call: self.call,
            cloud: self.cloud,
        };
        let service = &self.entry.service;
        let checks = service.checks(&mut cx, self.call.operation, self.value)?;
        let Outcome {
            verdict,
            denial,
            gone,
        } = authorise::authorise(&mut cx, checks)?;
        let denied = denial.map(|message| match gone {
            true => response::unknown_key(service.model(), &self.call.caller.access_key),
            false => service.denied(self.call, message),
        });
        Ok((verdict, denied))
    }

    /// A state operation: decision, work and record are one transaction, run again on conflict.
    async fn state(
        &self,
        mut record: CallRecord,
        handler: &StateHandler,
    ) -> Result<Reply, AwsError> {
        let mut retry = self.cloud.store.retry();
        let (result, committed) = loop {
            match self.attempt(&mut record, handler, retry.tries()).await {
                Err(error) if error.is_conflict() && retry.tries() < TRIES => retry.pause().await,
                Err(error) => break (Err(error), false),
                Ok((reply, changed)) => break (Ok(reply), changed),
            }
        };
        conclude(
            self.cloud,
            self.call,
            self.model,
            record,
            result.as_ref().err(),
            committed,
        );
        result
    }

    async fn attempt(
        &self,
        record: &mut CallRecord,
        handler: &StateHandler,
        tries: u32,
    ) -> Result<(Reply, bool), AwsError> {
        if tries > 0 {
            self.cloud.refresh(Duration::ZERO).await?;
        }
        let mut tx = self.cloud.store.begin_again(tries)?;
        let (verdict, denied) = self.authorise(&mut tx)?;
        record.verdict = verdict;
        if let Some(denied) = denied {
            return Err(denied);
        }
        let mut cx = Cx {
            tx: &mut tx,
            call: self.call,
            cloud: self.cloud,
        };
        let reply = handler(&mut cx, self.value.clone())?;
        if tx.is_stale() {
            return Err(StoreError::Conflict.into());
        }
        let changed = tx.is_dirty();
        if changed {
            self.take_off(&mut tx)?;
            record.write(&mut tx)?;
            self.cloud.store.commit(tx).await?;
        }
        Ok((reply, changed))
    }

    /// A call from the outbox leaves it with the change it makes, so that it is made once, also by
    /// a node that has lost its lease without knowing.
    fn take_off(&self, tx: &mut Tx) -> Result<(), AwsError> {
        let Some(slot) = &self.call.delivers else {
            return Ok(());
        };
        let lease = background::calls(slot.part());
        if self.cloud.leases.fence(tx, lease)? && outbox::remove(tx, slot)? {
            return Ok(());
        }
        Err(AwsError::internal(
            "a call of the outbox is no longer there",
        ))
    }

    /// An edge operation: decided on a snapshot, then on its own.
    async fn edge(
        &self,
        mut record: CallRecord,
        body: Option<Upload>,
        handler: &EdgeHandler,
    ) -> Result<Reply, AwsError> {
        let decided =
            self.cloud
                .store
                .read(|tx| self.authorise(tx))
                .and_then(|(verdict, denied)| {
                    record.verdict = verdict;
                    denied.map_or(Ok(()), Err)
                });
        let recorded = Arc::new(AtomicBool::new(false));
        let result = match decided {
            Err(error) => Err(error),
            Ok(()) => {
                let edge = Edge {
                    call: self.call.clone(),
                    cloud: self.cloud.clone(),
                    body,
                    record: Arc::new(record.clone()),
                    recorded: recorded.clone(),
                };
                handler(edge, self.value.clone()).await
            }
        };
        let committed = result.is_ok() && recorded.load(Ordering::Acquire);
        conclude(
            self.cloud,
            self.call,
            self.model,
            record,
            result.as_ref().err(),
            committed,
        );
        result
    }
}

/// Conflicts in a row before the caller is told to come again.
const TRIES: u32 = 64;

/// Records what did not commit with a change, and meters.
fn conclude(
    cloud: &Cloud,
    call: &Call,
    model: &Model,
    mut record: CallRecord,
    error: Option<&AwsError>,
    committed: bool,
) {
    cloud.meter.count(call, error.is_some());
    if committed {
        return;
    }
    if let Some(error) = error {
        record.status = error.status_in(Some(model));
        record.error = Some(error.code.to_string());
    }
    log(cloud, record);
}

fn log(cloud: &Cloud, record: CallRecord) {
    if cloud.calls.push(Arc::new(record)) {
        let cloud = cloud.clone();
        tokio::spawn(async move {
            let flushed: Result<(), StoreError> = cloud.calls.flush(&cloud.store).await;
            if let Err(error) = flushed {
                tracing::warn!("records of calls wait in memory: {error}");
            }
        });
    }
}

fn note_refused_signature(
    cloud: &Cloud,
    request: &Request,
    target: &intake::Target,
    id: RequestId,
    now: Timestamp,
    fault: &haneul_signature::SignatureError,
) {
    let reason = fault.message(haneul_signature::ErrorStyle::Query);
    log(
        cloud,
        CallRecord {
            id: id.to_string(),
            at: now,
            partition: String::new(),
            account: String::new(),
            region: String::new(),
            service: target.model.id.to_owned(),
            operation: target.operation.name.to_owned(),
            principal: String::new(),
            access_key: String::new(),
            source_ip: request.peer.map(|ip| ip.to_string()).unwrap_or_default(),
            user_agent: request.header("user-agent").unwrap_or_default().to_owned(),
            status: 403,
            error: Some("signature refused".to_owned()),
            verdict: Verdict {
                allowed: false,
                reason,
                checks: Vec::new(),
            },
        },
    );
}

/// An empty body for answers that have none.
pub(crate) fn no_body() -> ReplyBody {
    ReplyBody::Full(Bytes::new())
}
