//! Running one call: the part of the path that calls from inside walk, too.

use crate::authorise::{self, Outcome};
use crate::background;
use crate::begins::{self, Begins};
use crate::cloud::Cloud;
use crate::cx::{Asked, Call, Cx, Delivery, Edge};
use crate::error::AwsError;
use crate::forward::Forwarded;
use crate::operation::Handler;
use crate::record::{CheckRecord, Entry, Verdict};
use crate::reply::Reply;
use crate::response;
use crate::service::Done;
use crate::site::{SiteHandler, SiteRequest};
use crate::trail::{self, Subject};
use crate::upload::Upload;
use haneul_model::{Model, Operation, Value};
use haneul_runtime::{host, outbox};
use haneul_store::{StoreError, Tx};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Validate → authorise → run in a transaction → record → meter.
pub(crate) async fn execute(
    cloud: &Cloud,
    call: Call,
    begins: Begins,
    model: &'static Model,
    operation: &'static Operation,
    mut value: Value,
    body: Option<Upload>,
) -> Result<Reply, AwsError> {
    let call = Arc::new(call);
    let record = Entry::begin(&call);
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
        cloud.meter.count(&call, true);
        log(cloud, &failed(record, &error, model), &[]);
        return Err(error);
    };
    entry
        .service
        .complete(call.operation, &call.request, &mut value);
    let mut run = Run {
        cloud,
        call,
        begins,
        began: entry.service.measures().then(host::instant),
        subject: Arc::new(Subject {
            model,
            operation,
            service: entry.service.clone(),
            input: value,
        }),
    };
    if let Err(error) = run.validate() {
        run.conclude(record, Vec::new(), Err(&error), Written::No);
        return Err(error);
    }
    match handler {
        Handler::State(handler) => run.state(record, handler.as_ref()).await,
        Handler::Edge(handler) => run.edge(record, body, handler.as_ref()).await,
    }
}

/// The same for what is no operation of a model; whoever answers asks the policies.
pub(crate) async fn execute_site(
    cloud: &Cloud,
    call: Call,
    model: &'static Model,
    handler: SiteHandler,
    request: SiteRequest,
) -> Result<Reply, AwsError> {
    let Some(entry) = cloud.services.get(model.id) else {
        return Err(AwsError::internal("a site of a service that is not there"));
    };
    let call = Arc::new(call);
    let mut record = Entry::begin(&call);
    record.verdict = Arc::new(Verdict {
        allowed: true,
        reason: "the operation asks for each of its targets".to_owned(),
        checks: Vec::new(),
    });
    let run = Run {
        cloud,
        call: call.clone(),
        begins: Begins::Fresh,
        began: None,
        subject: Arc::new(Subject {
            model,
            operation: handler.operation,
            service: entry.service.clone(),
            input: handler.input,
        }),
    };
    let asked = Asked::default();
    let edge = Edge {
        call,
        cloud: cloud.clone(),
        body: None,
        record: record.clone(),
        recorded: Arc::default(),
        asked: asked.clone(),
        subject: run.subject.clone(),
        found_out: Arc::default(),
    };
    let result = (handler.run)(edge, request).await;
    if let Ok(reply) = &result {
        record.status = reply.status.unwrap_or(record.status);
    }
    run.conclude(record, asked.so_far(), result.as_ref(), Written::No);
    result
}

struct Run<'a> {
    cloud: &'a Cloud,
    call: Arc<Call>,
    begins: Begins,
    /// Where the service measures its calls.
    began: Option<Instant>,
    subject: Arc<Subject>,
}

pub(crate) type StateHandler = dyn Fn(&mut Cx, Value) -> Result<Reply, AwsError> + Send + Sync;
type EdgeHandler = dyn Fn(Edge, Value) -> futures_util::future::BoxFuture<'static, Result<Reply, AwsError>>
    + Send
    + Sync;

