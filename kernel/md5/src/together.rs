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
        self.start(&mut work);
        Pending(pending)
    }

    /// One more worker, if all lanes are taken and something waits.
    fn start(&self, work: &mut Work) {
        if !work.waiting.is_empty() && work.open > work.workers * self.width.lanes() {
            work.workers += 1;
            let own = self.clone();
            spawn_blocking(move || own.work());
        }
    }

    /// A worker, until nothing waits.
    fn work(&self) {
        let mut shift = Shift::new(self);
        while shift.admit() {
            step(self.width, &mut shift.lanes, STEP);
            shift.retire();
        }
    }
}

/// What a worker has in its lanes, and who waits for each.
struct Shift<'t> {
    together: &'t Together,
    lanes: Vec<Lane>,
    done: Vec<oneshot::Sender<Md5>>,
    /// How many jobs count as open on this worker's account.
    open: usize,
}

impl Shift<'_> {
    fn new(together: &Together) -> Shift<'_> {
        Shift {
            together,
            lanes: Vec::new(),
            done: Vec::new(),
            open: 0,
        }
    }

    /// Fills the lanes; whether there is anything in them.
    fn admit(&mut self) -> bool {
        let mut work = self.together.work.lock();
        work.open -= self.open - self.lanes.len();
        self.open = self.lanes.len();
        while self.lanes.len() < self.together.width.lanes() {
            let Some(job) = work.waiting.pop_front() else {
                break;
            };
            self.open += 1;
            self.lanes.push(job.lane);
            self.done.push(job.done);
        }
        !self.lanes.is_empty()
    }

    /// Hands back what is done.
    fn retire(&mut self) {
        for nth in (0..self.lanes.len()).rev() {
            if self.lanes[nth].is_done() {
                let lane = self.lanes.swap_remove(nth);
                // Whoever brought it may have gone.
                let _ = self.done.swap_remove(nth).send(lane.md5);
            }
        }
    }
}

/// Also when the worker panics: those in its lanes learn that they are lost, and another worker goes
/// on with what waits, also with what came since this one last looked.
impl Drop for Shift<'_> {
    fn drop(&mut self) {
        let mut work = self.together.work.lock();
        work.open -= self.open;
        work.workers -= 1;
        self.together.start(&mut work);
    }
}
