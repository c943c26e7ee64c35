//! The record of each call, with the verdict of its authorisation.
//!
//! A changing call's record commits with the change. Everything else (reads, refusals) is
//! buffered and flushed within a second. A call that changed something and then failed has both:
//! its failure is the one that counts.

mod line;
mod log;

pub(crate) use line::Entry;
pub use log::CallLog;

use haneul_store::Stored;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A record is cut to about this many bytes: names and headers come from anyone, and are as long as
/// they like.
const MOST: usize = 16_000;
/// What is kept of one text then.
const TEXT: usize = 1_024;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CallRecord {
    pub id: String,
    pub at: Timestamp,
    pub partition: String,
    pub account: String,
    pub region: String,
    pub service: String,
    pub operation: String,
    pub principal: String,
    pub access_key: String,
    pub source_ip: String,
    pub user_agent: String,
    pub status: u16,
    pub error: Option<String>,
    pub verdict: Verdict,
}

/// Why a call was let in or refused.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    pub allowed: bool,
    /// One sentence: what decided.
    pub reason: String,
    pub checks: Vec<CheckRecord>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckRecord {
    pub action: String,
    pub resource: String,
    /// The account that has the resource.
    #[serde(default)]
    pub owner: String,
    pub allowed: bool,
    pub reason: String,
    /// Which step of the evaluation decided.
    #[serde(default)]
    pub step: String,
    /// The condition keys that were present, where a policy asked for any.
    #[serde(default)]
    pub keys: Vec<(String, String)>,
    /// Statements that matched: policy id, statement, effect.
    pub matched: Vec<String>,
}

impl Stored for CallRecord {
    const VERSION: u32 = 1;
}

impl CallRecord {
    fn says_more_than(&self, other: &CallRecord) -> bool {
        other.error.is_none() && self.verdict.checks.len() > other.verdict.checks.len()
    }

    fn place(&self) -> (Timestamp, String) {
        (self.at, self.id.clone())
    }

    /// Cut to what is kept of a record.
    pub(crate) fn bounded(mut self) -> CallRecord {
        if self.size() <= MOST {
            return self;
        }
        let own = [
            &mut self.principal,
            &mut self.access_key,
            &mut self.user_agent,
            &mut self.verdict.reason,
        ];
        own.into_iter().for_each(cut);
        self.verdict.checks.iter_mut().for_each(CheckRecord::cut);
        let checks = self.verdict.checks.len();
        while self.size() > MOST && self.verdict.checks.pop().is_some() {}
        let dropped = checks - self.verdict.checks.len();
        if dropped > 0 {
            self.verdict.reason += &format!(" ({dropped} more checks are not kept)");
        }
        self
    }

    /// About how many bytes it takes.
    fn size(&self) -> usize {
        let own = self.principal.len()
            + self.access_key.len()
            + self.user_agent.len()
            + self.verdict.reason.len();
        own + self
            .verdict
            .checks
            .iter()
            .map(CheckRecord::size)
            .sum::<usize>()
    }
}

impl CheckRecord {
    fn size(&self) -> usize {
        let matched = self.matched.iter().map(String::len).sum::<usize>();
        let keys = self.keys.iter().map(|(key, value)| key.len() + value.len());
        let own = [&self.action, &self.resource, &self.reason, &self.step];
        own.iter().map(|text| text.len()).sum::<usize>() + matched + keys.sum::<usize>()
    }

    fn cut(&mut self) {
        let own = [&mut self.action, &mut self.resource, &mut self.reason];
        let keys = self.keys.iter_mut().flat_map(|(key, value)| [key, value]);
        own.into_iter()
            .chain(&mut self.matched)
            .chain(keys)
            .for_each(cut);
    }
}

fn cut(text: &mut String) {
    if text.len() > TEXT {
        text.truncate(text.floor_char_boundary(TEXT));
        text.push('…');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use haneul_store::Store;

    fn record(user_agent: String, checks: usize) -> CallRecord {
        let check = CheckRecord {
            action: "s3:GetObject".to_owned(),
            resource: "ü".repeat(2_000),
            owner: String::new(),
            allowed: true,
            reason: String::new(),
            step: String::new(),
            keys: Vec::new(),
            matched: Vec::new(),
        };
        CallRecord {
            id: "id".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            partition: String::new(),
            account: String::new(),
            region: String::new(),
            service: String::new(),
            operation: String::new(),
            principal: String::new(),
            access_key: String::new(),
            source_ip: String::new(),
            user_agent,
            status: 200,
            error: None,
            verdict: Verdict {
                allowed: true,
                reason: "allowed".to_owned(),
                checks: vec![check; checks],
            },
        }
    }

    #[tokio::test]
    async fn what_anyone_may_make_long_does_not_stop_the_log() {
        let store = Store::memory();
        let log = CallLog::default();
        log.push_whole(record("x".repeat(300_000), 1_000)).unwrap();
        let mut read = record("y".repeat(300_000), 0);
        read.id = "another".to_owned();
        log.push_whole(read).unwrap();
        assert_eq!(log.recent(&store, 10).unwrap().len(), 2);
        log.flush(&store).await.unwrap();
        let kept = log.recent(&store, 10).unwrap();
        assert_eq!(kept.len(), 2);
        for record in &kept {
            assert!(record.size() <= MOST + TEXT, "{}", record.size());
            assert!(record.user_agent.ends_with('…'));
        }
        let dropped = |r: &CallRecord| r.verdict.reason.ends_with("more checks are not kept)");
        assert_eq!(kept.iter().filter(|r| dropped(r)).count(), 1);
    }

    #[test]
    fn what_is_short_is_kept_whole() {
        let short = record("aws-cli/2".to_owned(), 3);
        assert_eq!(short.clone().bounded(), short);
    }
}
