//! The load: keep-alive connections that send requests made beforehand, and read no more of an
//! answer than its status and length.

use crate::report::processors;
use crate::rounds::Sample;
use bytes::Bytes;
use std::net::SocketAddr;
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request as it goes over the wire.
#[derive(Clone)]
pub struct Request {
    pub head: Bytes,
    /// Kept apart where it is large and shared by many requests.
    pub body: Bytes,
}

/// Gives the nth request of a run.
pub type Source = Arc<dyn Fn(u64) -> Request + Send + Sync>;

/// Requests made beforehand, all different, and sent again and again.
pub fn again(
    count: u64,
    request: impl FnMut(u64) -> Result<Request, String>,
) -> Result<Source, String> {
    let batch: Vec<Request> = (0..count).map(request).collect::<Result<_, _>>()?;
    Ok(Arc::new(move |nth| batch[(nth % count) as usize].clone()))
}

#[derive(Clone)]
pub struct Load {
    pub address: SocketAddr,
    pub connections: usize,
    pub duration: Duration,
    pub source: Source,
}

#[derive(Default)]
pub struct Done {
    pub requests: u64,
    /// Of answers' bodies.
    pub bytes: u64,
    pub seconds: f64,
    /// In microseconds.
    latencies: Vec<u32>,
}

impl Done {
    pub fn per_second(&self) -> f64 {
        self.requests as f64 / self.seconds
    }

    pub fn sample(&mut self, rate: f64, processor: Option<f64>) -> Sample {
        self.latencies.sort_unstable();
        let at = |share: f64| {
            let place = (self.latencies.len() as f64 * share) as usize;
            f64::from(self.latencies.get(place).copied().unwrap_or_default()) / 1e3
        };
        let mut besides = vec![
            ("half within", "ms", at(0.5)),
            ("99 % within", "ms", at(0.99)),
        ];
        if let Some(seconds) = processor {
            let each = seconds * 1e6 / self.requests as f64;
            besides.insert(0, ("processor", "µs each", each));
        }
        Sample { rate, besides }
    }
}

/// From here on this thread interrupts nobody when it is woken. The load shares the processors with
/// what it measures: each answer would wake a thread of it, which would take the processor from
/// whoever works on the next, as no client on another machine does.
pub fn give_way() {
    #[cfg(target_os = "linux")]
    // SAFETY: the parameters are ours. Where it is refused, the thread is as it was.
    unsafe {
        let parameters = libc::sched_param { sched_priority: 0 };
        libc::sched_setscheduler(0, libc::SCHED_BATCH, &raw const parameters);
    }
}

impl Load {
    /// Sends until the time is over, then lets what is under way end; all of it counts.
    pub fn run(&self) -> Result<Done, String> {
        let threads = processors().min(self.connections);
        let barrier = Barrier::new(threads);
        let parts: Vec<Result<(Done, Instant, Instant), String>> = std::thread::scope(|scope| {
            let running: Vec<_> = (0..threads)
                .map(|thread| {
                    let barrier = &barrier;
                    scope.spawn(move || self.thread(thread, threads, barrier))
                })
                .collect();
            let ended = running.into_iter().map(|running| {
                let died = |_| Err("a thread of the load died".to_owned());
                running.join().unwrap_or_else(died)
            });
            ended.collect()
        });
        let mut whole = Done::default();
        let (mut first, mut last): (Option<Instant>, Option<Instant>) = (None, None);
        for part in parts {
            let (done, start, end) = part?;
            whole.requests += done.requests;
            whole.bytes += done.bytes;
            whole.latencies.extend(done.latencies);
            first = Some(first.map_or(start, |first| first.min(start)));
            last = Some(last.map_or(end, |last| last.max(end)));
        }
        if let (Some(first), Some(last)) = (first, last) {
            whole.seconds = last.duration_since(first).as_secs_f64();
        }
        Ok(whole)
    }

