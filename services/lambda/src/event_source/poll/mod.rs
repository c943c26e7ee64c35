//! Reading for functions.
//!
//! Each mapping has one errand of the outbox, in one part of it, so that one node has to do with it. While
//! the clock runs the errand only sees to it that a task of this process reads, says so in the mapping's
//! row, and comes again; the task asks the source and waits for it as a client would. Where the clock
//! stands, the errand reads by itself, so that whoever moves the clock has everything in its order. The
//! errand also brings a mapping from one state to another, when nobody reads any more.

mod answer;
mod appoint;
mod call;
mod dead;
mod gather;
mod here;
mod lane;
mod queue;
mod reader;
mod serve;
mod settle;
mod source;
mod stream;
mod window;

pub use appoint::change;
pub use dead::delivered;

use super::row::{self, Flow, Mapping};
use crate::limits;
use futures_util::future::BoxFuture;
use haneul_pipeline::background;
use haneul_pipeline::{AwsError, Cloud, Cx};
use haneul_runtime::Mode;
use haneul_runtime::outbox::Outgoing;
use here::Here;
use source::Source;
use std::sync::Arc;

/// The errand's name.
pub const POLL: &str = "poll";

pub fn poll(cloud: Cloud, call: Outgoing) -> BoxFuture<'static, Result<(), AwsError>> {
    let errand = Errand {
        uuid: call.input["uuid"].as_str().unwrap_or_default().to_owned(),
        turn: call.input["turn"].as_u64().unwrap_or_default(),
        itself: Arc::new(background::Errand::new(cloud, call, ("lambda", POLL))),
    };
    Box::pin(async move { errand.run().await })
}

/// What came of looking into a source.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Seen {
    /// Something was there.
    some: bool,
    /// And there may be more.
    more: bool,
    /// When something falls due that nobody has to come for.
    wake: Option<i64>,
    /// Nothing will ever come again.
    over: bool,
}

impl Seen {
    fn add(&mut self, other: Seen) {
        self.some |= other.some;
        self.more |= other.more;
        self.wake = self.wake.into_iter().chain(other.wake).min();
    }

    fn until(wake: i64) -> Seen {
        Seen {
            some: true,
            wake: Some(wake),
            ..Seen::default()
        }
    }
}

/// One mapping's errand.
struct Errand {
    itself: Arc<background::Errand>,
    uuid: String,
    turn: u64,
}

impl Errand {
    async fn run(&self) -> Result<(), AwsError> {
        let Some((mapping, flow)) = self.itself.read(|cx| self.find(cx))? else {
            return Ok(());
        };
        let cloud = &self.itself.cloud;
        let here = cloud.locals.get::<Here>();
        let is_frozen = cloud.clock.mode() == Mode::Frozen;
        if self.is_elsewhere(&flow, &here) {
            return self.again(limits::SECOND).await;
        }
        if mapping.state != "Enabled" || is_frozen {
            if let Some(mut ended) = here.stop(&self.uuid) {
                if !is_frozen {
                    return self.again(limits::STOPPING).await;
                }
                // It ends by dropping the other side.
                _ = ended.changed().await;
            }
        }
        if mapping.state != "Enabled" {
            here.forget_readers(&self.uuid);
            return self.itself.transact(|cx| settle::settle(cx, self)).await;
        }
        match is_frozen {
            true => self.drain().await,
            false => self.keep_reading(&here).await,
        }
    }

    /// The mapping, unless another errand has come in the place of this.
    fn find(&self, cx: &mut Cx) -> Result<Option<(Mapping, Flow)>, AwsError> {
        let flow = row::flow(cx, &self.uuid)?;
        if flow.turn != self.turn {
            return Ok(None);
        }
        let mapping = row::find(cx, &self.uuid)?;
        Ok(mapping.map(|mapping| (mapping, flow)))
    }

    fn is_elsewhere(&self, flow: &Flow, here: &Here) -> bool {
        let cloud = &self.itself.cloud;
        let name = here.name(cloud);
        let now = cloud.clock.now().as_microsecond();
        let runner = flow.runner.as_ref();
        !cloud.leases.is_alone()
            && runner.is_some_and(|(runner, until)| *runner != name && *until > now)
    }

    async fn again(&self, pause: i64) -> Result<(), AwsError> {
        let again = self.itself.transact(|cx| match self.find(cx)? {
            Some((mapping, flow)) => {
                let due = cx.now().as_microsecond() + pause;
                appoint::at(cx, &mapping, flow, due)
            }
            None => Ok(()),
        });
        again.await
    }

    /// Sees to it that this process reads, and says so.
    async fn keep_reading(&self, here: &Arc<Here>) -> Result<(), AwsError> {
        let cloud = &self.itself.cloud;
        let name = here.name(cloud);
        let (term, pause) = match cloud.leases.is_alone() {
            true => (limits::TERM_ALONE, limits::BEAT_ALONE),
            false => (limits::TERM, limits::BEAT),
        };
        let claim = self.itself.transact(|cx| {
            let Some((mapping, mut flow)) = self.find(cx)? else {
                return Ok(None);
            };
            let now = cx.now().as_microsecond();
            flow.runner = Some((name.clone(), now + term));
            appoint::at(cx, &mapping, flow, now + pause)?;
            Ok(Some(now + term))
        });
        let Some(until) = claim.await? else {
            return Ok(());
        };
        if let Some(turn) = here.begin(&self.uuid, until) {
            tokio::spawn(serve::serve(self.itself.clone(), self.uuid.clone(), turn));
        }
        Ok(())
    }

    /// Reads what is there now.
    async fn drain(&self) -> Result<(), AwsError> {
        let seen = match Source::load(&self.itself, &self.uuid) {
            Ok(Some(source)) => {
                let seen = match source.mapping.stream.is_some() {
                    true => stream::drain(&source).await,
                    false => gather::drain(&source).await,
                };
                if let Err(error) = &seen {
                    source.problem(error).await?;
                }
                seen
            }
            Ok(None) => Ok(Seen::default()),
            Err(error) => Err(error),
        };
        let next = self.itself.transact(|cx| {
            let Some((mapping, mut flow)) = self.find(cx)? else {
                return Ok(());
            };
            let now = cx.now().as_microsecond();
            flow.runner = None;
            let due = match &seen {
                Ok(seen) => {
                    flow.failures = 0;
                    let pause = if seen.more { 0 } else { limits::PAUSE };
                    let wake = seen.wake.unwrap_or(i64::MAX).max(now);
                    wake.min(now + pause)
                }
                Err(_) => {
                    flow.failures = flow.failures.saturating_add(1);
                    now + limits::pause(flow.failures)
                }
            };
            appoint::at(cx, &mapping, flow, due)
        });
        next.await
    }
}
