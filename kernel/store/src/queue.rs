//! Commits waiting for the committer thread.

use crate::StoreError;
use crate::group::Request;
use bytes::Bytes;
use parking_lot::{Condvar, Mutex};

/// A group stops growing here, so that its flush stays short and its memory small.
const GROUP_BYTES: usize = 16 << 20;
const GROUP_COMMITS: usize = 4096;

#[derive(Default)]
pub(crate) struct Queue {
    state: Mutex<State>,
    arrived: Condvar,
}

#[derive(Default)]
struct State {
    requests: Vec<Request>,
    closed: bool,
}

impl Queue {
    pub fn push(&self, request: Request) {
        let mut state = self.state.lock();
        if state.closed {
            _ = request.answer.send(Err(StoreError::Closed));
            return;
        }
        state.requests.push(request);
        if state.requests.len() == 1 {
            self.arrived.notify_one();
        }
    }

    pub fn close(&self) {
        self.state.lock().closed = true;
        self.arrived.notify_one();
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
        let take = group_size(&state.requests);
        let rest = state.requests.split_off(take);
        Some(std::mem::replace(&mut state.requests, rest))
    }
}

fn group_size(requests: &[Request]) -> usize {
    let mut bytes = 0;
    let fits = |request: &&Request| {
        let before = bytes;
        bytes += size_of_commit(request);
        before < GROUP_BYTES
    };
    requests.iter().take(GROUP_COMMITS).take_while(fits).count()
}

fn size_of_commit(request: &Request) -> usize {
    let row =
        |(key, value): (&Vec<u8>, &Option<Bytes>)| key.len() + value.as_ref().map_or(0, Bytes::len);
    let appends = request.commit.appends.iter();
    request.commit.writes.iter().map(row).sum::<usize>()
        + appends.map(|append| append.entry.len()).sum::<usize>()
}