    fn thread(
        &self,
        thread: usize,
        threads: usize,
        barrier: &Barrier,
    ) -> Result<(Done, Instant, Instant), String> {
        give_way();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| e.to_string())?;
        runtime.block_on(async {
            let mut streams = Vec::new();
            let mut refused = None;
            for number in (thread..self.connections).step_by(threads) {
                match TcpStream::connect(self.address).await {
                    Ok(stream) => streams.push((number, stream)),
                    Err(error) => refused = Some(format!("{}: {error}", self.address)),
                }
            }
            barrier.wait();
            if let Some(refused) = refused {
                return Err(refused);
            }
            let start = Instant::now();
            let running: Vec<_> = streams
                .into_iter()
                .map(|(number, stream)| {
                    tokio::spawn(self.clone().connection(number, stream, start))
                })
                .collect();
            let mut whole = Done::default();
            for running in running {
                let done = running.await.map_err(|e| e.to_string())??;
                whole.requests += done.requests;
                whole.bytes += done.bytes;
                whole.latencies.extend(done.latencies);
            }
            Ok((whole, start, Instant::now()))
        })
    }

    async fn connection(
        self,
        number: usize,
        mut stream: TcpStream,
        start: Instant,
    ) -> Result<Done, String> {
        stream.set_nodelay(true).map_err(|e| e.to_string())?;
        let mut buffer = vec![0; 256 << 10];
        let mut done = Done::default();
        let mut next = number as u64;
        let mut sent = Instant::now();
        while sent.duration_since(start) < self.duration {
            let request = (self.source)(next);
            next += self.connections as u64;
            // An answer before the request has gone out whole is a refusal, worth reading.
            let written = async {
                stream.write_all(&request.head).await?;
                stream.write_all(&request.body).await
            };
            let written: std::io::Result<()> = written.await;
            done.bytes +=
                answer(&mut stream, &mut buffer)
                    .await
                    .map_err(|error| match written {
                        Ok(()) => error,
                        Err(cut) => format!("{error} ({cut})"),
                    })?;
            done.requests += 1;
            let now = Instant::now();
            let latency = now.duration_since(sent).as_micros();
            done.latencies
                .push(u32::try_from(latency).unwrap_or(u32::MAX));
            sent = now;
        }
        Ok(done)
    }
}

/// Reads one answer and gives the length of its body.
async fn answer(stream: &mut TcpStream, buffer: &mut [u8]) -> Result<u64, String> {
    let mut filled = 0;
    let head = loop {
        if filled == buffer.len() {
            return Err("an answer's head is too long".to_owned());
        }
        let read = stream.read(&mut buffer[filled..]).await;
        match read.map_err(|e| e.to_string())? {
            0 => return Err("the connection was closed instead of an answer".to_owned()),
            read => filled += read,
        }
        if let Some(end) = memchr::memmem::find(&buffer[..filled], b"\r\n\r\n") {
            break end + 4;
        }
    };
    let length = content_length(&buffer[..head]).ok_or("an answer without a length")?;
    if !buffer.starts_with(b"HTTP/1.1 2") {
        let text = String::from_utf8_lossy(&buffer[..filled]);
        return Err(format!("refused: {text}"));
    }
    let mut left = length.saturating_sub((filled - head) as u64);
    while left > 0 {
        let room = buffer
            .len()
            .min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = stream.read(&mut buffer[..room]).await;
        match read.map_err(|e| e.to_string())? {
            0 => return Err("an answer was cut off".to_owned()),
            read => left -= read as u64,
        }
    }
    Ok(length)
}

/// The length an answer's head announces.
pub fn content_length(head: &[u8]) -> Option<u64> {
    const NAME: &[u8] = b"content-length:";
    let mut lines = head.split(|byte| *byte == b'\n');
    let line = lines.find(|line| {
        line.get(..NAME.len())
            .is_some_and(|name| name.eq_ignore_ascii_case(NAME))
    })?;
    str::from_utf8(&line[NAME.len()..])
        .ok()?
        .trim()
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_found_in_any_case() {
        assert_eq!(
            content_length(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n"),
            Some(12)
        );
        assert_eq!(
            content_length(b"HTTP/1.1 200 OK\r\ndate: x\r\ncontent-length:7\r\n\r\n"),
            Some(7)
        );
        assert_eq!(content_length(b"HTTP/1.1 200 OK\r\n\r\n"), None);
    }
}
