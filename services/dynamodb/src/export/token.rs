//! Tokens of clients: the same request within eight hours is the same export or import.

use crate::limits::HOUR;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table as Rows};
use ring::digest::{Digest, SHA256};
use serde::{Deserialize, Serialize};

/// By what it is for and the token's digest: a token may have any length.
static TOKENS: Rows<(String, Vec<u8>), Token> = Rows::new("dynamodb_job_token");

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Token {
    /// What was asked for.
    request: String,
    table: String,
    id: String,
    at: i64,
}

impl Stored for Token {
    const VERSION: u32 = 1;
}

/// Which one a token stands for: its table and id, or that it was another request.
pub fn find(
    cx: &mut Cx,
    kind: &str,
    token: &str,
    request: &str,
) -> Result<Option<Result<(String, String), ()>>, AwsError> {
    let (scope, now) = (cx.scope(), cx.now().as_microsecond());
    let known = TOKENS.get(cx.tx, scope, &(kind, digest(token).as_ref()))?;
    let known = known.filter(|known| now - known.at < 8 * HOUR);
    Ok(known.map(|known| match known.request == request {
        true => Ok((known.table, known.id)),
        false => Err(()),
    }))
}

pub fn keep(
    cx: &mut Cx,
    (kind, token): (&str, &str),
    request: String,
    (table, id): (&str, &str),
) -> Result<(), AwsError> {
    let row = Token {
        request,
        table: table.to_owned(),
        id: id.to_owned(),
        at: cx.now().as_microsecond(),
    };
    let scope = cx.scope();
    Ok(TOKENS.put(cx.tx, scope, &(kind, digest(token).as_ref()), &row)?)
}

fn digest(token: &str) -> Digest {
    ring::digest::digest(&SHA256, token.as_bytes())
}
