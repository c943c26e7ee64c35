//! What is known of a delivery stream's buffer.

use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};

/// By delivery stream.
pub static BUFFERS: Table<u64, Buffer> = Table::new("firehose_buffer");

/// By delivery stream and shard: where pulling goes on.
pub static CHECKPOINTS: Table<(u64, String), Checkpoint> = Table::new("firehose_checkpoint");

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Buffer {
    /// When the errand comes that looks for whatever waits; those that come at other times were
    /// overtaken.
    pub due: Option<i64>,
    /// What is being delivered.
    pub cut: Option<Cut>,
    /// Since when deliveries fail.
    pub failing: Option<i64>,
    /// How often an endpoint was tried since.
    pub attempts: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cut {
    /// Behind its records.
    pub end: Wide,
    /// What names of its objects are made of.
    pub seed: u64,
}

/// A number of 128 bits, as the half above and the half below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wide(u64, u64);

impl Wide {
    pub fn of(value: u128) -> Wide {
        Wide((value >> 64) as u64, value as u64)
    }

    pub fn get(self) -> u128 {
        u128::from(self.0) << 64 | u128::from(self.1)
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Of the last record that was pulled.
    pub number: Option<String>,
    /// There is nothing behind it any more.
    pub over: bool,
}

impl Stored for Buffer {
    const VERSION: u32 = 1;
}

impl Stored for Checkpoint {
    const VERSION: u32 = 1;
}
