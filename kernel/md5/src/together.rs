//! Streams that happen to have bytes waiting at the same time are hashed together.
//!
//! A worker takes newcomers into its lanes after every few blocks and ends when none is left, so
//! nobody waits for a longer stream to end. As long as there are processors for all streams, whoever
//! brings bytes starts a worker. With more streams than processors there is always something else to
//! do, and bytes wait until somebody asks what became of them: by then others have come, and all of
//! them take the time of one.

use crate::lane::{Lane, step};
use crate::stream::Md5;
use crate::width::Width;
use bytes::Bytes;
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread::available_parallelism;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

/// Newcomers are looked for after this many blocks: some ten microseconds.
const STEP: usize = 128;

/// Cheap to clone; clones work together.
#[derive(Clone)]
pub struct Together {
    width: Width,
    processors: usize,
    work: Arc<Mutex<Work>>,
}

#[derive(Default)]
struct Work {
    waiting: VecDeque<Job>,
    /// Jobs that wait or are in a lane.
    open: usize,
    workers: usize,
    members: usize,
    /// How many jobs were ever brought, and how many of them were taken from those that wait. They
    /// are taken in the order they came.
    brought: u64,
    taken: u64,
    /// Somebody waits for the last of as many jobs as this.
    wanted: u64,
}

struct Job {
    lane: Lane,
    done: oneshot::Sender<Md5>,
}

/// A stream, as long as it lasts: how many there are decides what is worth waiting for.
pub struct Member(Together);

/// Resolves when the bytes have been taken in.
pub struct Pending {
    done: oneshot::Receiver<Md5>,
    together: Together,
    /// Its place among all jobs.
    nth: u64,
}

/// The worker is gone.
#[derive(Debug)]
pub struct Lost;

impl Future for Pending {
    type Output = Result<Md5, Lost>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let outcome = Pin::new(&mut self.done).poll(cx);
        if outcome.is_pending() {
            self.together.want(self.nth);
        }
        outcome.map_err(|_| Lost)
    }
}

impl Default for Together {
    fn default() -> Self {
        Together::new(
            Width::here(),
            available_parallelism().map_or(1, usize::from),
        )
    }
}

impl Together {
    fn new(width: Width, processors: usize) -> Self {
        Together {
            width,
            processors,
            work: Arc::default(),
        }
    }

    pub fn join(&self) -> Member {
        self.work.lock().members += 1;
        Member(self.clone())
    }

    /// What waits is to be taken in, at least up to this job.
    fn want(&self, nth: u64) {
        let mut work = self.work.lock();
        work.wanted = work.wanted.max(nth + 1);
        self.start(&mut work);
    }

    /// Whether what waits should wait no longer.
    fn is_due(&self, work: &Work) -> bool {
        let enough = work.members <= self.processors || work.waiting.len() >= self.width.lanes();
        !work.waiting.is_empty() && (enough || work.wanted > work.taken)
    }

    /// One more worker, if there is work for it.
    fn start(&self, work: &mut Work) {
        if self.is_due(work) && work.open > work.workers * self.width.lanes() {
            work.workers += 1;
            let own = self.clone();
            spawn_blocking(move || own.work());
        }
    }

    /// A worker, until nothing is due.
    fn work(&self) {
        let mut shift = Shift::new(self);
        while shift.admit() {
            step(self.width, &mut shift.lanes, STEP);
            shift.retire();
        }
    }
}

impl Member {
    /// Takes more of the stream in, on another thread. Runs in a tokio runtime.
    pub fn update(&self, md5: Md5, pieces: Vec<Bytes>) -> Pending {
        let together = self.0.clone();
        let (sender, done) = oneshot::channel();
        let lane = Lane::new(md5, pieces);
        let mut work = together.work.lock();
        let nth = work.brought;
        work.brought += 1;
        work.open += 1;
        work.waiting.push_back(Job { lane, done: sender });
        together.start(&mut work);
        drop(work);
        Pending {
            done,
            together,
            nth,
        }
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.0.work.lock().members -= 1;
    }
}

/// What a worker has in its lanes, and who waits for each.
struct Shift<'t> {
    together: &'t Together,
    lanes: Vec<Lane>,
    done: Vec<oneshot::Sender<Md5>>,
    /// The jobs that are open because of this worker.
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
        let Together { width, work, .. } = self.together;
        let mut work = work.lock();
        work.open -= self.open - self.lanes.len();
        self.open = self.lanes.len();
        let due = self.together.is_due(&work);
        while due && self.lanes.len() < width.lanes() {
            let Some(job) = work.waiting.pop_front() else {
                break;
            };
            work.taken += 1;
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

/// Also when the worker panics: then those in its lanes learn that they are lost, and others go on
/// with what waits. What came since the worker last looked is not left waiting either.
impl Drop for Shift<'_> {
    fn drop(&mut self) {
        let mut work = self.together.work.lock();
        work.open -= self.open;
        work.workers -= 1;
        self.together.start(&mut work);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn update(member: &Member, bytes: usize) -> Pending {
        member.update(Md5::new(), vec![Bytes::from(vec![1; bytes])])
    }

    #[tokio::test]
    async fn with_processors_to_spare_nothing_waits() {
        let together = Together::new(Width::Least, 1);
        let mut pending = update(&together.join(), 64_000);
        assert_eq!(together.work.lock().wanted, 0);
        // Not asked for through `Pending`, which would be what starts it.
        let md5 = (&mut pending.done).await.unwrap();
        assert_eq!(md5.finish(), Md5::of(&[1; 64_000]));
    }

    #[tokio::test]
    async fn otherwise_all_wait_until_one_is_asked_for() {
        let together = Together::new(Width::Least, 2);
        let members: Vec<_> = (0..3).map(|_| together.join()).collect();
        let mut pending: Vec<_> = members.iter().map(|m| update(m, 64_000)).collect();
        assert_eq!(together.work.lock().workers, 0);
        pending.remove(1).await.unwrap();
        for mut pending in pending {
            (&mut pending.done).await.unwrap();
        }
        drop(members);
        assert_eq!(together.work.lock().members, 0);
    }

    #[tokio::test]
    async fn or_until_they_fill_the_lanes() {
        let together = Together::new(Width::Least, 2);
        let members: Vec<_> = (0..4).map(|_| together.join()).collect();
        for mut pending in members
            .iter()
            .map(|m| update(m, 64_000))
            .collect::<Vec<_>>()
        {
            (&mut pending.done).await.unwrap();
        }
    }
}
