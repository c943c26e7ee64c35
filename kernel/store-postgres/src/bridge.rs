//! From callers that cannot wait asynchronously to the engine's own threads and back.

use haneul_store::{Result, StoreError};
use std::future::Future;
use std::sync::mpsc::sync_channel;
use tokio::runtime::{Handle, RuntimeFlavor};

/// Runs the future on the engine's threads and blocks until it is done. A worker of a runtime
/// hands its other tasks on meanwhile.
pub fn wait<T: Send + 'static>(
    engine: &Handle,
    future: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    let (answer, result) = sync_channel(1);
    engine.spawn(async move {
        _ = answer.send(future.await);
    });
    let receive = || result.recv().unwrap_or(Err(StoreError::Closed));
    match Handle::try_current() {
        Ok(current) if current.runtime_flavor() == RuntimeFlavor::MultiThread => {
            tokio::task::block_in_place(receive)
        }
        _ => receive(),
    }
}
