//! ReceiveMessage: up to ten messages, now or when some come within the time to wait.

use crate::claims;
use crate::measure;
use crate::message::pick::{look, take};
use crate::message::row::Handed;
use crate::message::wish::Wish;
use crate::message::{attempt, show};
use crate::queue::row;
use crate::shapes::{ReceiveMessageRequest, ReceiveMessageResult};
use haneul_pipeline::{AwsError, Cx, Edge};
use jiff::Timestamp;
use std::pin::pin;
use tokio::select;

pub async fn run(
    edge: Edge,
    input: ReceiveMessageRequest,
) -> Result<ReceiveMessageResult, AwsError> {
    let (wish, _) = edge.read(|cx| Wish::of(cx, input.clone()))?;
    let handed = match attempt::replay(&edge, &wish).await? {
        Some(again) => again,
        None => receive(&edge, &wish).await?,
    };
    // A queue that went away meanwhile is no longer measured.
    if let Ok(found) = edge.read(|cx| row::at_url(cx, &wish.url)) {
        measure::received(&edge.cloud, &edge.call, &found, handed.len());
    }
    let messages: Vec<_> = handed
        .into_iter()
        .map(|h| show::message(&wish, h))
        .collect();
    Ok(ReceiveMessageResult {
        messages: (!messages.is_empty()).then_some(messages),
    })
}

async fn receive(edge: &Edge, wish: &Wish) -> Result<Vec<Handed>, AwsError> {
    let mut timeout = pin!(edge.cloud.wait(wish.wait));
    // At once, whoever else waits.
    let handed = try_now(edge, wish).await?;
    if !handed.is_empty() || wish.wait.is_zero() {
        return Ok(handed);
    }
    let mut over = false;
    loop {
        let queue = |cx: &mut Cx| Ok(row::at_url(cx, &wish.url)?.queue);
        let space = claims::space(&edge.cloud, edge.read(queue)?.space);
        // One receiver is woken by a message, not all that wait.
        let turn = if over {
            None
        } else {
            select! {
                biased;
                turn = space.line.clone().lock_owned() => Some(turn),
                () = &mut timeout => { over = true; None }
            }
        };
        let mut messages = edge.cloud.store.watch(&edge.read(queue)?.channel());
        let looked = look(edge, wish)?;
        if !looked.is_empty() {
            drop(turn);
            let handed = take(edge, wish, looked).await?;
            if !handed.is_empty() {
                return Ok(handed);
            }
            continue;
        }
        if over {
            return Ok(Vec::new());
        }
        let next = looked.next.unwrap_or(Timestamp::MAX);
        drop(looked);
        select! {
            biased;
            () = messages.changed() => {}
            () = space.released.notified() => {}
            () = edge.cloud.clock.reached(next) => {}
            () = &mut timeout => over = true,
        }
    }
}

/// Tries until nothing is found, or something is taken.
async fn try_now(edge: &Edge, wish: &Wish) -> Result<Vec<Handed>, AwsError> {
    loop {
        let looked = look(edge, wish)?;
        if looked.is_empty() {
            return Ok(Vec::new());
        }
        let handed = take(edge, wish, looked).await?;
        if !handed.is_empty() {
            return Ok(handed);
        }
    }
}
