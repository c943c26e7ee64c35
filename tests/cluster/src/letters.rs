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
            return Some(format!(
                "was acknowledged and is lost; received {times} times"
            ));
        }
        if self.ids.len() > 1 {
            return Some(format!("is there {} times: {:?}", self.ids.len(), self.ids));
        }
        if let Some(apart) = self.handed_to_two(window) {
            return Some(format!("was handed to two receivers within {apart:?}"));
        }
        self.came_back()
            .then(|| "was deleted and came back".to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const WINDOW: Duration = Duration::from_secs(3);

    /// A call carried out so many milliseconds after the start.
    fn heard(start: Instant, at: u64, said: Said) -> Heard {
        let began = start + Duration::from_millis(at);
        Heard {
            said,
            began,
            ended: began + Duration::from_millis(10),
        }
    }

    fn yes() -> Said {
        Said::Yes(json!({}))
    }

    /// Letters with one that was acknowledged, and the start of time.
    fn one() -> (Letters, Instant) {
        let letters = Letters::new(WINDOW);
        letters.trying("a");
        letters.sent("a", &yes(), Some("id"));
        (letters, Instant::now())
    }

    fn hand(letters: &Letters, start: Instant, at: u64) -> Span {
        letters.handed("a", "id", &heard(start, at, yes()))
    }

    fn delete(letters: &Letters, start: Instant, hand: Span, at: u64, said: Said) {
        let acknowledged = matches!(said, Said::Yes(_));
        letters.deleted("a", hand, &heard(start, at, said), acknowledged);
    }

    fn problem(letters: &Letters) -> String {
        letters
            .check()
            .map_or_else(|e| e.to_string(), |()| String::new())
    }

    #[test]
    fn what_is_received_and_deleted_is_well() {
        let (letters, start) = one();
        let span = hand(&letters, start, 0);
        delete(&letters, start, span, 100, yes());
        assert_eq!(problem(&letters), "");
    }

    #[test]
    fn what_nobody_received_is_lost() {
        assert!(problem(&one().0).contains("is lost"));
    }

    #[test]
    fn two_at_once_are_too_many() {
        let (letters, start) = one();
        hand(&letters, start, 0);
        let span = hand(&letters, start, 1_000);
        delete(&letters, start, span, 1_100, yes());
        assert!(problem(&letters).contains("two receivers"));
    }

    #[test]
    fn later_it_may_be_another_s() {
        let (letters, start) = one();
        hand(&letters, start, 0);
        let span = hand(&letters, start, 3_000);
        delete(&letters, start, span, 3_100, yes());
        assert_eq!(problem(&letters), "");
    }

    #[test]
    fn what_was_deleted_stays_so_unless_nobody_said_so() {
        let unanswered = || Said::Nothing("the connection was closed".to_owned());
        for (said, expected) in [(yes(), "came back"), (unanswered(), "")] {
            let (letters, start) = one();
            let span = hand(&letters, start, 0);
            delete(&letters, start, span, 100, said);
            let span = hand(&letters, start, 3_500);
            delete(&letters, start, span, 3_600, yes());
            assert!(problem(&letters).contains(expected));
            assert_eq!(problem(&letters).is_empty(), expected.is_empty());
        }
    }

    #[test]
    fn what_was_refused_is_not_there() {
        let letters = Letters::new(WINDOW);
        let start = Instant::now();
        letters.trying("a");
        let text = "The database cannot be reached; nothing was changed.".to_owned();
        letters.sent("a", &Said::No { status: 503, text }, None);
        assert_eq!(problem(&letters), "");
        hand(&letters, start, 0);
        assert!(problem(&letters).contains("nothing came of it"));
    }

    #[test]
    fn one_send_is_one_message() {
        let (letters, start) = one();
        let again = letters.handed("a", "another", &heard(start, 0, yes()));
        delete(&letters, start, again, 100, yes());
        assert!(problem(&letters).contains("2 times"));
    }
}
