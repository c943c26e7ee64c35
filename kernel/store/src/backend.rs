//! What differs between the embedded engines: where rows are kept.

use crate::Result;
use crate::engine::{View, Writes};
use std::sync::Arc;

pub(crate) trait Backend: Send + Sync + 'static {
    fn name(&self) -> &'static str;

    /// The version of the last group that was applied.
    fn last_version(&self) -> u64;

    /// Gets ready for a group, after a failure by starting anew; the version it is then at.
    fn ready(&self) -> Result<u64>;

    /// A view of everything applied so far, which `version` names.
    fn view(&self, version: u64) -> Result<Arc<dyn View>>;

    /// Applies a group as one, durably: after an error nothing of it is there, unless the error
    /// is `MaybeCommitted`. Only one call runs at a time.
    fn apply(&self, version: u64, writes: &Writes) -> Result<()>;

    fn disk_bytes(&self) -> u64 {
        0
    }
}
