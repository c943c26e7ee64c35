//! What was sent, handed out and deleted, as its clients know it, and the rules it must obey. A
//! call without an answer may or may not have been carried out, at any moment since it began.

use crate::Outcome;
use crate::caller::{Heard, Said};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What two nodes' clocks may differ by, and a client's from theirs.
const BLUR: Duration = Duration::from_millis(100);

pub struct Letters {
    /// How long who receives a letter has it alone.
    pub window: Duration,
    all: Mutex<BTreeMap<String, Letter>>,
}

#[derive(Default)]
pub struct Letter {
    tried: bool,
    acknowledged: bool,
    /// Every attempt to send it is known to have come to nothing.
    refused: bool,
    /// Under which ids it was seen, by senders and receivers.
    ids: BTreeSet<String>,
    pub hands: Vec<Span>,
    pub deletes: Vec<Delete>,
}

#[derive(Clone, Copy)]
pub struct Span {
    pub began: Instant,
    pub ended: Instant,
}

pub struct Delete {
    pub span: Span,
    /// The answer came, and while the receiver still had the letter alone.
    pub is_certain: bool,
}

/// How many there are of each.
#[derive(Default)]
pub struct Counts {
    pub acknowledged: usize,
    pub handed: usize,
    pub deleted: usize,
}

impl Letters {
    pub fn new(window: Duration) -> Letters {
        Letters {
            window,
            all: Mutex::default(),
        }
    }

    pub fn all(&self) -> MutexGuard<'_, BTreeMap<String, Letter>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn trying(&self, body: &str) {
        self.all().entry(body.to_owned()).or_default().tried = true;
    }

    /// `id`: of the message, where the call succeeded.
    pub fn sent(&self, body: &str, said: &Said, id: Option<&str>) {
        let mut all = self.all();
        let letter = all.entry(body.to_owned()).or_default();
        letter.refused = said.is_without_effect();
        if let Some(id) = id {
            letter.acknowledged = true;
            letter.ids.insert(id.to_owned());
        }
    }

    pub fn handed(&self, body: &str, id: &str, heard: &Heard) -> Span {
        let span = Span {
            began: heard.began,
            ended: heard.ended,
        };
        let mut all = self.all();
        let letter = all.entry(body.to_owned()).or_default();
        letter.hands.push(span);
        letter.ids.insert(id.to_owned());
        span
    }

    pub fn deleted(&self, body: &str, hand: Span, heard: &Heard, acknowledged: bool) {
        if heard.said.is_without_effect() {
            return;
        }
        let span = Span {
            began: heard.began,
            ended: heard.ended,
        };
        let delete = Delete {
            span,
            is_certain: acknowledged && heard.ended < hand.began + self.window,
        };
        let mut all = self.all();
        all.entry(body.to_owned()).or_default().deletes.push(delete);
    }

    /// Those acknowledged that nobody has tried to delete.
    pub fn waiting(&self) -> usize {
        let all = self.all();
        let waiting = all.values().filter(|l| l.acknowledged && !l.is_deleted());
        waiting.count()
    }

    pub fn counts(&self) -> Counts {
        let all = self.all();
        let mut counts = Counts::default();
        for letter in all.values() {
            counts.acknowledged += usize::from(letter.acknowledged);
            counts.handed += letter.hands.len();
            counts.deleted += usize::from(letter.deletes.iter().any(|d| d.is_certain));
        }
        counts
    }

    /// After everything that was there has been received and deleted.
    pub fn check(&self) -> Outcome<()> {
        for (body, letter) in &*self.all() {
            if let Some(problem) = letter.problem(self.window) {
                return Err(format!("message {body} {problem}").into());
            }
        }
        Ok(())
    }
}

impl Letter {
    fn is_deleted(&self) -> bool {
        !self.deletes.is_empty()
    }

    fn problem(&self, window: Duration) -> Option<String> {
        if !self.tried && !self.hands.is_empty() {
            return Some("was received and never sent".to_owned());
        }
        if self.refused && !self.acknowledged && !self.hands.is_empty() {
            return Some("was received, though its sender was told that nothing came of it".into());
        }
        if self.acknowledged && !self.is_deleted() {
            let times = self.hands.len();
            return Some(format!("was acknowledged and is lost; received {times} times"));
        }
        if self.ids.len() > 1 {
            return Some(format!("is there {} times: {:?}", self.ids.len(), self.ids));
        }
        if let Some(apart) = self.handed_to_two(window) {
            return Some(format!("was handed to two receivers within {apart:?}"));
        }
        self.came_back().then(|| "was deleted and came back".to_owned())
    }

    /// Whether two had it at once, whenever within their calls it was handed to them.
    fn handed_to_two(&self, window: Duration) -> Option<Duration> {
        let apart = |a: &Span, b: &Span| a.ended.max(b.ended) - a.began.min(b.began);
        let pairs = self.hands.iter().enumerate().flat_map(|(at, a)| {
            let later = self.hands[at + 1..].iter();
            later.map(move |b| apart(a, b))
        });
        pairs.min().filter(|apart| *apart + BLUR < window)
    }

    fn came_back(&self) -> bool {
        let certain = self.deletes.iter().filter(|delete| delete.is_certain);
        let gone = certain.map(|delete| delete.span.ended).min();
        gone.is_some_and(|gone| self.hands.iter().any(|hand| hand.began > gone))
    }
}
