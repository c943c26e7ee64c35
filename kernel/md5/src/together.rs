//! Streams that happen to have bytes waiting at the same time are hashed together.
//!
//! Whoever brings the first bytes starts a worker, which takes newcomers into its lanes after every
//! few blocks and ends when none is left. So nobody waits for company, and nobody waits for a
//! longer stream to end either.

use crate::lane::{Lane, step};
use crate::stream::Md5;
use crate::width::Width;
use bytes::Bytes;
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

/// Newcomers are looked for after this many blocks: some ten microseconds.
const STEP: usize = 128;

/// Cheap to clone; clones work together.
#[derive(Clone)]
pub struct Together {
    width: Width,
    work: Arc<Mutex<Work>>,
}

#[derive(Default)]
struct Work {
    waiting: VecDeque<Job>,
    /// Jobs that wait or are in a lane.
    open: usize,
    workers: usize,
}

struct Job {
    lane: Lane,
    done: oneshot::Sender<Md5>,
}

/// Resolves when the bytes have been taken in.
pub struct Pending(oneshot::Receiver<Md5>);

/// The worker is gone.
#[derive(Debug)]
pub struct Lost;

impl Future for Pending {
    type Output = Result<Md5, Lost>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(cx).map_err(|_| Lost)
    }
}

impl Default for Together {
    fn default() -> Self {
        Together {
            width: Width::here(),
            work: Arc::default(),
        }
    }
}

impl Together {
    /// Takes more of a stream in, on another thread. Runs in a tokio runtime.
    pub fn update(&self, md5: Md5, pieces: Vec<Bytes>) -> Pending {
        let (done, pending) = oneshot::channel();
        let lane = Lane::new(md5, pieces);
        let mut work = self.work.lock();
        work.waiting.push_back(Job { lane, done });
        work.open += 1;
        if work.open > work.workers * self.width.lanes() {
            work.workers += 1;
            let own = self.clone();
            spawn_blocking(move || own.work());
        }
        Pending(pending)
    }

    /// A worker, until nothing waits.
    fn work(&self) {
        let mut running = Running::default();
        let mut ended = 0;
        while self.admit(&mut running, ended) {
            step(self.width, &mut running.lanes, STEP);
            ended = running.retire();
        }
    }

    /// Fills a worker's lanes; whether it has any.
    fn admit(&self, running: &mut Running, ended: usize) -> bool {
        let mut work = self.work.lock();
        work.open -= ended;
        while running.lanes.len() < self.width.lanes() {
            let Some(job) = work.waiting.pop_front() else {
                break;
            };
            running.lanes.push(job.lane);
            running.done.push(job.done);
        }
        let any = !running.lanes.is_empty();
        if !any {
            work.workers -= 1;
        }
        any
    }
}

/// What a worker has in its lanes, and who waits for each.
#[derive(Default)]
struct Running {
    lanes: Vec<Lane>,
    done: Vec<oneshot::Sender<Md5>>,
}

impl Running {
    /// Hands back what is done; how many that were.
    fn retire(&mut self) -> usize {
        let before = self.lanes.len();
        for nth in (0..before).rev() {
            if self.lanes[nth].is_done() {
                let lane = self.lanes.swap_remove(nth);
                // Whoever brought it may have gone.
                let _ = self.done.swap_remove(nth).send(lane.md5);
            }
        }
        before - self.lanes.len()
    }
}
