//! Memory while many clients upload large objects at once.

use super::noise;
use crate::Options;
use crate::client::Call;
use crate::cloud::{self, Cloud};
use crate::process;
use crate::report::{Bar, Figure, Report, Verdict};
use bytes::Bytes;
use haneul_signature::PayloadHash;
use http::Method;
use std::io::Write;
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// In megabytes.
const BAR: f64 = 200.0;
const CLIENTS: usize = 64;
const SIZE: u64 = 1 << 30;
const PIECE: usize = 1 << 20;

pub fn run(options: &Options) -> Result<Report, String> {
    let binary = cloud::binary(options)?;
    let dir = options.scratch()?;
    let cloud = Cloud::start(&binary, dir.path())?;
    let keys = cloud.user("bench", "s3:*")?;
    Call::with_body("s3", Method::PUT, "/bench", Bytes::new()).send(&keys, cloud.address)?;
    let piece = noise(PIECE);
    let (over, sent) = (AtomicBool::new(false), AtomicU64::new(0));
    let problem: Mutex<Option<String>> = Mutex::new(None);
    let mut most: (f64, f64) = (0.0, 0.0);
    // Ten turns: long enough that what grows with what was sent would show.
    let end = Instant::now() + options.turn() * 10;
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (keys, piece, over, sent, problem) = (&keys, &piece, &over, &sent, &problem);
            scope.spawn(move || {
                let path = format!("/bench/object-{client}");
                let call = Call {
                    payload: PayloadHash::Unsigned,
                    ..Call::with_body("s3", Method::PUT, &path, Bytes::new())
                };
                let call = call.header("content-length", SIZE.to_string());
                let uploaded =
                    call.signed(keys, cloud.address, client as u64)
                        .and_then(|request| {
                            let mut stream = TcpStream::connect(cloud.address)
                                .and_then(|mut stream| {
                                    stream.write_all(&request.head)?;
                                    Ok(stream)
                                })
                                .map_err(|e| e.to_string())?;
                            let mut left = SIZE;
                            while left > 0 && !over.load(Ordering::Relaxed) {
                                stream.write_all(piece).map_err(|e| e.to_string())?;
                                left -= PIECE as u64;
                                sent.fetch_add(PIECE as u64, Ordering::Relaxed);
                            }
                            Ok(())
                        });
                if let Err(error) = uploaded {
                    *problem.lock().unwrap_or_else(|e| e.into_inner()) = Some(error);
                }
            });
        }
        while Instant::now() < end {
            std::thread::sleep(Duration::from_millis(100));
            if let Some((proportional, resident)) = process::memory(cloud.process.id()) {
                most = (most.0.max(proportional), most.1.max(resident));
            }
        }
        over.store(true, Ordering::Relaxed);
    });
    if let Some(problem) = problem.into_inner().unwrap_or_else(|e| e.into_inner()) {
        return Err(format!("an upload: {problem}"));
    }
    let mut report = Report::new(
        "s3-uploads",
        format!("memory while {CLIENTS} clients upload 1 GiB each"),
    );
    let mut figure = Figure::new("the most it took", "MB", vec![most.0]);
    figure.besides.push(("resident", "MB", most.1));
    report.figures.push(figure);
    report.verdicts.push(Verdict {
        what: "the most it took".to_owned(),
        value: most.0,
        unit: "MB",
        bar: Bar::AtMost(BAR),
    });
    let sent = sent.into_inner() as f64 / f64::from(1 << 30);
    report.notes.push(format!(
        "all are cut off after {:.0} s, when {sent:.1} GiB have come together",
        (options.turn() * 10).as_secs_f64()
    ));
    Ok(report)
}
