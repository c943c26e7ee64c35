//! Calls of the outbox that leave the cloud: posts to whoever asked for them, and errands of services
//! that ask somebody outside.
//!
//! Whom they go to may take its time. So several are under way at once, each beside the loop that
//! does the other work; who moves the clock waits for them and sends its own one by one. A post
//! whose outcome is not written down is sent again.

use super::deliver::{deliver_one, settle};
use super::share::{Share, calls};
use crate::captured::{Captured, capture};
use crate::cloud::Cloud;
use crate::error::AwsError;
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use haneul_outbound::{Answer, Failure, Outbound, Post};
use haneul_runtime::Mode;
use haneul_runtime::agenda::Slot;
use haneul_runtime::outbox::{self, Outgoing};
use haneul_store::Tx;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Posts under way at once.
const AT_ONCE: u32 = 32;

/// What SNS gives an endpoint to answer in.
const PATIENCE: Duration = Duration::from_secs(15);

/// When a post that was begun counts as lost, in the cloud's time.
const LOST: SignedDuration = SignedDuration::from_secs(60);

/// How long a post waits when as many as may be are under way.
const BUSY: SignedDuration = SignedDuration::from_secs(1);

/// Of an answer; nobody reads more than whether it came.
const ANSWER: usize = 64 << 10;

/// Of a body in the list of what left the cloud.
const SHOWN: usize = 16 << 10;

pub(super) struct Outside {
    room: Arc<Semaphore>,
    /// Resources of which something is under way that nothing else may go beside.
    alone: Arc<Mutex<HashSet<String>>>,
}

impl Default for Outside {
    fn default() -> Self {
        Self {
            room: Arc::new(Semaphore::new(AT_ONCE as usize)),
            alone: Arc::default(),
        }
    }
}

/// Held while something is under way that nothing else of its resource may go beside.
struct Alone {
    among: Arc<Mutex<HashSet<String>>>,
    resource: String,
}

impl Drop for Alone {
    fn drop(&mut self) {
        self.among.lock().remove(&self.resource);
    }
}

impl Outside {
    /// Returns when nothing is under way, and lets nothing begin meanwhile.
    pub async fn still(&self) -> Option<OwnedSemaphorePermit> {
        self.room.clone().acquire_many_owned(AT_ONCE).await.ok()
    }

    /// `Err`: another one is under way.
    fn alone(&self, call: &Outgoing) -> Result<Option<Alone>, ()> {
        if call.service == outbox::OUTSIDE || call.terms.beside_others {
            return Ok(None);
        }
        let resource = format!("{} {}", call.service, call.source_arn);
        match self.alone.lock().insert(resource.clone()) {
            true => Ok(Some(Alone {
                among: self.alone.clone(),
                resource,
            })),
            false => Err(()),
        }
    }
}

#[derive(Deserialize)]
struct Letter {
    url: String,
    headers: Vec<(String, String)>,
    body: String,
}

pub(super) async fn begin(
    cloud: &Cloud,
    slot: Slot,
    call: Outgoing,
    now: Timestamp,
    share: Share,
) -> Result<(), AwsError> {
    if share == Share::All {
        return work(cloud, slot, call, now).await;
    }
    let Ok(alone) = cloud.background.outside.alone(&call) else {
        return postpone(cloud, &slot, &call, now).await;
    };
    let room = cloud.background.outside.room.clone();
    let permit = match (room.clone().try_acquire_owned(), cloud.clock.mode()) {
        (Ok(permit), _) => permit,
        // Other work does not wait for those who take their time.
        (Err(_), Mode::Running) => return postpone(cloud, &slot, &call, now).await,
        (Err(_), Mode::Frozen) => room.acquire_owned().await.map_err(AwsError::internal)?,
    };
    // Out of the way of the others; should this process end, another sends it.
    let later = Slot::new(now + LOST, slot.id.clone());
    let claimed = cloud
        .store
        .transact(|tx| {
            if !cloud.leases.fence(tx, calls(slot.part()))? || !outbox::remove(tx, &slot)? {
                return Ok(false);
            }
            outbox::put_back(tx, later.at, &later.id, &call)?;
            Ok::<_, AwsError>(true)
        })
        .await?;
    if claimed {
        let cloud = cloud.clone();
        tokio::spawn(async move {
            if let Err(error) = work(&cloud, later, call, now).await {
                tracing::warn!("what came of a call is not written down: {error}");
            }
            drop((alone, permit));
        });
    }
    Ok(())
}