impl Run<'_> {
    fn validate(&self) -> Result<(), AwsError> {
        let subject = &self.subject;
        let Some(shape) = subject.operation.input else {
            return Ok(());
        };
        let violations = haneul_model::validate::validate(subject.model, shape, &subject.input);
        if violations.is_empty() {
            return Ok(());
        }
        Err(subject.service.invalid(&violations))
    }

    /// Puts the call's checks to the policies; a refusal is the service's own error.
    fn authorise(&self, tx: &mut Tx) -> Result<(Verdict, Option<AwsError>), AwsError> {
        let mut cx = Cx::new(tx, &self.call, self.cloud);
        let service = &self.subject.service;
        let checks = service.checks(&mut cx, self.call.operation, &self.subject.input)?;
        let Outcome {
            verdict,
            denial,
            gone,
            violation,
        } = authorise::authorise(&mut cx, checks)?;
        let denied = denial.map(|message| match gone {
            true => response::unknown_key(service.model(), &self.call.caller.access_key),
            false => service.denied(&self.call, message),
        });
        let denied = denied.or(violation.map(|message| service.tag_violation(message)));
        Ok((verdict, denied))
    }

    /// A state operation: decision, work and record are one transaction, run again on conflict.
    async fn state(
        &mut self,
        mut record: Entry,
        handler: &StateHandler,
    ) -> Result<Reply, AwsError> {
        let mut retry = self.cloud.store.retry();
        let mut asked = Vec::new();
        let mut forwarded = Vec::new();
        let (result, committed) = loop {
            asked.clear();
            forwarded.clear();
            let tries = retry.tries();
            let attempt = self.attempt(&mut record, (&mut asked, &mut forwarded), handler, tries);
            let outcome = attempt.await;
            match outcome {
                Ok((reply, true)) => break (Ok(reply), true),
                Err(error) if error.is_conflict() && retry.tries() < TRIES => retry.pause().await,
                // Only a commit proves that others did nothing that matters here.
                _ if self.begins == Begins::Behind => {}
                Ok((reply, false)) => break (Ok(reply), false),
                Err(error) => break (Err(error), false),
            }
            if let Err(error) = self.begin_afresh().await {
                break (Err(error), false);
            }
        };
        for call in forwarded {
            call.tell(self.cloud);
        }
        let written = if committed {
            Written::Whole
        } else {
            Written::No
        };
        self.conclude(record, asked, result.as_ref(), written);
        result
    }

    /// Learns what other nodes did meanwhile, to the clock also.
    async fn begin_afresh(&mut self) -> Result<(), AwsError> {
        self.begins = Begins::Fresh;
        if self.cloud.leases.is_alone() {
            return Ok(());
        }
        self.cloud.refresh(Duration::ZERO).await?;
        self.call = Arc::new(Call {
            now: self.cloud.clock.now(),
            ..Call::clone(&self.call)
        });
        Ok(())
    }

    async fn attempt(
        &self,
        record: &mut Entry,
        (asked, forwarded): (&mut Vec<CheckRecord>, &mut Vec<Forwarded>),
        handler: &StateHandler,
        tries: u32,
    ) -> Result<(Reply, bool), AwsError> {
        let mut tx = self.cloud.store.begin_again(tries)?;
        if self.begins == Begins::Behind {
            begins::depend(&mut tx, self.cloud, &self.call.caller)?;
        }
        let decided = self.authorise(&mut tx);
        let (verdict, denied) = unless_stale(&tx, decided)?;
        record.verdict = Arc::new(verdict);
        if let Some(denied) = denied {
            return Err(denied);
        }
        let mut cx = Cx::new(&mut tx, &self.call, self.cloud);
        let reply = handler(&mut cx, self.subject.input.clone());
        *asked = cx.asked;
        *forwarded = cx.forwarded;
        let reply = unless_stale(&tx, reply)?;
        let changed = tx.is_dirty();
        if changed {
            self.take_off(&mut tx)?;
            record.write(&mut tx, asked)?;
            let outcome = trail::Outcome::Done(Some(&reply.value));
            let subject = &self.subject;
            subject.write(&mut tx, self.cloud, &self.call, &record.verdict, &outcome)?;
            self.cloud.store.commit(tx).await?;
        }
        Ok((reply, changed))
    }

    /// A call from the outbox leaves it with the change it makes, so that it is made once, also by
    /// a node that has lost its lease without knowing.
    fn take_off(&self, tx: &mut Tx) -> Result<(), AwsError> {
        let Some(Delivery { slot, .. }) = &self.call.delivers else {
            return Ok(());
        };
        let lease = background::calls(slot.part());
        if self.cloud.leases.fence(tx, lease)? && outbox::finish(tx, slot, self.call.now)? {
            return Ok(());
        }
        Err(AwsError::internal(
            "a call of the outbox is no longer there",
        ))
    }

    /// An edge operation: decided on a snapshot, then on its own.
    async fn edge(
        &mut self,
        mut record: Entry,
        body: Option<Upload>,
        handler: &EdgeHandler,
    ) -> Result<Reply, AwsError> {
        let decided =
            self.cloud
                .store
                .read(|tx| self.authorise(tx))
                .and_then(|(verdict, denied)| {
                    record.verdict = Arc::new(verdict);
                    denied.map_or(Ok(()), Err)
                });
        let recorded = Arc::new(AtomicBool::new(false));
        let asked = Asked::default();
        let found_out = Arc::new(OnceLock::new());
        let result = match decided {
            Err(error) => Err(error),
            Ok(()) => {
                let edge = Edge {
                    call: self.call.clone(),
                    cloud: self.cloud.clone(),
                    body,
                    record: record.clone(),
                    recorded: recorded.clone(),
                    asked: asked.clone(),
                    subject: self.subject.clone(),
                    found_out: found_out.clone(),
                };
                handler(edge, self.subject.input.clone()).await
            }
        };
        let committed = result.is_ok() && recorded.load(Ordering::Acquire);
        if let Some((call, verdict)) = found_out.get() {
            self.call = call.clone();
            record = Entry::begin(call);
            record.verdict = verdict.clone();
        }
        let written = match committed {
            true if asked.has_more() => Written::InPart,
            true => Written::Whole,
            false => Written::No,
        };
        self.conclude(record, asked.so_far(), result.as_ref(), written);
        result
    }
}

