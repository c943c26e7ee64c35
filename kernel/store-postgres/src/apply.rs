//! Sending a group to the database: in one statement, or with the head locked in several.

use crate::committer::PATIENCE;
use crate::explain;
use crate::fetch::headless;
use crate::node::Node;
use crate::session::{Parameter, Parameters, Session, silent};
use crate::tail;
use crate::write::{Group, Statement};
use futures_util::future::try_join_all;
use haneul_store::{Result, StoreError};
use tokio_postgres::{Error, Row};

/// More than this is written by several statements, to spare the server's memory.
pub const STATEMENT_BYTES: usize = 8 << 20;

/// How an attempt to write failed.
pub enum Failure {
    /// Nothing was written, nor will be.
    Refused(StoreError),
    /// Nothing was sent: the database cannot be reached.
    NotSent(StoreError),
    /// The connection was lost over it.
    Lost(StoreError),
}

impl Failure {
    /// A statement failed that writes nothing by itself.
    fn before_writing(error: &Error) -> Self {
        match explain::is_broken(error) {
            true => Self::NotSent(explain::failing(error)),
            false => Self::Refused(explain::failing(error)),
        }
    }

    fn while_writing(error: &Error) -> Self {
        match explain::is_broken(error) {
            true => Self::Lost(explain::failing(error)),
            false => Self::Refused(explain::failing(error)),
        }
    }
}

/// The time a statement gets that others' locks may hold up.
async fn limited<T>(
    statement: impl Future<Output = std::result::Result<T, Error>>,
) -> Result<std::result::Result<T, Error>> {
    tokio::time::timeout(PATIENCE, statement)
        .await
        .map_err(|_| silent())
}

/// Whether the group was written; not, if the head is somewhere else.
pub async fn swap(
    session: &Session,
    node: &str,
    base: u64,
    id: &[u8],
    group: &Group<'_>,
) -> std::result::Result<bool, Failure> {
    let (base, keys, deleted) = (base as i64, plain(&group.keys), plain(&group.deleted));
    let mut parameters: Vec<Parameter<'_>> = vec![&base, &node, &id, &group.log, &group.channels];
    if !keys.is_empty() {
        let puts: Parameters<3> = [&keys, &group.values, &group.long_keys];
        parameters.extend(puts);
    }
    if !deleted.is_empty() {
        parameters.push(&deleted);
    }
    let statement = &session.statements[group.swap()];
    match limited(session.client.execute(statement, &parameters)).await {
        Ok(Ok(logged)) => Ok(logged == 1),
        Ok(Err(error)) => Err(Failure::while_writing(&error)),
        Err(silence) => Err(Failure::Lost(silence)),
    }
}

/// Begins a transaction with the head locked, and takes in the log up to it.
pub async fn lock(session: &Session, node: &Node, known: u64) -> std::result::Result<u64, Failure> {
    let (client, known) = (&session.client, known as i64);
    let statements = async {
        let begin = client.batch_execute("BEGIN");
        let lock = client.query(&session.statements[Statement::Lock as usize], &[]);
        let parameters: Parameters<1> = [&known];
        let news = client.query(&session.statements[Statement::News as usize], &parameters);
        // Sent at once, run one after the other: the news are read with the lock held.
        let ((), _, rows): ((), Vec<Row>, Vec<Row>) = tokio::try_join!(begin, lock, news)?;
        Ok(rows)
    };
    let rows = match limited(statements).await {
        Ok(Ok(rows)) => rows,
        Ok(Err(error)) => {
            let failure = Failure::before_writing(&error);
            return roll_back(session).await.and(Err(failure));
        }
        Err(silence) => return Err(Failure::NotSent(silence)),
    };
    let head = tail::follow_all(node, &rows).map_err(Failure::Refused);
    match head {
        Ok(head) => Ok(head),
        Err(failure) => roll_back(session).await.and(Err(failure)),
    }
}

pub async fn roll_back(session: &Session) -> std::result::Result<(), Failure> {
    match limited(session.client.batch_execute("ROLLBACK")).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(Failure::NotSent(explain::failing(&error))),
        Err(silence) => Err(Failure::NotSent(silence)),
    }
}

/// Writes the group and commits. A statement that fails makes the commit at the end a rollback.
pub async fn write(
    session: &Session,
    node: &str,
    base: u64,
    id: &[u8],
    group: &Group<'_>,
) -> std::result::Result<bool, Failure> {
    let outcome = limited(async {
        let (client, statements) = (&session.client, &session.statements);
        for part in parts(group) {
            let keys = plain(&group.keys[part.clone()]);
            let (values, long) = (&group.values[part.clone()], &group.long_keys[part]);
            let put = &statements[Statement::Put as usize];
            client.execute(put, &[&keys, &values, &long]).await?;
        }
        let deletes = group
            .deleted
            .chunks(STATEMENT_KEYS)
            .map(|deleted| async move {
                let delete = &statements[Statement::Delete as usize];
                client.execute(delete, &[&plain(deleted)]).await
            });
        try_join_all(deletes).await?;
        let (base, none) = (base as i64, &statements[Statement::Swap as usize]);
        let parameters: Parameters<5> = [&base, &node, &id, &group.log, &group.channels];
        let logged = client.execute(none, &parameters);
        let (logged, ()) = tokio::try_join!(logged, client.batch_execute("COMMIT"))?;
        Ok(logged)
    })
    .await;
    match outcome {
        Ok(Ok(1)) => Ok(true),
        Ok(Ok(_)) => Err(Failure::Refused(headless())),
        Ok(Err(error)) => {
            let failure = Failure::while_writing(&error);
            match failure {
                Failure::Refused(_) => roll_back(session).await.and(Err(failure)),
                failure => Err(failure),
            }
        }
        Err(silence) => Err(Failure::Lost(silence)),
    }
}

/// Deleted keys in a statement.
const STATEMENT_KEYS: usize = 50_000;

/// The puts, divided among statements.
fn parts(group: &Group<'_>) -> Vec<std::ops::Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (at, (key, value)) in group.keys.iter().zip(&group.values).enumerate() {
        if bytes > STATEMENT_BYTES {
            parts.push(start..at);
            (start, bytes) = (at, 0);
        }
        bytes += key.len() + value.len();
    }
    if start < group.keys.len() {
        parts.push(start..group.keys.len());
    }
    parts
}

fn plain<'a>(keys: &'a [std::borrow::Cow<'_, [u8]>]) -> Vec<&'a [u8]> {
    keys.iter().map(AsRef::as_ref).collect()
}
