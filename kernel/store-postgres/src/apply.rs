//! Sending a group to the database: in one statement, or with the head locked in several. None waits
//! for ever, and a transaction that cannot go on is rolled back.

use crate::committer::PATIENCE;
use crate::database::{Failure, Link, silent};
use crate::node::Node;
use crate::tail;
use crate::write::Group;
use std::result::Result;

/// The time a statement gets that others' locks may hold up.
async fn limited<T>(
    statement: impl Future<Output = Result<T, Failure>>,
    silence: impl FnOnce(haneul_store::StoreError) -> Failure,
) -> Result<T, Failure> {
    match tokio::time::timeout(PATIENCE, statement).await {
        Ok(outcome) => outcome,
        Err(_) => Err(silence(silent())),
    }
}

/// Whether the group was written; not, if the head is somewhere else.
pub async fn swap(
    link: &impl Link,
    base: u64,
    id: &[u8],
    group: &Group<'_>,
) -> Result<bool, Failure> {
    limited(link.swap(base, id, group), Failure::Lost).await
}

/// Begins a transaction with the head locked, and takes in the log up to it.
pub async fn lock(link: &impl Link, node: &Node, known: u64) -> Result<u64, Failure> {
    let mut is_silent = false;
    let silence = |error| {
        is_silent = true;
        Failure::NotSent(error)
    };
    let news = limited(link.lock(known), silence).await;
    let head = news.and_then(|news| tail::follow_all(node, news).map_err(Failure::Refused));
    match head {
        Err(failure) if !is_silent => roll_back(link).await.and(Err(failure)),
        head => head,
    }
}

pub async fn roll_back(link: &impl Link) -> Result<(), Failure> {
    limited(link.roll_back(), Failure::NotSent).await
}

/// Writes the group and commits.
pub async fn write(
    link: &impl Link,
    base: u64,
    id: &[u8],
    group: &Group<'_>,
) -> Result<bool, Failure> {
    match limited(link.write(base, id, group), Failure::Lost).await {
        Err(failure @ Failure::Refused(_)) => roll_back(link).await.and(Err(failure)),
        outcome => outcome,
    }
}
