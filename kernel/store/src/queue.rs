//! Commits waiting for the committer.

use crate::engine::Commit;
use crate::{Result, StoreError};
use parking_lot::{Condvar, Mutex};
use tokio::sync::{Notify, oneshot};

/// A commit on its way, and where its answer goes.
pub struct Request {
    pub commit: Commit,
    pub answer: oneshot::Sender<Result<u64>>,
}

pub struct Queue {
    limits: GroupLimits,
    state: Mutex<State>,
    arrived: Condvar,
    arrived_async: Notify,
}

/// A group stops growing here, so that its flush stays short and its memory small. A single
/// commit may exceed the bytes.
pub struct GroupLimits {
    pub bytes: usize,
    pub commits: usize,
}

#[derive(Default)]
struct State {
    requests: Vec<Request>,
    closed: bool,
}

impl Queue {
    pub fn new(limits: GroupLimits) -> Self {
        Self {
            limits,
            state: Mutex::default(),
            arrived: Condvar::new(),
            arrived_async: Notify::new(),
        }
    }

    pub fn push(&self, request: Request) {
        let mut state = self.state.lock();
        if state.closed {
            _ = request.answer.send(Err(StoreError::Closed));
            return;
        }
        state.requests.push(request);
        if state.requests.len() == 1 {
            self.wake_committer();
        }
    }

    pub fn close(&self) {
        self.state.lock().closed = true;
        self.wake_committer();
    }

    fn wake_committer(&self) {
        self.arrived.notify_one();
        self.arrived_async.notify_one();
    }

    /// All that wait, without waiting.
    pub fn take_all(&self) -> Vec<Request> {
        std::mem::take(&mut self.state.lock().requests)
    }

    /// A group of them, without waiting.
    pub fn take_group(&self) -> Vec<Request> {
        self.state.lock().take_group(&self.limits)
    }

    /// Waits for commits; `None` once the queue is closed and empty.
    pub fn next_group(&self) -> Option<Vec<Request>> {
        let mut state = self.state.lock();
        while state.requests.is_empty() {
            if state.closed {
                return None;
            }
            self.arrived.wait(&mut state);
        }
        Some(state.take_group(&self.limits))
    }

    /// The same for a committer that is a task.
    pub async fn next_group_async(&self) -> Option<Vec<Request>> {
        loop {
            {
                let mut state = self.state.lock();
                if !state.requests.is_empty() {
                    return Some(state.take_group(&self.limits));
                }
                if state.closed {
                    return None;
                }
            }
            self.arrived_async.notified().await;
        }
    }
}

impl State {
    fn take_group(&mut self, limits: &GroupLimits) -> Vec<Request> {
        let mut bytes = 0;
        let fits = |request: &&Request| {
            let before = bytes;
            bytes += request.commit.size();
            before < limits.bytes
        };
        let waiting = self.requests.iter().take(limits.commits);
        let rest = waiting.take_while(fits).count();
        let rest = self.requests.split_off(rest);
        std::mem::replace(&mut self.requests, rest)
    }
}
