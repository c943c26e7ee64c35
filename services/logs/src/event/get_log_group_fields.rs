//! GetLogGroupFields: which fields the events of a quarter of an hour have, and how many of them.

use crate::event::walk::{Walk, Way};
use crate::event::{discover, lines};
use crate::group::row as groups;
use crate::limits::SECOND;
use crate::place;
use crate::shapes::{GetLogGroupFieldsRequest, GetLogGroupFieldsResponse, LogGroupField};
use haneul_pipeline::{AwsError, Cx};
use std::collections::HashMap;

/// Around a time: so much before and behind it; without one, twice as much before now.
const AROUND: i64 = 450 * SECOND;
/// Events that are looked at.
const SAMPLE: usize = 10_000;
const MOST: usize = 1_000;

pub fn run(
    cx: &mut Cx,
    input: GetLogGroupFieldsRequest,
) -> Result<GetLogGroupFieldsResponse, AwsError> {
    let (name, identifier) = (&input.log_group_name, &input.log_group_identifier);
    let name = place::either(cx, name.as_deref(), identifier.as_deref())?;
    let group = groups::at(cx, name)?;
    let now = cx.now().as_millisecond();
    let middle = match input.time {
        // AWS takes seconds here.
        Some(seconds) => seconds.saturating_mul(SECOND),
        None => now - AROUND,
    };
    let from = middle.saturating_sub(AROUND).max(group.horizon(now));
    let way = Way {
        from: from.max(0) as u64,
        to: middle.saturating_add(AROUND + 1).max(0) as u64,
        backward: true,
    };
    let streams = lines::of(cx, &group, None, None)?;
    let ids = streams.iter().map(|stream| (group.id, stream.id));
    let mut walk = Walk::new(cx.tx, cx.scope(), ids, way, (None, None))?;
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut events = 0;
    while events < SAMPLE {
        let Some(met) = walk.next(usize::MAX, &mut |_| true)? else {
            break;
        };
        events += 1;
        let own = [
            "@timestamp",
            "@message",
            "@logStream",
            "@ingestionTime",
            "@log",
        ];
        let found = discover::fields(met.message()).into_iter();
        let names = found.map(|(name, _)| name);
        for name in own.map(str::to_owned).into_iter().chain(names) {
            *counts.entry(name).or_default() += 1;
        }
    }
    let mut fields: Vec<(String, usize)> = counts.into_iter().collect();
    fields.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let shown = fields
        .into_iter()
        .take(MOST)
        .map(|(name, count)| LogGroupField {
            name: Some(name),
            percent: Some((count * 100 / events.max(1)) as i64),
        });
    Ok(GetLogGroupFieldsResponse {
        log_group_fields: Some(shown.collect()),
    })
}
