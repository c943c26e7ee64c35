//! What is claimed, one file each.

pub mod build;
pub mod decision;
pub mod dynamo_load;
pub mod dynamodb;
pub mod enforcement;
pub mod events_match;
pub mod identity;
pub mod kinesis_put;
pub mod kms;
pub mod lambda;
pub mod logs;
pub mod memory;
pub mod metrics;
pub mod nodes;
pub mod s3_get;
pub mod s3_list;
pub mod s3_put;
pub mod s3_small;
pub mod s3_uploads;
pub mod sandbox;
pub mod secrets;
pub mod sns_fanout;
pub mod sqs_cycle;
pub mod sqs_deep;
pub mod sqs_lambda;
pub mod sqs_send;
pub mod sqs_wide;
pub mod start;
pub mod store_postgres;

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// Of the large objects.
const OBJECT: usize = 8 << 20;
/// Connections, or writers, of large objects.
const STREAMS: usize = 16;

/// Bytes that neither compress nor repeat.
fn noise(length: usize) -> bytes::Bytes {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let words = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    });
    words.take(length / 8).flatten().collect()
}

/// One turn of what the disk makes durable in a row, so many bytes at a time: bytes a second.
fn write_file(path: &Path, duration: Duration, flushed: usize) -> Result<f64, String> {
    let bytes = noise(flushed);
    let start = Instant::now();
    let mut written = 0;
    let mut write = || -> std::io::Result<()> {
        let mut file = File::create(path)?;
        while start.elapsed() < duration {
            file.write_all(&bytes)?;
            file.sync_data()?;
            written += bytes.len();
        }
        Ok(())
    };
    write().map_err(|e| e.to_string())?;
    let seconds = start.elapsed().as_secs_f64();
    std::fs::remove_file(path).map_err(|e| e.to_string())?;
    Ok(written as f64 / seconds)
}
