//! Thousands of connections that say nothing.

use crate::client::Call;
use crate::cloud::Cloud;
use crate::{Finding, Outcome, answer, settings};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::io::{BufReader, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Descriptors the cloud and we need for other things.
const OTHERS: u64 = 500;
/// What an idle connection may cost.
const EACH: u64 = 32 << 10;

pub fn run() -> Outcome {
    let wanted: u64 = settings::number("HANEUL_IDLE_CONNECTIONS", 10_000);
    let allowed = raise_limit(wanted + OTHERS)?.saturating_sub(OTHERS);
    let count = wanted.min(allowed);
    let scaled = match count < wanted {
        true => format!("SCALED DOWN from {wanted} by the limit of descriptors; "),
        false => String::new(),
    };
    if count < 100 {
        return Ok(Finding::Skipped(
            "fewer than 100 connections are allowed here".into(),
        ));
    }
    let home = tempfile::tempdir()?;
    let mut cloud = Cloud::start(home.path(), &home.path().join("data"))?;
    let mut client = cloud.client();
    client.expect(&Call::new("s3", "PUT", "/idle"))?;
    let before = cloud.memory();
    let mut connections = Vec::new();
    let get = client.bytes(&Call::new("s3", "GET", "/idle"))?;
    for number in 0..count {
        let mut stream = connect(cloud.port)?;
        // A half has been of use once, and stays connected as clients do.
        if number % 2 == 0 {
            stream.write_all(&get)?;
            stream = served(stream)?;
        }
        connections.push(stream);
    }
    let mut worst = Duration::ZERO;
    for number in 0..100 {
        let began = Instant::now();
        let call = Call::new("s3", "PUT", format!("/idle/{number}")).body("here");
        client.expect(&call)?;
        cloud
            .client()
            .expect(&Call::new("s3", "GET", format!("/idle/{number}")))?;
        worst = worst.max(began.elapsed());
    }
    let during = cloud.memory();
    cloud.check_health()?;
    drop(connections);
    let memory = match (before, during) {
        (Some(before), Some(during)) => {
            let grown = during.saturating_sub(before);
            if grown > count * EACH + (32 << 20) {
                return Err(format!("{count} connections cost {} MiB", grown >> 20).into());
            }
            format!("{} to {} MiB", before >> 20, during >> 20)
        }
        _ => "not told by this system".to_owned(),
    };
    if worst > Duration::from_secs(2) {
        return Err(format!("a call beside {count} idle connections took {worst:?}").into());
    }
    Ok(Finding::Held(format!(
        "{scaled}{count} connections; resident memory {memory}; slowest write and read {worst:.1?}"
    )))
}

fn connect(port: u16) -> Outcome<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    Ok(stream)
}

fn served(stream: TcpStream) -> Outcome<TcpStream> {
    let mut reader = BufReader::new(stream);
    let answer = answer::read(&mut reader, false)?;
    match answer.status {
        200 => Ok(reader.into_inner()),
        status => Err(format!("a listing was answered {status}").into()),
    }
}

/// As many descriptors as are allowed, for us and for those we start.
fn raise_limit(wanted: u64) -> Outcome<u64> {
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(u64::MAX);
    let current = wanted.min(most).max(limit.current.unwrap_or(u64::MAX));
    setrlimit(
        Resource::Nofile,
        Rlimit {
            current: Some(current),
            maximum: limit.maximum,
        },
    )?;
    Ok(current)
}
