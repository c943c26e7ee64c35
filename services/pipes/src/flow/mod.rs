//! The flow of events: an errand of the outbox for each pipe, which also brings a pipe from one
//! state to another. There is one at a time; each appoints the next in the transaction in which it
//! notes how far it came.

mod appoint;
mod batch;
mod dead;
mod enrich;
mod function;
mod queue;
pub mod row;
pub mod send;
mod settle;
mod shards;
mod stream;
mod template;

pub use appoint::change;

use crate::pipe::Pipe;
use crate::pipe::row::Feed;
use crate::pipe::row::PIPES;
use haneul_feed::Ask;
use haneul_pipeline::background::{self, act_for, ask_errand, do_errand};
use haneul_pipeline::{AwsError, Cloud, Cx, Invocation, invoke};
use haneul_runtime::outbox::Outgoing;
use row::FLOWS;
use serde_json::Value as Json;
use std::ops::Deref;

pub const PRINCIPAL: &str = "pipes.amazonaws.com";

/// The errand's name.
pub const FLOW: &str = "flow";

/// Its name where a target or an enrichment may take its time to answer: a function, or somebody
/// outside of the cloud.
pub const FLOW_OUT: &str = "flow-out";

pub fn flow(
    cloud: Cloud,
    call: Outgoing,
) -> futures_util::future::BoxFuture<'static, Result<(), AwsError>> {
    let errand = Errand {
        name: call.input["name"].as_str().unwrap_or_default().to_owned(),
        pipe: call.input["pipe"].as_u64().unwrap_or_default(),
        turn: call.input["turn"].as_u64().unwrap_or_default(),
        itself: background::Errand::new(cloud, call, ("pipes", FLOW)),
    };
    Box::pin(async move { errand.run().await })
}

/// One pipe's errand.
pub struct Errand {
    itself: background::Errand,
    name: String,
    pipe: u64,
    turn: u64,
}

impl Deref for Errand {
    type Target = background::Errand;

    fn deref(&self) -> &background::Errand {
        &self.itself
    }
}

/// What came of looking into a source.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Seen {
    /// Something was there.
    pub some: bool,
    /// And there is more.
    pub more: bool,
    /// Something could not be delivered.
    pub failed: bool,
    /// When something falls due that nobody has to come for.
    pub wake: Option<i64>,
}

impl Seen {
    /// There was something, and there may be more.
    pub fn of_some() -> Seen {
        Seen {
            some: true,
            more: true,
            ..Seen::default()
        }
    }

    pub fn add(&mut self, other: Seen) {
        self.some |= other.some;
        self.more |= other.more;
        self.failed |= other.failed;
        self.wake_at(other.wake);
    }

    pub fn wake_at(&mut self, at: Option<i64>) {
        self.wake = self.wake.into_iter().chain(at).min();
    }
}

/// Asks as the role of the pipe.
struct AsRole<'a> {
    errand: &'a Errand,
    pipe: &'a Pipe,
}

impl Ask for AsRole<'_> {
    async fn ask(&self, service: &str, operation: &str, input: Json) -> Result<Json, AwsError> {
        self.errand.ask(self.pipe, service, operation, input).await
    }
}

impl Errand {
    async fn run(&self) -> Result<(), AwsError> {
        let Some(pipe) = self.read(|cx| self.find(cx))? else {
            return Ok(());
        };
        if pipe.state != "RUNNING" {
            return settle::settle(self, &pipe).await;
        }
        let seen = match &pipe.source.feed {
            Feed::Queue(batching) => queue::drain(self, &pipe, batching).await,
            Feed::Stream(batching, position) => {
                stream::drain(self, &pipe, batching, position).await
            }
        };
        let seen = seen.unwrap_or_else(|error| {
            tracing::warn!("{} waits: {error}", pipe.name);
            Seen {
                failed: true,
                ..Seen::default()
            }
        });
        self.transact(|cx| appoint::next(cx, &pipe, self.turn, seen))
            .await
    }

    /// The pipe, unless another errand has come in the place of this.
    fn find(&self, cx: &mut Cx) -> Result<Option<Pipe>, AwsError> {
        let scope = cx.scope();
        let flow = FLOWS.get(cx.tx, scope, &self.pipe)?.unwrap_or_default();
        if flow.turn != self.turn {
            return Ok(None);
        }
        let found = PIPES.get(cx.tx, scope, &self.name)?;
        Ok(found.filter(|pipe| pipe.id == self.pipe))
    }

    /// Asks a service for something, as the role of the pipe.
    async fn ask(
        &self,
        pipe: &Pipe,
        service: &str,
        operation: &str,
        input: Json,
    ) -> Result<Json, AwsError> {
        let invocation = Invocation {
            caller: act_for(&self.cloud, &self.call, &pipe.role).await?,
            account: self.call.account.clone(),
            region: self.call.region.clone(),
            service,
            operation,
            input,
            body: None,
            delivers: None,
        };
        Ok(invoke(&self.cloud, invocation).await?.output)
    }

    /// Has EventBridge tell somebody outside of the cloud.
    async fn tell(&self, pipe: &Pipe, errand: &str, input: Json) -> Result<(), AwsError> {
        do_errand(&self.cloud, &self.outward(pipe, errand, input)).await
    }

    /// Has it ask somebody there: the text that was answered.
    async fn ask_outside(
        &self,
        pipe: &Pipe,
        errand: &str,
        input: Json,
    ) -> Result<String, AwsError> {
        let answer = ask_errand(&self.cloud, &self.outward(pipe, errand, input)).await?;
        Ok(answer["body"].as_str().unwrap_or_default().to_owned())
    }

    fn outward(&self, pipe: &Pipe, errand: &str, input: Json) -> Outgoing {
        Outgoing {
            as_role: Some(pipe.role.clone()),
            service: "events".to_owned(),
            operation: errand.to_owned(),
            input,
            ..self.call.clone()
        }
    }

    fn now(&self) -> i64 {
        self.cloud.clock.now().as_microsecond()
    }
}
