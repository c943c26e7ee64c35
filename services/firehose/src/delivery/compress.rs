//! Compressing objects, and the endings of their names.

use crate::stream::row::Destination;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use haneul_pipeline::AwsError;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What Hadoop's Snappy takes at once.
const HADOOP_BLOCK: usize = 256 << 10;

pub fn extension(destination: &Destination) -> &str {
    match destination.extension.as_deref() {
        Some(own) if !own.is_empty() => own,
        _ => match destination.compression.as_str() {
            "GZIP" => ".gz",
            "ZIP" => ".zip",
            "Snappy" => ".snappy",
            "HADOOP_SNAPPY" => ".hsnappy",
            _ => "",
        },
    }
}

pub fn compress(format: &str, body: Bytes) -> Result<Bytes, AwsError> {
    let compressed = match format {
        "GZIP" => gzip(&body),
        "ZIP" => zipped(&body),
        "Snappy" => snappy(&body),
        "HADOOP_SNAPPY" => hadoop(&body),
        _ => return Ok(body),
    };
    compressed.map(Bytes::from)
}

fn gzip(body: &[u8]) -> Result<Vec<u8>, AwsError> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let done = encoder.write_all(body).and_then(|()| encoder.finish());
    done.map_err(AwsError::internal)
}

fn zipped(body: &[u8]) -> Result<Vec<u8>, AwsError> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let started = archive.start_file("data", SimpleFileOptions::default());
    started.map_err(AwsError::internal)?;
    archive.write_all(body).map_err(AwsError::internal)?;
    let done = archive.finish().map_err(AwsError::internal)?;
    Ok(done.into_inner())
}

fn snappy(body: &[u8]) -> Result<Vec<u8>, AwsError> {
    let mut encoder = snap::write::FrameEncoder::new(Vec::new());
    encoder.write_all(body).map_err(AwsError::internal)?;
    encoder.into_inner().map_err(AwsError::internal)
}

/// Blocks, each with its length, and its length compressed.
fn hadoop(body: &[u8]) -> Result<Vec<u8>, AwsError> {
    let mut out = Vec::new();
    for block in body.chunks(HADOOP_BLOCK) {
        let compressed = snap::raw::Encoder::new().compress_vec(block);
        let compressed = compressed.map_err(AwsError::internal)?;
        out.extend_from_slice(&(block.len() as u32).to_be_bytes());
        out.extend_from_slice(&(compressed.len() as u32).to_be_bytes());
        out.extend_from_slice(&compressed);
    }
    Ok(out)
}
