//! Learning what is to be expected: from two weeks up to an hour ago, in the periods that are asked for.
//!
//! What was learned is remembered for the rest of the hour, so an alarm does not learn each minute. It
//! follows from the data alone: whoever does not remember learns the same, unless data came that were
//! more than an hour late.

use super::row::{self, Learning};
use super::subject::{Subject, asks_for_bands, digest};
use crate::data::{Asked, Query, Resolver};
use crate::errors;
use haneul_metric::band::{self, Expected, Manner};
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;

const HOUR: i64 = 3_600;
const WEEKS: i64 = 14 * 24 * HOUR;

/// More than these are forgotten together.
const MOST: usize = 1_000;

/// By what was asked for: in which hour, and what was learned, if there was enough.
#[derive(Default)]
struct Learned(Mutex<HashMap<String, (i64, Option<Arc<Model>>)>>);

pub struct Model {
    model: band::Model,
    zone: TimeZone,
}

impl Model {
    pub fn at(&self, at: i64) -> Option<Expected> {
        self.model.at(slot(&self.zone, at))
    }
}

/// The hour of the day, behind those of working days at the weekend.
fn slot(zone: &TimeZone, at: i64) -> usize {
    let at = Timestamp::from_second(at).unwrap_or_default();
    let at = at.to_zoned(zone.clone());
    let first = match at.weekday() {
        Weekday::Saturday | Weekday::Sunday => 24,
        _ => 0,
    };
    first + usize::try_from(at.hour()).unwrap_or_default()
}

/// What is to be expected of a query; nothing where too little is known.
pub fn model(
    cx: &mut Cx,
    queries: &[Query],
    query: &Query,
) -> Result<Option<Arc<Model>>, AwsError> {
    if asks_for_bands(queries, query) {
        return Err(errors::validation(format!(
            "Error in expression '{}': a band is not a metric",
            query.id
        )));
    }
    let subject = Subject::of(queries, query);
    let detector = row::find(cx, &subject.id())?;
    let learning = detector.map(|known| known.learning).unwrap_or_default();
    let hour = cx.now().as_second().div_euclid(HOUR) - 1;
    let scope = cx.scope();
    let place = (scope.partition, scope.account, scope.region);
    let asked = digest(&(place, &subject, &query.metric, &learning));
    let learned = cx.cloud.locals.get::<Learned>();
    if let Some((of, known)) = learned.0.lock().get(&asked) {
        if *of == hour {
            return Ok(known.clone());
        }
    }
    let found = learn(cx, queries, query, &learning, hour * HOUR)?.map(Arc::new);
    let mut all = learned.0.lock();
    if all.len() >= MOST {
        all.clear();
    }
    all.insert(asked, (hour, found.clone()));
    Ok(found)
}

fn learn(
    cx: &mut Cx,
    queries: &[Query],
    query: &Query,
    learning: &Learning,
    end: i64,
) -> Result<Option<Model>, AwsError> {
    let asked = Asked {
        start: end - WEEKS,
        end,
        exact: true,
    };
    let mut points = Resolver::new(cx, queries, asked, None).points_of(query)?;
    let excluded = |at: i64| {
        let mut ranges = learning.excluded.iter();
        ranges.any(|(from, until)| (*from..*until).contains(&at))
    };
    points.retain(|(at, _)| !excluded(*at));
    let zone = learning.zone.as_deref().unwrap_or("UTC");
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let manner = Manner {
        spikes: learning.spikes,
    };
    let model = band::Model::learn(&points, |at| slot(&zone, at), manner);
    Ok(model.map(|model| Model { model, zone }))
}
