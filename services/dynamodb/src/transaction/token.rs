//! Tokens of clients: the same transaction with the same token is done once within ten minutes.

use crate::limits::SECOND;
use crate::table::row::GLOBAL;
use haneul_pipeline::{AwsError, Cloud, Cx, Reconciler};
use haneul_store::{Span, Stored, Table as Rows};
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};
use std::time::Duration;

type Place = ((String, String), String, String);

/// Partition and account, Region, token.
static TOKENS: Rows<Place, Used> = Rows::new("dynamodb_token").sealed();

const GOOD_FOR: i64 = 600 * SECOND;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Used {
    at: i64,
    /// Of what was asked with it.
    digest: (u64, u64),
}

impl Stored for Used {
    const VERSION: u32 = 1;
}

/// What tells requests apart.
pub fn digest(steps: &impl std::fmt::Debug) -> (u64, u64) {
    let digest: [u8; 16] = Md5::digest(format!("{steps:?}").as_bytes()).into();
    let bits = u128::from_be_bytes(digest);
    ((bits >> 64) as u64, bits as u64)
}

/// Whether this was done already; if not, it is noted as done.
pub fn is_done(cx: &mut Cx, token: &str, digest: (u64, u64)) -> Result<bool, AwsError> {
    let now = cx.now().as_microsecond();
    let place = ((cx.partition(), cx.account()), cx.region(), token);
    if let Some(used) = TOKENS.get(cx.tx, GLOBAL, &place)? {
        if now - used.at < GOOD_FOR {
            return match used.digest == digest {
                true => Ok(true),
                false => Err(mismatch()),
            };
        }
    }
    TOKENS.put(cx.tx, GLOBAL, &place, &Used { at: now, digest })?;
    Ok(false)
}

fn mismatch() -> AwsError {
    AwsError::new(
        "IdempotentParameterMismatchException",
        "Request parameters do not match those of the earlier request with this token",
    )
    .status(400)
}

const PIECE: usize = 500;

/// Forgets tokens that are good no more.
pub fn expire() -> Reconciler {
    Reconciler {
        name: "dynamodb tokens",
        every: Duration::from_secs(3_600),
        run: |cloud| Box::pin(run(cloud)),
    }
}

async fn run(cloud: Cloud) -> Result<(), AwsError> {
    let mut span = Span::all();
    let now = cloud.clock.now().as_microsecond();
    loop {
        let rows = cloud
            .store
            .read(|tx| TOKENS.scan(tx, GLOBAL, span.clone(), PIECE, false))?;
        let over = rows.iter().filter(|(_, used)| now - used.at >= GOOD_FOR);
        let over: Vec<&Place> = over.map(|(place, _)| place).collect();
        if !over.is_empty() {
            let forget = cloud.store.transact(|tx| {
                for place in &over {
                    // Used again meanwhile, it stays.
                    let used = TOKENS.get(tx, GLOBAL, *place)?;
                    if used.is_some_and(|used| now - used.at >= GOOD_FOR) {
                        TOKENS.delete(tx, GLOBAL, *place)?;
                    }
                }
                Ok::<_, AwsError>(())
            });
            forget.await?;
        }
        match rows.last() {
            Some((place, _)) if rows.len() == PIECE => span = span.after(place),
            _ => return Ok(()),
        }
    }
}
