//! What leaves the cloud: mail, text messages and pushes, which are caught instead, and the posts that
//! services made to URLs. The last of it is kept, for whoever wants to look.

use crate::cloud::Cloud;
use crate::credentials::GLOBAL;
use crate::error::AwsError;
use haneul_runtime::timer::{self, Timer};
use haneul_store::{Span, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

static CAPTURED: Table<(i64, String), Captured> = Table::new("captured").sealed();

/// Messages that are kept; those before them go within a minute.
const KEPT: usize = 10_000;

/// Removed in one transaction.
const PIECE: usize = 500;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Captured {
    /// `email`, `sms`, `push` or `http`.
    pub channel: String,
    pub to: String,
    #[serde(default)]
    pub from: String,
    pub subject: String,
    pub body: String,
    pub at: Timestamp,
    /// What there is to say beside it, by name.
    #[serde(default)]
    pub details: Vec<(String, String)>,
    /// Whom an answer to it is told, where somebody may answer.
    #[serde(default)]
    pub answers: Option<Answers>,
}

/// A timer handler that is told `to` and `text` of an answer, and for whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    pub handler: String,
    pub partition: String,
    pub account: String,
    pub region: String,
}

impl Stored for Captured {
    const VERSION: u32 = 1;
}

pub fn capture(tx: &mut Tx, id: &str, message: &Captured) -> Result<(), AwsError> {
    let key = (message.at.as_microsecond(), id.to_owned());
    Ok(CAPTURED.put(tx, GLOBAL, &key, message)?)
}

/// The latest messages that `wanted` picks, oldest first.
pub fn captured(
    tx: &mut Tx,
    limit: usize,
    wanted: impl Fn(&Captured) -> bool,
) -> Result<Vec<Captured>, AwsError> {
    let mut found = Vec::new();
    let mut span = Span::all();
    while found.len() < limit {
        let rows = CAPTURED.scan(tx, GLOBAL, span, PIECE, true)?;
        let Some((last, _)) = rows.last() else { break };
        span = Span::all().before(last);
        let messages = rows.into_iter().map(|(_, message)| message);
        found.extend(messages.filter(&wanted));
    }
    found.truncate(limit);
    found.reverse();
    Ok(found)
}

/// Answers the last message to somebody of which anyone wants to know: whether there was one.
pub fn answer(
    tx: &mut Tx,
    id: &str,
    to: &str,
    text: &str,
    now: Timestamp,
) -> Result<bool, AwsError> {
    let last = captured(tx, 1, |message| {
        message.to == to && message.answers.is_some()
    })?
    .pop();
    let Some(answers) = last.and_then(|message| message.answers) else {
        return Ok(false);
    };
    let timer = Timer {
        handler: answers.handler,
        partition: answers.partition,
        account: answers.account,
        region: answers.region,
        payload: serde_json::json!({ "to": to, "text": text }),
    };
    timer::set(tx, now, id, &timer)?;
    Ok(true)
}

/// Forgets what is beyond the last ones.
pub(crate) async fn trim(cloud: &Cloud) -> Result<(), AwsError> {
    let latest = cloud
        .store
        .read(|tx| Ok::<_, AwsError>(CAPTURED.keys(tx, GLOBAL, Span::all(), KEPT, true)?))?;
    let Some(first) = latest.get(KEPT - 1) else {
        return Ok(());
    };
    loop {
        let removed = cloud
            .store
            .transact(|tx| {
                let span = Span::all().before(first);
                let old = CAPTURED.keys(tx, GLOBAL, span, PIECE, false)?;
                for key in &old {
                    CAPTURED.delete(tx, GLOBAL, key)?;
                }
                Ok::<_, AwsError>(old.len())
            })
            .await?;
        if removed < PIECE {
            return Ok(());
        }
    }
}
