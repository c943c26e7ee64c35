//! What the tables of queues and messages have in common.

use haneul_store::Stored;
use serde::{Deserialize, Serialize};

/// The row of a table in which the key says it all.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Mark {}

impl Stored for Mark {
    const VERSION: u32 = 1;
}

pub const SECOND: i64 = 1_000_000;
