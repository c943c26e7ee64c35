//! What a run writes: lines on their way to a log, and the last of them for the caller.

use super::log::Log;
use super::telemetry::{Event, Telemetry};
use serde_json::{Value as Json, json};
use std::collections::VecDeque;
use std::sync::Arc;

/// What a caller sees of it.
const TAIL: usize = 4_096;
/// Of a line; longer ones are cut in pieces.
const LINE: usize = 256 << 10;
/// What waits before it is handed on.
const WAITING: usize = 256 << 10;

pub struct Lines {
    /// The last bytes.
    tail: VecDeque<u8>,
    waiting: Vec<(i64, String)>,
    bytes: usize,
    /// What has not come to the end of its line yet, of either pipe.
    begun: [Vec<u8>; 2],
    is_json: bool,
    /// Who else hears of it: those who listen in the sandbox.
    pub telemetry: Arc<Telemetry>,
}

impl Lines {
    pub fn new(is_json: bool, telemetry: Arc<Telemetry>) -> Lines {
        Lines {
            tail: VecDeque::with_capacity(TAIL),
            waiting: Vec::new(),
            bytes: 0,
            begun: [Vec::new(), Vec::new()],
            is_json,
            telemetry,
        }
    }

    /// One that Lambda itself writes: as text, or as what it is about, which is put together where
    /// somebody wants it.
    pub fn own(&mut self, at: i64, text: String, kind: &'static str, record: impl Fn() -> Json) {
        self.tell(at, kind, &record);
        let line = match self.is_json {
            true => {
                let time = super::log::iso(at);
                json!({"time": time, "type": kind, "record": record()}).to_string()
            }
            false => text,
        };
        self.push(at, line);
    }

    /// What no log shows, but is told in the sandbox.
    pub fn tell(&self, at: i64, kind: &'static str, record: impl Fn() -> Json) {
        if self.telemetry.is_heard() {
            let record = record();
            self.telemetry.note(Event { at, kind, record });
        }
    }

    /// Bytes that the program wrote into one of its pipes.
    pub fn written(&mut self, at: i64, pipe: usize, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let Some(begun) = self.begun.get_mut(pipe) else {
                return;
            };
            begun.extend_from_slice(piece);
            if piece.ends_with(b"\n") || begun.len() >= LINE {
                let line = std::mem::take(begun);
                self.line(at, pipe, text(&line));
            }
        }
    }

    /// What has begun ends here.
    pub fn close(&mut self, at: i64) {
        for pipe in 0..self.begun.len() {
            let line = std::mem::take(&mut self.begun[pipe]);
            if !line.is_empty() {
                self.line(at, pipe, text(&line));
            }
        }
    }

    fn line(&mut self, at: i64, pipe: usize, line: String) {
        self.telemetry.line(at, pipe, &line);
        self.push(at, line);
    }

    fn push(&mut self, at: i64, mut line: String) {
        if !line.ends_with('\n') {
            line.push('\n');
        }
        let bytes = line.as_bytes();
        let last = &bytes[bytes.len().saturating_sub(TAIL)..];
        let over = (self.tail.len() + last.len()).saturating_sub(TAIL);
        self.tail.drain(..over);
        self.tail.extend(last);
        self.bytes += line.len();
        self.waiting.push((at, line));
    }

    pub fn tail(&self) -> Vec<u8> {
        self.tail.iter().copied().collect()
    }

    /// Whether so much waits that it should be handed on first.
    pub fn is_full(&self) -> bool {
        self.bytes >= WAITING
    }

    pub async fn hand_on(&mut self, log: &Log) {
        self.bytes = 0;
        let waiting = std::mem::take(&mut self.waiting);
        if !waiting.is_empty() {
            log.write(waiting).await;
        }
    }
}

fn text(line: &[u8]) -> String {
    String::from_utf8_lossy(line).into_owned()
}
