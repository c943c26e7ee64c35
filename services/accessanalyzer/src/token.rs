//! Clients' tokens: a call that is repeated with its token has been done.

use crate::errors;
use haneul_pipeline::{AwsError, Cloud, Cx, Reconciler};
use haneul_store::{Scope, Span, Stored, Table};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Partition, account, Region; operation and token.
static TOKENS: Table<((String, String, String), String, String), Seen> =
    Table::new("accessanalyzer_token");

const GLOBAL: Scope<'static> = Scope::new("", "", "");

const LONGEST: usize = 256;
const KEPT: SignedDuration = SignedDuration::from_hours(24);

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Seen {
    at: Timestamp,
    /// What the call made.
    made: String,
}

impl Stored for Seen {
    const VERSION: u32 = 1;
}

type Key = ((String, String, String), String, String);

fn key(cx: &Cx, token: &str) -> Result<Key, AwsError> {
    if token.len() > LONGEST {
        return Err(errors::invalid("clientToken is too long"));
    }
    let place = (
        cx.partition().to_owned(),
        cx.account().to_owned(),
        cx.region().to_owned(),
    );
    Ok((place, cx.call.operation.to_owned(), token.to_owned()))
}

/// What the call made when it came first; nothing for a first call.
pub fn seen(cx: &mut Cx, token: Option<&str>) -> Result<Option<String>, AwsError> {
    let Some(token) = token else {
        return Ok(None);
    };
    let key = key(cx, token)?;
    Ok(TOKENS.get(cx.tx, GLOBAL, &key)?.map(|seen| seen.made))
}

pub fn note(cx: &mut Cx, token: Option<&str>, made: &str) -> Result<(), AwsError> {
    let Some(token) = token else {
        return Ok(());
    };
    let key = key(cx, token)?;
    let seen = Seen {
        at: cx.now(),
        made: made.to_owned(),
    };
    Ok(TOKENS.put(cx.tx, GLOBAL, &key, &seen)?)
}

pub fn reconciler() -> Reconciler {
    Reconciler {
        name: "accessanalyzer: forget tokens",
        every: Duration::from_secs(3_600),
        run: |cloud| Box::pin(async move { forget(&cloud).await }),
    }
}

async fn forget(cloud: &Cloud) -> Result<(), AwsError> {
    let now = cloud.clock.now();
    let rows = cloud
        .store
        .read(|tx| Ok::<_, AwsError>(TOKENS.scan(tx, GLOBAL, Span::all(), usize::MAX, false)?))?;
    let old = rows
        .into_iter()
        .filter(|(_, seen)| now.duration_since(seen.at) > KEPT);
    let old: Vec<Key> = old.map(|(key, _)| key).collect();
    if old.is_empty() {
        return Ok(());
    }
    cloud
        .store
        .transact(|tx| {
            for key in &old {
                TOKENS.delete(tx, GLOBAL, key)?;
            }
            Ok(())
        })
        .await
}
