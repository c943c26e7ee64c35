//! Where data points lie.
//!
//! What a call puts is one small row for each metric: writers conflict with nobody. From time to time
//! these are put together into larger rows ([`super::compaction`]), one sequence for each of the four
//! steps that CloudWatch keeps for different times; so a look at any time reads rows of one step, and
//! nothing is computed when a step's time is over.

use super::packed::Packed;
use super::row::Identity;
use haneul_metric::pack::{self, Point};
use haneul_pipeline::AwsError;
use haneul_runtime::Random;
use haneul_store::{Scope, Span, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Put and not yet put together; by metric, the second of the call, and chance.
pub static FRESH: Table<(Identity, i64, u64), Fresh> = Table::new("cloudwatch_fresh");

/// By metric, step and start.
pub static CHUNKS: Table<(Identity, u16, i64), Packed> = Table::new("cloudwatch_chunk");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fresh {
    pub start: i64,
    /// 1 or 60 seconds.
    pub step: u16,
    pub points: Packed,
}

impl Stored for Fresh {
    const VERSION: u32 = 1;
}

/// A step of time that points are kept in.
#[derive(Clone, Copy, Debug)]
pub struct Tier {
    pub step: i64,
    /// How much of time is one row.
    pub chunk: i64,
    /// How long it is kept.
    pub kept: i64,
}

const DAY: i64 = 86_400;

pub const TIERS: [Tier; 4] = [
    Tier {
        step: 1,
        chunk: 300,
        kept: 3 * 3_600,
    },
    Tier {
        step: 60,
        chunk: 3 * 3_600,
        kept: 15 * DAY,
    },
    Tier {
        step: 300,
        chunk: DAY,
        kept: 63 * DAY,
    },
    Tier {
        step: 3_600,
        chunk: 10 * DAY,
        kept: 455 * DAY,
    },
];

/// What is asked of a metric: `[start, end)` in periods that begin at the start.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    pub start: i64,
    pub end: i64,
    pub period: i64,
    pub now: i64,
}

impl Window {
    /// The largest step that its periods are made of.
    fn tier(&self) -> Tier {
        let fits = |tier: &&Tier| self.period % tier.step == 0 && self.start % tier.step == 0;
        TIERS.iter().rev().find(fits).copied().unwrap_or(TIERS[0])
    }
}

/// Keeps what was put.
pub fn put(
    tx: &mut Tx,
    scope: Scope<'_>,
    (identity, step): (Identity, u16),
    points: Vec<Point>,
    (now, random): (Timestamp, &Random),
) -> Result<(), AwsError> {
    let points = pack::merge(step.into(), points);
    let Some(start) = points.first().map(|point| point.at) else {
        return Ok(());
    };
    let fresh = Fresh {
        start,
        step,
        points: Packed::of(start, step.into(), &points),
    };
    let key = (identity, now.as_second(), random.u64());
    Ok(FRESH.insert(tx, scope, &key, &fresh)?)
}

/// One point for each period and unit that has any, in order.
pub fn read(
    tx: &mut Tx,
    scope: Scope<'_>,
    identity: Identity,
    window: &Window,
) -> Result<Vec<Point>, AwsError> {
    let tier = window.tier();
    let start = window.start.max(window.now - tier.kept);
    let first = start.div_euclid(tier.chunk) * tier.chunk;
    let key = (identity, tier.step as u16);
    let span = Span::prefix(&key)
        .from(&(identity, tier.step as u16, first))
        .before(&(identity, tier.step as u16, window.end));
    let mut points = Vec::new();
    for ((_, _, start), row) in CHUNKS.scan(tx, scope, span, usize::MAX, false)? {
        points.extend(row.points(start, tier.step)?);
    }
    for (_, fresh) in FRESH.scan(tx, scope, Span::prefix(&identity), usize::MAX, false)? {
        if i64::from(fresh.step) <= tier.step {
            points.extend(fresh.points.points(fresh.start, fresh.step.into())?);
        }
    }
    points.retain(|point| {
        let at = point.at.div_euclid(tier.step) * tier.step;
        (start..window.end).contains(&at)
    });
    for point in &mut points {
        point.at -= window.start;
    }
    let mut points = pack::merge(window.period, points);
    for point in &mut points {
        point.at += window.start;
    }
    Ok(points)
}
