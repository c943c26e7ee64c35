//! What came into groups that somebody follows, in the order in which it became durable.
//!
//! A session notes that it follows a group; puts into that group then add a row that names the rows
//! they wrote, to a sequence. Where nobody follows, nothing is written.

use crate::event::chunk::Key;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Place, Sequence, Span, Stored, Table};
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU32, Ordering};

/// Who follows a group: by the group's id and the session's.
pub static SESSIONS: Table<(u64, String), Session> = Table::new("logs_tail");

/// By group.
static NEWS: Sequence = Sequence::new("logs_news");

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    /// Milliseconds.
    pub until: i64,
}

impl Stored for Session {
    const VERSION: u32 = 1;
}

/// Rows that one put wrote.
#[derive(Debug, Serialize, Deserialize)]
pub struct News {
    /// The stream's name.
    pub stream: String,
    pub keys: Vec<Key>,
    pub at: i64,
}

/// What tells rows of one process apart.
#[derive(Default)]
struct Last(AtomicU32);

/// Rows of one transaction.
const PIECE: usize = 500;

/// Tells those who follow the group, if there are any.
pub fn tell(cx: &mut Cx, group: u64, stream: &str, keys: Vec<Key>) -> Result<(), AwsError> {
    let (scope, now) = (cx.scope(), cx.now().as_millisecond());
    let span = Span::prefix(&(group,));
    let sessions = SESSIONS.scan_untracked(cx.tx, scope, span, usize::MAX, false)?;
    if !sessions.iter().any(|(_, session)| session.until > now) {
        return Ok(());
    }
    let news = News {
        stream: stream.to_owned(),
        keys,
        at: now,
    };
    let value = serde_json::to_vec(&news).map_err(AwsError::internal)?;
    let last = cx.cloud.locals.get::<Last>();
    let place = Place {
        number: last.0.fetch_add(1, Ordering::Relaxed),
        ..Place::default()
    };
    NEWS.add(cx.tx, scope, &group, place, value.into())?;
    Ok(())
}

/// What came behind a place, and where to go on.
pub fn after(cx: &Cx, group: u64, place: u128) -> Result<(Vec<News>, u128), AwsError> {
    let (mut found, mut next, mut failure) = (Vec::new(), place, None);
    let span = (place, None);
    NEWS.visit(cx.tx, cx.scope(), &group, span, false, |place, value| {
        match serde_json::from_slice(value) {
            Ok(news) => found.push(news),
            Err(error) => failure = Some(AwsError::internal(error)),
        }
        next = place.to_bits() + 1;
        match found.len() < PIECE {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    })?;
    failure.map_or(Ok((found, next)), Err)
}

/// Behind all that is there.
pub fn end(cx: &Cx, group: u64) -> Result<u128, AwsError> {
    let mut end = 0;
    NEWS.visit(cx.tx, cx.scope(), &group, (0, None), true, |place, _| {
        end = place.to_bits() + 1;
        ControlFlow::Break(())
    })?;
    Ok(end)
}

/// Removes what every session has been shown by now; how many rows.
pub fn sweep(cx: &mut Cx, group: u64, before: i64) -> Result<usize, AwsError> {
    let mut over = Vec::new();
    NEWS.visit(
        cx.tx,
        cx.scope(),
        &group,
        (0, None),
        false,
        |place, value| {
            let old = serde_json::from_slice::<News>(value).is_ok_and(|news| news.at < before);
            if old {
                over.push(place);
            }
            match old && over.len() < PIECE {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        },
    )?;
    let scope = cx.scope();
    for place in &over {
        NEWS.remove(cx.tx, scope, &group, *place)?;
    }
    Ok(over.len())
}