/// What of a call's record has been committed with a change of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    No,
    /// It asked more of the policies afterwards.
    InPart,
    Whole,
}

impl Run<'_> {
    /// Records what did not commit with a change, and meters.
    fn conclude(
        &self,
        mut record: Entry,
        asked: Vec<CheckRecord>,
        result: Result<&Reply, &AwsError>,
        written: Written,
    ) {
        self.cloud.meter.count(&self.call, result.is_err());
        self.cloud.last_uses.note(&self.call);
        self.tell_service(result);
        if written == Written::Whole {
            return;
        }
        if written == Written::No {
            let outcome = match result {
                Ok(reply) => trail::Outcome::Done(Some(&reply.value)),
                Err(error) => trail::Outcome::Failed(error),
            };
            self.subject
                .tell(self.cloud, &self.call, &record.verdict, &outcome);
        }
        if let Err(error) = result {
            record = failed(record, error, self.subject.model);
        }
        log(self.cloud, &record, &asked);
    }
}

impl Run<'_> {
    fn tell_service(&self, outcome: Result<&Reply, &AwsError>) {
        let Some(began) = self.began else { return };
        let done = Done {
            call: &self.call,
            input: &self.subject.input,
            outcome,
            took: began.elapsed(),
        };
        self.subject.service.done(self.cloud, &done);
    }
}

/// What was made of reads that are not all of one moment counts for nothing, an error least of all.
fn unless_stale<T>(tx: &Tx, outcome: Result<T, AwsError>) -> Result<T, AwsError> {
    match tx.is_stale() {
        true => Err(StoreError::Conflict.into()),
        false => outcome,
    }
}

/// Conflicts in a row before the caller is told to come again.
const TRIES: u32 = 64;

fn failed(mut record: Entry, error: &AwsError, model: &Model) -> Entry {
    record.status = error.status_in(Some(model));
    record.error = Some(error.code.to_string());
    record
}

pub(crate) fn log(cloud: &Cloud, record: &Entry, asked: &[CheckRecord]) {
    logged(cloud, cloud.calls.push(record, asked));
}

/// Has what waits written, when it has become much.
pub(crate) fn logged(cloud: &Cloud, pushed: Result<bool, StoreError>) {
    match pushed {
        Ok(false) => {}
        Ok(true) => {
            let cloud = cloud.clone();
            tokio::spawn(async move {
                if let Err(error) = cloud.calls.flush(&cloud.store).await {
                    tracing::warn!("records of calls wait in memory: {error}");
                }
            });
        }
        Err(error) => tracing::warn!("a call is not recorded: {error}"),
    }
}
