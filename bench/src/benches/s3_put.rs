//! Storing a large object durably, against writing and flushing a file.

use super::s3_small::bucket;
use super::{OBJECT, STREAMS, noise};
use crate::Options;
use crate::client::Call;
use crate::load::Load;
use crate::report::Report;
use crate::rounds::{Sample, Side, compare};
use crate::stage::Stage;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use crc_fast::{CrcAlgorithm, checksum};
use haneul_signature::PayloadHash;
use http::Method;
use std::fs::File;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const BAR: f64 = 0.60;
/// What SDKs cut a body into.
const CHUNK: usize = 64 << 10;

pub fn run(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options, "s3:*")?;
    bucket(&stage, "/bench")?;
    let files = stage.dir().join("files");
    std::fs::create_dir(&files).map_err(|e| format!("{}: {e}", files.display()))?;

    let object = noise(OBJECT);
    let ways = [
        ("haneul, CRC32 in a trailer", Way::crc32(&object)),
        ("haneul, CRC64NVME in a trailer", Way::crc64nvme(&object)),
        ("haneul, SHA-256 signed", Way::signed(&object)),
    ];
    let mut sides = Vec::new();
    for (name, way) in ways {
        let (stage, load) = (&stage, way.load(&stage, options));
        sides.push(Side::haneul(name, BAR, move || {
            let first = OBJECTS.load(Ordering::Relaxed);
            let sample = stage.carried(&load, OBJECT as f64 / 1e6)?;
            delete(stage, first..OBJECTS.load(Ordering::Relaxed))?;
            Ok(sample)
        }));
    }
    sides.push(Side::peer("files written and flushed", || {
        write_files(&files, &object, options.turn())
    }));
    let mut report = Report::new(
        "s3-put",
        format!("durable PutObject of 8 MiB, signed by an IAM user, {STREAMS} connections"),
    );
    compare(&mut report, "MB/s", options.rounds, sides)?;
    report.notes.push(format!(
        "every object and every file is new, and gone before the next turn; {STREAMS} writers of files"
    ));
    Ok(report)
}

/// How many objects have been made: each has its own number.
static OBJECTS: AtomicU64 = AtomicU64::new(0);

fn path(object: u64) -> String {
    format!("/bench/object-{object}")
}

/// After each turn, as the files are: otherwise whoever comes next would write to memory that was
/// just given back, and the others to memory that has to be found first.
fn delete(stage: &Stage, objects: Range<u64>) -> Result<(), String> {
    for object in objects {
        stage.send(&Call::with_body(
            "s3",
            Method::DELETE,
            path(object),
            Bytes::new(),
        ))?;
    }
    Ok(())
}

/// How an object's bytes are vouched for.
struct Way {
    payload: PayloadHash,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
}

impl Way {
    fn signed(object: &Bytes) -> Way {
        Way {
            payload: PayloadHash::Sha256(haneul_signature::sha256_hex(object)),
            headers: Vec::new(),
            body: object.clone(),
        }
    }

    fn crc32(object: &Bytes) -> Way {
        let crc = checksum(CrcAlgorithm::Crc32IsoHdlc, object) as u32;
        Way::trailer(object, "crc32", &crc.to_be_bytes())
    }

    fn crc64nvme(object: &Bytes) -> Way {
        let crc = checksum(CrcAlgorithm::Crc64Nvme, object);
        Way::trailer(object, "crc64nvme", &crc.to_be_bytes())
    }

    /// What SDKs send unless told otherwise.
    fn trailer(object: &Bytes, algorithm: &str, crc: &[u8]) -> Way {
        let name = format!("x-amz-checksum-{algorithm}");
        let mut body = Vec::with_capacity(object.len() + 8192);
        for chunk in object.chunks(CHUNK) {
            body.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
            body.extend_from_slice(chunk);
            body.extend_from_slice(b"\r\n");
        }
        let crc = BASE64_STANDARD.encode(crc);
        body.extend_from_slice(format!("0\r\n{name}:{crc}\r\n\r\n").as_bytes());
        Way {
            payload: PayloadHash::StreamingUnsignedTrailer,
            headers: vec![
                ("content-encoding", "aws-chunked".to_owned()),
                ("x-amz-decoded-content-length", object.len().to_string()),
                ("x-amz-sdk-checksum-algorithm", algorithm.to_uppercase()),
                ("x-amz-trailer", name),
            ],
            body: body.into(),
        }
    }

    /// Each request is for a new object, so it is signed when it is sent; beside 8 MiB that is
    /// nothing.
    fn load(self, stage: &Stage, options: &Options) -> Load {
        stage.fresh(options, STREAMS, move |_| Call {
            service: "s3",
            method: Method::PUT,
            path: path(OBJECTS.fetch_add(1, Ordering::Relaxed)).into(),
            query: String::new(),
            headers: self.headers.clone(),
            payload: self.payload.clone(),
            body: self.body.clone(),
        })
    }
}

/// One turn: writers that write new files and flush each; the files go away afterwards.
fn write_files(dir: &Path, object: &Bytes, duration: Duration) -> Result<Sample, String> {
    let start = Instant::now();
    let written: std::io::Result<Vec<u64>> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..STREAMS)
            .map(|writer| {
                scope.spawn(move || {
                    let mut files = 0;
                    while start.elapsed() < duration {
                        let mut file = File::create(dir.join(format!("{writer}-{files}")))?;
                        file.write_all(object)?;
                        file.sync_data()?;
                        files += 1;
                    }
                    Ok(files)
                })
            })
            .collect();
        let died = |_| Err(std::io::Error::other("a writer died"));
        let ended = running.into_iter();
        ended.map(|r| r.join().unwrap_or_else(died)).collect()
    });
    let seconds = start.elapsed().as_secs_f64();
    let files: u64 = written.map_err(|e| e.to_string())?.iter().sum();
    std::fs::remove_dir_all(dir)
        .and_then(|()| std::fs::create_dir(dir))
        .map_err(|e| e.to_string())?;
    Ok(Sample {
        rate: (files * OBJECT as u64) as f64 / seconds / 1e6,
        besides: Vec::new(),
    })
}
