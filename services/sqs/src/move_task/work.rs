//! The work of a task: a piece in each transaction.

use super::row::{self, Status, TASKS, Task};
use crate::message::post::new_id;
use crate::message::row::Message;
use crate::queue::Found;
use crate::tables::SECOND;
use crate::{fifo, order, standard};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub const MOVE: &str = "move";

/// Messages in one transaction; each may bring a megabyte of content.
const PIECE: usize = 20;

/// A message that nobody knows the origin of, in a task that is to bring each to its own.
const NO_SOURCE: &str = "CouldNotDetermineMessageSource";
const NO_QUEUE: &str = "AWS.SimpleQueueService.NonExistentQueue";

#[derive(Serialize, Deserialize)]
struct Which {
    key: (u64, u64),
    source: String,
}

pub fn set(cx: &mut Cx, at: Timestamp, key: (u64, u64), source: &str) -> Result<(), AwsError> {
    let which = Which {
        key,
        source: source.to_owned(),
    };
    let payload = serde_json::to_value(&which).map_err(AwsError::internal)?;
    let id = format!("sqs move {:016x}", key.0);
    cx.timer(at, &id, &format!("sqs/{MOVE}"), payload)
}

pub fn work(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let Which { key, source } =
        serde_json::from_value(timer.payload.clone()).map_err(AwsError::internal)?;
    let Some(found) = row::find(cx, &source)?.filter(|found| found.queue.id == key.0) else {
        return Ok(());
    };
    let scope = found.scope(cx);
    let Some(mut task) = TASKS.get(cx.tx, scope, &key)? else {
        return Ok(());
    };
    match task.status {
        Status::Running => {}
        Status::Cancelling => {
            task.status = Status::Cancelled;
            return Ok(TASKS.put(cx.tx, scope, &key, &task)?);
        }
        _ => return Ok(()),
    }
    let moved = piece(cx, &found, &mut task)?;
    if task.failure.is_some() {
        task.status = Status::Failed;
    } else if moved == 0 {
        task.status = Status::Completed;
    } else {
        set(
            cx,
            next_piece(cx.now(), moved, task.per_second),
            key,
            &source,
        )?;
    }
    Ok(TASKS.put(cx.tx, found.scope(cx), &key, &task)?)
}

/// At the rate that was asked for; else at once.
fn next_piece(now: Timestamp, moved: usize, per_second: Option<i64>) -> Timestamp {
    let pause = per_second.map_or(0, |rate| moved as i64 * SECOND / rate);
    now.checked_add(SignedDuration::from_micros(pause))
        .unwrap_or(now)
}

fn piece(cx: &mut Cx, found: &Found, task: &mut Task) -> Result<usize, AwsError> {
    let wanted = PIECE.min(task.per_second.unwrap_or(i64::MAX) as usize);
    let mut goes = |cx: &mut Cx, message: &Message| match goal(cx, task, message)? {
        Ok(goal) => Ok(Some(goal)),
        Err(reason) => {
            task.failure = Some(reason.to_owned());
            Ok(None)
        }
    };
    let lifted = match found.queue.is_fifo() {
        true => fifo::lift(cx, found, wanted, &mut goes)?,
        false => standard::lift(cx, found, wanted, &mut goes)?,
    };
    let count = lifted.len();
    for (message, goal) in lifted {
        drop_in(cx, &goal, message)?;
    }
    task.moved += count as u64;
    Ok(count)
}

/// Where a message of the task goes, or why nobody can say.
fn goal(
    cx: &mut Cx,
    task: &Task,
    message: &Message,
) -> Result<Result<Found, &'static str>, AwsError> {
    let Some(arn) = task.destination.as_ref().or(message.source.as_ref()) else {
        return Ok(Err(NO_SOURCE));
    };
    Ok(row::find(cx, arn)?.ok_or(NO_QUEUE))
}

/// It counts as a new message there, with an id of its own.
fn drop_in(cx: &mut Cx, goal: &Found, message: Message) -> Result<(), AwsError> {
    let now = cx.now().as_microsecond();
    let message = Message {
        sent: now,
        receives: 0,
        receives_here: 0,
        first_received: None,
        source: None,
        sequence: None,
        ..message
    };
    let (id, due) = (new_id(cx), now + goal.queue.delay_seconds * SECOND);
    let scope = goal.scope(cx);
    if goal.queue.is_fifo() {
        fifo::append(cx, scope, goal.queue.space, id, message, due)?;
    } else {
        let order = order::next(cx);
        standard::put(cx.tx, scope, goal.queue.space, (due, order, id), message)?;
    }
    cx.tx.notify(goal.queue.channel());
    Ok(())
}
