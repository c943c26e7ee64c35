//! Clients that take their time.

use crate::client::Call;
use crate::cloud::Cloud;
use crate::{Finding, Outcome};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const SLOW_CLIENTS: usize = 100;
const CALLS: usize = 200;

pub fn run() -> Outcome {
    let home = tempfile::tempdir()?;
    let mut cloud = Cloud::start(home.path(), &home.path().join("data"))?;
    let mut client = cloud.client();
    client.expect(&Call::new("s3", "PUT", "/slow"))?;
    let before = worst(&mut client)?;
    let done = Arc::new(AtomicBool::new(false));
    let mut threads = Vec::new();
    for number in 0..SLOW_CLIENTS {
        let call = Call::new("s3", "PUT", format!("/slow/{number}")).body(vec![b'x'; 100_000]);
        let bytes = client.bytes(&call)?;
        let head = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or(0) + 4;
        let mut stream = client.connect()?;
        // One half creeps through its head, the other through its body.
        let mut at = if number % 2 == 0 { 10 } else { head + 10 };
        stream.write_all(&bytes[..at])?;
        let done = done.clone();
        threads.push(thread::spawn(move || {
            while !done.load(Ordering::Relaxed) && at < bytes.len() {
                thread::sleep(Duration::from_secs(1));
                if stream.write_all(&bytes[at..=at]).is_err() {
                    return;
                }
                at += 1;
            }
        }));
    }
    thread::sleep(Duration::from_millis(1500));
    let during = worst(&mut client)?;
    done.store(true, Ordering::Relaxed);
    for thread in threads {
        let _ = thread.join();
    }
    cloud.check_health()?;
    if during > before * 5 + Duration::from_millis(500) {
        return Err(format!(
            "the slowest call took {during:?} beside slow clients, {before:?} before"
        )
        .into());
    }
    Ok(Finding::Held(format!(
        "{SLOW_CLIENTS} slow clients; the slowest of {CALLS} calls took {during:.1?}, alone {before:.1?}"
    )))
}

fn worst(client: &mut crate::client::Client) -> Outcome<Duration> {
    let mut worst = Duration::ZERO;
    for number in 0..CALLS {
        let began = Instant::now();
        let call =
            Call::new("s3", "PUT", format!("/slow/quick{}", number % 7)).body(vec![b'y'; 1000]);
        client.expect(&call)?;
        worst = worst.max(began.elapsed());
    }
    Ok(worst)
}