async fn postpone(
    cloud: &Cloud,
    slot: &Slot,
    call: &Outgoing,
    now: Timestamp,
) -> Result<(), AwsError> {
    let change = |tx: &mut Tx| {
        if cloud.leases.fence(tx, calls(slot.part()))? && outbox::remove(tx, slot)? {
            outbox::put_back(tx, now + BUSY, &slot.id, call)?;
        }
        Ok::<_, AwsError>(())
    };
    cloud.store.transact(change).await
}

async fn work(cloud: &Cloud, slot: Slot, call: Outgoing, now: Timestamp) -> Result<(), AwsError> {
    match call.service == outbox::OUTSIDE {
        true => send(cloud, slot, call, now).await,
        false => deliver_one(cloud, slot, call).await,
    }
}

async fn send(cloud: &Cloud, slot: Slot, call: Outgoing, now: Timestamp) -> Result<(), AwsError> {
    let letter: Letter = serde_json::from_value(call.input.clone()).map_err(AwsError::internal)?;
    let outcome = judge(post(cloud, &letter).await);
    note(cloud, &slot, &letter, &call, outcome.as_ref().err()).await?;
    settle(cloud, &slot, call, outcome.as_ref().err()).await?;
    let name = format!("outbox {}:post", outbox::OUTSIDE);
    cloud.background.note(name, now, &outcome);
    Ok(())
}

/// Who asks for a name and a password is given those of the URL.
async fn post(cloud: &Cloud, letter: &Letter) -> Result<Answer, Failure> {
    let outbound = cloud.locals.get::<Outbound>();
    let first = outbound
        .post(ask(&cloud.settings.hosts, letter, &letter.headers))
        .await?;
    let Some(secret) = user_of(&letter.url).filter(|_| first.status == 401) else {
        return Ok(first);
    };
    let mut headers = letter.headers.clone();
    let basic = format!("Basic {}", BASE64_STANDARD.encode(secret));
    headers.push(("authorization".to_owned(), basic));
    outbound
        .post(ask(&cloud.settings.hosts, letter, &headers))
        .await
}

fn ask<'a>(
    hosts: &'a HashMap<String, std::net::SocketAddr>,
    letter: &'a Letter,
    headers: &'a [(String, String)],
) -> Post<'a> {
    Post {
        url: &letter.url,
        headers,
        body: Bytes::copy_from_slice(letter.body.as_bytes()),
        hosts,
        most: ANSWER,
        within: PATIENCE,
    }
}

fn user_of(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (user, _) = authority.rsplit_once('@')?;
    Some(user.to_owned())
}

/// Refusals of a client's making are told from failures: only the latter are worth another try.
fn judge(answer: Result<Answer, Failure>) -> Result<(), AwsError> {
    match answer {
        Ok(answer) if (200..300).contains(&answer.status) => Ok(()),
        Ok(answer) => {
            let refused = (400..500).contains(&answer.status) && answer.status != 429;
            let status = if refused { 400 } else { 503 };
            let message = format!("the endpoint answered {}", answer.status);
            Err(AwsError::new("EndpointRefused", message).status(status))
        }
        Err(failure) => Err(AwsError::new("EndpointUnreachable", failure.to_string()).status(503)),
    }
}

/// Lists it with what left the cloud.
async fn note(
    cloud: &Cloud,
    slot: &Slot,
    letter: &Letter,
    call: &Outgoing,
    error: Option<&AwsError>,
) -> Result<(), AwsError> {
    let at = cloud.clock.now();
    let outcome = error.map_or_else(|| "delivered".to_owned(), |error| error.message.clone());
    let mut end = letter.body.len().min(SHOWN);
    while !letter.body.is_char_boundary(end) {
        end -= 1;
    }
    let message = Captured {
        channel: "http".to_owned(),
        to: letter.url.clone(),
        from: call.source_arn.clone(),
        subject: String::new(),
        body: letter.body[..end].to_owned(),
        at,
        details: vec![("outcome".to_owned(), outcome)],
        answers: None,
    };
    let id = format!("{} {}", slot.id, call.attempts);
    let store = &cloud.store;
    store.transact(|tx| capture(tx, &id, &message)).await
}
