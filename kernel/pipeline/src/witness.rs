//! Services that keep books of what was answered, such as access logs, hear of an answer when it is
//! made: they say so while the call runs, and who does not pays nothing for it.

use crate::cloud::Cloud;
use crate::error::AwsError;
use crate::reply::{Reply, ReplyBody};
use crate::request::Answer;
use haneul_runtime::ids::RequestId;
use http::HeaderMap;
use parking_lot::Mutex;
use std::fmt;
use std::sync::Arc;

type Listener = Box<dyn FnOnce(&Cloud, &Answered<'_>) + Send>;

/// Whoever waits for the answer of one call.
#[derive(Clone, Default)]
pub struct Witness(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// Each by what it is about.
    listeners: Vec<(&'static str, Listener)>,
    /// A list beside the policies let the call in.
    listed: bool,
}

/// What the client was sent.
pub struct Answered<'a> {
    pub id: RequestId,
    pub status: u16,
    /// The code of an error.
    pub error: Option<&'a str>,
    /// Of the body, without the headers.
    pub bytes: u64,
    pub headers: &'a HeaderMap,
    /// Without an access control list, the call would have been refused.
    pub needed_list: bool,
}

impl fmt::Debug for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Witness")
    }
}

impl Witness {
    /// Of the same name, who said so last is told: an operation may run again on conflict.
    pub fn listen(
        &self,
        name: &'static str,
        listener: impl FnOnce(&Cloud, &Answered<'_>) + Send + 'static,
    ) {
        let mut state = self.0.lock();
        state.listeners.retain(|(other, _)| *other != name);
        state.listeners.push((name, Box::new(listener)));
        state.listed = false;
    }

    /// Whether anybody waits for the answer.
    pub(crate) fn is_awaited(&self) -> bool {
        !self.0.lock().listeners.is_empty()
    }

    pub(crate) fn note_list(&self) {
        self.0.lock().listed = true;
    }

    /// Tells what came of a call from outside.
    pub(crate) fn tell(
        &self,
        cloud: &Cloud,
        id: RequestId,
        answer: &Answer,
        error: Option<&AwsError>,
    ) {
        let Some((listeners, needed_list)) = self.take() else {
            return;
        };
        let answered = Answered {
            id,
            status: answer.status,
            error: error.map(|error| &*error.code),
            bytes: length(Some(&answer.body)),
            headers: &answer.headers,
            needed_list,
        };
        tell_all(listeners, cloud, &answered);
    }

    /// The same for a call from inside, whose answer nobody writes down.
    pub(crate) fn tell_inside(
        &self,
        cloud: &Cloud,
        id: RequestId,
        outcome: Result<&Reply, &AwsError>,
    ) {
        let Some((listeners, needed_list)) = self.take() else {
            return;
        };
        let (status, error, body) = match outcome {
            Ok(reply) => (reply.status.unwrap_or(200), None, reply.body.as_ref()),
            Err(error) => (error.status_in(None), Some(&*error.code), None),
        };
        let answered = Answered {
            id,
            status,
            error,
            bytes: length(body),
            headers: &HeaderMap::new(),
            needed_list,
        };
        tell_all(listeners, cloud, &answered);
    }

    fn take(&self) -> Option<(Vec<(&'static str, Listener)>, bool)> {
        let mut state = self.0.lock();
        let listeners = std::mem::take(&mut state.listeners);
        (!listeners.is_empty()).then_some((listeners, state.listed))
    }
}

fn tell_all(listeners: Vec<(&'static str, Listener)>, cloud: &Cloud, answered: &Answered<'_>) {
    for (_, listener) in listeners {
        listener(cloud, answered);
    }
}

fn length(body: Option<&ReplyBody>) -> u64 {
    match body {
        // How many bytes a stream of events will have, nobody knows.
        None | Some(ReplyBody::Events(_)) => 0,
        Some(ReplyBody::Full(bytes)) => bytes.len() as u64,
        Some(ReplyBody::Stream { length, .. }) => *length,
    }
}
