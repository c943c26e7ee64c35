//! Moving the clock: everything appointed on the way runs in order, at its own time.

use super::{Seized, Share, next_appointed, run_next};
use crate::cloud::Cloud;
use crate::error::AwsError;
use haneul_runtime::Mode;
use jiff::Timestamp;
use std::time::Duration;

/// Moves the clock by `by` and returns when the cloud is quiet.
pub async fn advance(cloud: &Cloud, by: Duration) -> Result<Timestamp, AwsError> {
    // Who looks on the way sees what was measured before.
    cloud.measures.flush(cloud, true).await;
    let _turn = cloud.background.turn().await;
    let seized = Seized::all(cloud).await?;
    let _still = cloud.background.outside.still().await;
    let outcome = advance_all(cloud, by).await;
    seized.release().await?;
    cloud.measures.flush(cloud, true).await;
    outcome
}

async fn advance_all(cloud: &Cloud, by: Duration) -> Result<Timestamp, AwsError> {
    let target =
        cloud.clock.now().checked_add(by).map_err(|_| {
            AwsError::new("ValidationException", "the clock cannot be moved that far")
        })?;
    let advance = cloud.clock.advance();
    while let Some(due) = next_appointed(cloud, Share::All)?.filter(|due| *due <= target) {
        if due > cloud.clock.now() {
            advance.step(due).await?;
        }
        run_next(cloud, due, Share::All).await?;
    }
    advance.step(target).await?;
    settle(cloud).await?;
    Ok(cloud.clock.now())
}

/// Freezes the clock or lets it run.
pub async fn set_mode(cloud: &Cloud, mode: Mode) -> Result<(), AwsError> {
    let _turn = cloud.background.turn().await;
    let seized = Seized::all(cloud).await?;
    let _still = cloud.background.outside.still().await;
    let outcome = match cloud.clock.set_mode(mode).await {
        Ok(()) => settle(cloud).await,
        Err(error) => Err(error.into()),
    };
    seized.release().await?;
    outcome
}

/// Runs what the moved clock made due, until nothing is.
async fn settle(cloud: &Cloud) -> Result<(), AwsError> {
    let now = cloud.clock.now();
    while run_next(cloud, now, Share::All).await? {}
    Ok(())
}
