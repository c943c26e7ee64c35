//! A receive that a client tries again by its attempt id.

use crate::fifo;
use crate::message::kms;
use crate::message::pick::visibility;
use crate::message::row::Handed;
use crate::message::wish::Wish;
use crate::queue::row;
use haneul_pipeline::{AwsError, Edge};

/// The messages of the earlier try, if there was one and they are as it left them.
pub async fn replay(edge: &Edge, wish: &Wish) -> Result<Option<Vec<Handed>>, AwsError> {
    let Some(attempt) = &wish.attempt else {
        return Ok(None);
    };
    let now = edge.cloud.clock.now().as_microsecond();
    edge.transact(|cx| {
        let found = row::at_url(cx, &wish.url)?;
        let mut again = fifo::replay(cx, &found, attempt, visibility(wish, &found, now))?;
        if let Some(handed) = &mut again {
            kms::open(cx, &found, handed)?;
        }
        Ok(again)
    })
    .await
}
