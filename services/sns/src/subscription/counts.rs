//! How many subscriptions a topic has: counted as they come and go, so that nobody reads them all.
//!
//! The count of a topic lies in sixteen cells, by what the id begins with, so that few who subscribe at
//! once meet in one. A cell without a row has never been counted since there are cells: it is counted
//! when it is first needed.

use super::row::{SUBSCRIPTIONS, Subscription};
use crate::topic::row::Topic;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use haneul_store::{Scope, Span, Stored, Table};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

static COUNTS: Table<(u64, u8), Counts> = Table::new("sns_counts");

/// Subscriptions that others than their owners have ended, by topic and id, while they still count.
static ENDED: Table<(u64, String), Ended> = Table::new("sns_ended");

/// From this level on every node counts.
const LEVEL: u32 = 8;

/// What ids begin with.
const CELLS: &[u8] = b"0123456789abcdef";

/// Rows read at once.
const PIECE: usize = 1_000;

/// So long AWS shows what a stranger has ended.
const HOURS: i64 = 72;

/// The timer's name.
pub const FORGET: &str = "forget-ended";

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    pub confirmed: u64,
    pub pending: u64,
    pub deleted: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Ended {
    /// The timer that ends it.
    word: u64,
}

/// What that timer is about.
#[derive(Serialize, Deserialize)]
struct Forgotten {
    topic: u64,
    account: String,
    region: String,
    id: String,
    word: u64,
}

impl Stored for Counts {
    const VERSION: u32 = 1;
}

impl Stored for Ended {
    const VERSION: u32 = 1;
}

impl Counts {
    fn of(&mut self, confirmed: bool) -> &mut u64 {
        match confirmed {
            true => &mut self.confirmed,
            false => &mut self.pending,
        }
    }

    fn add(&mut self, other: &Counts) {
        self.confirmed += other.confirmed;
        self.pending += other.pending;
        self.deleted += other.deleted;
    }
}

fn cell_of(id: &str) -> u8 {
    id.as_bytes().first().copied().unwrap_or_default()
}

fn counted(cx: &mut Cx, scope: Scope<'_>, topic: u64, cell: u8) -> Result<Counts, AwsError> {
    let mut counts = Counts::default();
    let mut span = Span::starts_with(&topic, [cell]);
    loop {
        let rows = SUBSCRIPTIONS.scan(cx.tx, scope, span.clone(), PIECE, false)?;
        for (_, subscription) in &rows {
            *counts.of(subscription.confirmed) += 1;
        }
        match rows.last() {
            Some((last, _)) if rows.len() == PIECE => span = span.after(last),
            _ => return Ok(counts),
        }
    }
}

fn change(
    cx: &mut Cx,
    scope: Scope<'_>,
    (topic, id): (u64, &str),
    what: impl FnOnce(&mut Counts),
) -> Result<(), AwsError> {
    let key = (topic, cell_of(id));
    let known = COUNTS.get(cx.tx, scope, &key)?;
    let mut counts = match known {
        Some(known) => known,
        None => counted(cx, scope, topic, key.1)?,
    };
    what(&mut counts);
    save(cx, scope, key, &counts)
}

fn save(cx: &mut Cx, scope: Scope<'_>, key: (u64, u8), counts: &Counts) -> Result<(), AwsError> {
    if *counts == Counts::default() {
        COUNTS.delete(cx.tx, scope, &key)?;
        return Ok(());
    }
    Ok(COUNTS.put(cx.tx, scope, &key, counts)?)
}

/// Whether a subscription was and is there, and confirmed: told before its row is written.
pub fn follow(
    cx: &mut Cx,
    scope: Scope<'_>,
    (topic, id): (u64, &str),
    before: Option<bool>,
    after: Option<bool>,
) -> Result<(), AwsError> {
    if before == after || cx.tx.level() < LEVEL {
        return Ok(());
    }
    // Who comes back is no longer gone.
    let returns = before.is_none() && ENDED.delete(cx.tx, scope, &(topic, id))?;
    change(cx, scope, (topic, id), |counts| {
        if let Some(before) = before {
            let count = counts.of(before);
            *count = count.saturating_sub(1);
        }
        if let Some(after) = after {
            *counts.of(after) += 1;
        }
        counts.deleted = counts.deleted.saturating_sub(u64::from(returns));
    })
}

/// One was ended by somebody who is not its owner. False: it is not counted here yet.
pub fn ended(
    cx: &mut Cx,
    scope: Scope<'_>,
    topic: u64,
    subscription: &Subscription,
) -> Result<bool, AwsError> {
    if cx.tx.level() < LEVEL {
        return Ok(false);
    }
    let id = subscription.id.as_str();
    let word = cx.random().u64();
    ENDED.put(cx.tx, scope, &(topic, id), &Ended { word })?;
    change(cx, scope, (topic, id), |counts| counts.deleted += 1)?;
    let forgotten = Forgotten {
        topic,
        account: scope.account.to_owned(),
        region: scope.region.to_owned(),
        id: id.to_owned(),
        word,
    };
    let payload = serde_json::to_value(forgotten).map_err(AwsError::internal)?;
    let at = cx.now() + SignedDuration::from_hours(HOURS);
    let name = format!("sns ended {word:016x}");
    cx.timer(at, &name, &format!("sns/{FORGET}"), payload)?;
    Ok(true)
}

pub fn forget(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let payload = timer.payload.clone();
    let gone: Forgotten = serde_json::from_value(payload).map_err(AwsError::internal)?;
    let scope = cx.scope_of(&gone.account, &gone.region);
    let key = (gone.topic, gone.id);
    let known = ENDED.get(cx.tx, scope, &key)?;
    if known.is_none_or(|known| known.word != gone.word) {
        return Ok(());
    }
    ENDED.delete(cx.tx, scope, &key)?;
    change(cx, scope, (key.0, &key.1), |counts| {
        counts.deleted = counts.deleted.saturating_sub(1);
    })
}

/// All of a topic.
pub fn of_topic(cx: &mut Cx, scope: Scope<'_>, topic: &Topic) -> Result<Counts, AwsError> {
    let known = COUNTS.scan(cx.tx, scope, Span::prefix(&topic.id), CELLS.len(), false)?;
    let is_kept = cx.tx.level() >= LEVEL;
    let mut all = Counts::default();
    for (_, counts) in &known {
        all.add(counts);
    }
    for cell in CELLS {
        let key = (topic.id, *cell);
        if known.iter().any(|(known, _)| *known == key) {
            continue;
        }
        let counts = counted(cx, scope, topic.id, *cell)?;
        all.add(&counts);
        if is_kept && counts != Counts::default() {
            save(cx, scope, key, &counts)?;
        }
    }
    if !is_kept {
        all.deleted = topic.deleted;
    }
    Ok(all)
}

/// The topic is gone, and all its subscriptions.
pub fn forget_topic(cx: &mut Cx, scope: Scope<'_>, topic: u64) -> Result<(), AwsError> {
    for cell in CELLS {
        COUNTS.delete(cx.tx, scope, &(topic, *cell))?;
    }
    Ok(())
}
