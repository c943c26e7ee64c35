//! DescribeAlarmHistory: the newest first, unless it is asked for otherwise.

use super::history::{self, HISTORY, Item};
use crate::shapes::{AlarmHistoryItem, DescribeAlarmHistoryInput, DescribeAlarmHistoryOutput};
use crate::{errors, limits};
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

/// Rows at once.
const BATCH: usize = 200;

pub fn run(
    cx: &mut Cx,
    input: DescribeAlarmHistoryInput,
) -> Result<DescribeAlarmHistoryOutput, AwsError> {
    if input.alarm_contributor_id.is_some() {
        return Err(AwsError::not_implemented(
            "DescribeAlarmHistory's AlarmContributorId",
        ));
    }
    let limit = input
        .max_records
        .map_or(limits::ALARMS, |many| many.clamp(1, 100) as usize);
    let name = input.alarm_name.clone().unwrap_or_default();
    let ascending = input.scan_by.as_deref() == Some("TimestampAscending");
    let mut span = Span::prefix(name.as_str());
    let now = cx.now().as_microsecond();
    let kept = now - limits::HISTORY_DAYS * 86_400_000_000;
    let start = input
        .start_date
        .map_or(kept, |start| start.as_microsecond().max(kept));
    span = span.from(&(name.as_str(), start, 0_u64));
    if let Some(end) = input.end_date {
        span = span.before(&(name.as_str(), end.as_microsecond().saturating_add(1), 0_u64));
    }
    if let Some(token) = &input.next_token {
        let place = place(token).ok_or_else(errors::token)?;
        let key = (name.as_str(), place.0, place.1);
        span = if ascending {
            span.after(&key)
        } else {
            span.before(&key)
        };
    }
    let keep = |item: &Item| {
        let types = input.alarm_types.as_ref();
        input
            .history_item_type
            .as_ref()
            .is_none_or(|kind| *kind == item.item)
            && types.is_none_or(|types| types.contains(&item.kind))
    };
    let mut found: Vec<((i64, u64), Item)> = Vec::new();
    loop {
        let scope = cx.scope();
        let rows = HISTORY.scan(cx.tx, scope, span.clone(), BATCH, !ascending)?;
        let finished = rows.len() < BATCH;
        if let Some((last, _)) = rows.last() {
            span = if ascending {
                span.after(last)
            } else {
                span.before(last)
            };
        }
        let rows = rows
            .into_iter()
            .map(|((_, at, chance), item)| ((at, chance), item));
        found.extend(rows.filter(|(_, item)| keep(item)));
        if finished || found.len() > limit {
            break;
        }
    }
    let more = found.len() > limit;
    found.truncate(limit);
    let next_token = found
        .last()
        .filter(|_| more)
        .map(|(place, _)| token(*place));
    let shown = found.into_iter().map(|((at, _), item)| AlarmHistoryItem {
        alarm_name: Some(item.alarm),
        alarm_type: Some(item.kind),
        timestamp: history::time(at),
        history_item_type: Some(item.item),
        history_summary: Some(item.summary),
        history_data: Some(item.data),
        ..AlarmHistoryItem::default()
    });
    Ok(DescribeAlarmHistoryOutput {
        alarm_history_items: Some(shown.collect()),
        next_token,
    })
}

fn token((at, chance): (i64, u64)) -> String {
    BASE64_STANDARD.encode(format!("{at} {chance}"))
}

fn place(token: &str) -> Option<(i64, u64)> {
    let text = String::from_utf8(BASE64_STANDARD.decode(token).ok()?).ok()?;
    let (at, chance) = text.split_once(' ')?;
    Some((at.parse().ok()?, chance.parse().ok()?))
}
