//! One large object: through, and not into memory.

use crate::client::Call;
use crate::cloud::Cloud;
use crate::{Finding, Outcome, answer, settings};
use haneul_signature::PayloadHash;
use std::io::{BufReader, Read, Write};
use std::time::Instant;

const MIB: u64 = 1 << 20;
/// What may be in flight at once.
const MAY_GROW: u64 = 64 * MIB;

pub fn run() -> Outcome {
    let size = settings::number("HANEUL_BIG_MIB", 512) * MIB;
    let home = tempfile::tempdir()?;
    let space = rustix::fs::statvfs(home.path())?;
    if space.f_bavail * space.f_frsize < size + 512 * MIB {
        return Ok(Finding::Skipped(format!("no room for {} MiB", size / MIB)));
    }
    let mut cloud = Cloud::start(home.path(), &home.path().join("data"))?;
    let mut client = cloud.client();
    client.expect(&Call::new("s3", "PUT", "/big"))?;
    client.expect(&Call::new("s3", "PUT", "/big/warm").body(vec![0; 200_000]))?;
    let before = cloud.memory();
    let piece: Vec<u8> = (0..MIB).map(|n| (n * 31 % 251) as u8).collect();
    let mut most = before;

    let began = Instant::now();
    let put = Call::new("s3", "PUT", "/big/object");
    let mut stream = client.connect()?;
    stream.write_all(&client.head(&put, size, &PayloadHash::Unsigned)?)?;
    for _ in 0..size / MIB {
        stream.write_all(&piece)?;
        most = most.max(cloud.memory());
    }
    let answer = answer::read(&mut BufReader::new(&stream), false)?;
    if answer.status != 200 {
        return Err(format!("the upload: {} {}", answer.status, answer.text()).into());
    }
    let up = began.elapsed();

    let began = Instant::now();
    let mut stream = client.connect()?;
    stream.write_all(&client.bytes(&Call::new("s3", "GET", "/big/object"))?)?;
    let mut stream = BufReader::with_capacity(MIB as usize, stream);
    let head = answer::read_head(&mut stream)?;
    if head.header("content-length") != Some(size.to_string().as_str()) {
        return Err(format!("the download: {} {:?}", head.status, head.headers).into());
    }
    let mut got = vec![0; MIB as usize];
    for _ in 0..size / MIB {
        stream.read_exact(&mut got)?;
        if got != piece {
            return Err("what came back is not what was sent".into());
        }
        most = most.max(cloud.memory());
    }
    let down = began.elapsed();
    cloud.check_health()?;
    let speed = |took: std::time::Duration| (size / MIB) as f64 / took.as_secs_f64();
    let (Some(before), Some(most)) = (before, most) else {
        return Ok(Finding::Held("memory is not told by this system".into()));
    };
    let grown = most.saturating_sub(before);
    if grown > MAY_GROW {
        return Err(format!("memory grew by {} MiB", grown / MIB).into());
    }
    Ok(Finding::Held(format!(
        "{} MiB; memory grew by {} MiB to {}; up {:.0} MiB/s, down {:.0} MiB/s",
        size / MIB,
        grown / MIB,
        most / MIB,
        speed(up),
        speed(down)
    )))
}
