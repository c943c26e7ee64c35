//! The database: head, rows and log, a lock, and the backends that hold it or wait for it. It knows
//! no time; what it does is decided by the order in which it is asked.

use crate::database::{News, Purpose};
use crate::entry::{self, Entry, Keys};
use crate::link::fence;
use crate::write::Group;
use bytes::Bytes;
use std::collections::{BTreeMap, VecDeque};

/// Ways in which a database would be wrong, to see that the checks notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// A group is written wherever the head is.
    AnyVersion,
    /// Looking for a lost commit does not move the head.
    NoFence,
    /// What was written and not answered is said not to be there.
    NeverFound,
    /// What was not written is said to be there.
    AlwaysFound,
    /// What is not in the log any more is said not to be there.
    ShortMemory,
    /// Now and then the rows of a group are not kept.
    Forgets,
    /// The log does not list all keys.
    HidesKeys,
    /// Rows are older than the version they come with.
    OldRows,
    /// A transaction is kept in part.
    HalfWritten,
}

pub struct Change {
    puts: Vec<(Vec<u8>, Option<Vec<u8>>, Bytes)>,
    deletes: Vec<Vec<u8>>,
    log: Vec<u8>,
    channels: Vec<String>,
}

impl Change {
    pub fn of(group: &Group<'_>) -> Self {
        let puts = group.keys.iter().zip(&group.values).zip(&group.long_keys);
        let put = |((key, value), long): ((&_, &&[u8]), &Option<&[u8]>)| {
            let key: &std::borrow::Cow<'_, [u8]> = key;
            let long = long.map(<[u8]>::to_vec);
            (key.to_vec(), long, Bytes::copy_from_slice(value))
        };
        Self {
            puts: puts.map(put).collect(),
            deletes: group.deleted.iter().map(|key| key.to_vec()).collect(),
            log: group.log.clone(),
            channels: group.channels.iter().map(|&c| c.to_owned()).collect(),
        }
    }
}

pub enum Statement {
    News {
        from: u64,
        limit: usize,
    },
    GroupAt(u64),
    Swap {
        base: u64,
        id: Vec<u8>,
        change: Change,
    },
    Lock {
        known: u64,
    },
    Write {
        base: u64,
        id: Vec<u8>,
        change: Change,
    },
    RollBack,
    Settle {
        base: u64,
        id: Vec<u8>,
        spared: Vec<u64>,
    },
}

impl Statement {
    pub fn name(&self) -> &'static str {
        match self {
            Self::News { .. } => "news",
            Self::GroupAt(_) => "group",
            Self::Swap { .. } => "swap",
            Self::Lock { .. } => "lock",
            Self::Write { .. } => "write",
            Self::RollBack => "roll back",
            Self::Settle { .. } => "settle",
        }
    }
}

pub enum Answer {
    News(Vec<News>),
    Group(Option<Vec<u8>>),
    /// Whether it was written, or found.
    Done(bool),
    Unknown,
    TooLong,
    Broken,
}

/// What comes to pass when a transaction is flushed.
enum Effect {
    Write {
        base: u64,
        id: Vec<u8>,
        change: Change,
    },
    Settle {
        base: u64,
        id: Vec<u8>,
    },
}

struct Lock {
    backend: u64,
    /// Counts how often the lock changed hands or was used.
    turn: u64,
    effect: Option<(u64, Effect)>,
}

pub(super) struct Logged {
    group: Vec<u8>,
    keys: Vec<u8>,
    channels: Vec<String>,
    pub(super) at: u64,
}

pub(super) type Versions = Vec<(u64, Option<Bytes>)>;

#[derive(Default)]
pub struct Tables {
    pub flaw: Option<Flaw>,
    /// Milliseconds since the beginning; the network says.
    pub now: u64,
    pub head: u64,
    pub(super) rows: BTreeMap<Vec<u8>, (Option<Vec<u8>>, Bytes)>,
    pub(super) log: BTreeMap<u64, Logged>,
    /// All rows there ever were, for the checks.
    pub(super) history: BTreeMap<Vec<u8>, Versions>,
    /// Those that live: of which node, for what.
    backends: BTreeMap<u64, (u64, Purpose)>,
    lock: Option<Lock>,
    turns: u64,
    waiting: VecDeque<(u64, u64, Statement)>,
    applied: u64,
    /// For the network to take: answers, and transactions to be flushed.
    pub answers: Vec<(u64, Answer)>,
    pub flushes: Vec<(u64, u64)>,
    /// Locks taken by a transaction that will be idle: backend and turn.
    pub idle: Vec<(u64, u64)>,
    /// Statements that began to wait.
    pub delayed: Vec<u64>,
}

impl Tables {
    pub fn with(flaw: Option<Flaw>) -> Self {
        Self {
            flaw,
            ..Self::default()
        }
    }

    /// Before anything else happens.
    pub fn preset(&mut self, key: &[u8], value: Bytes) {
        self.rows.insert(key.to_vec(), (None, value.clone()));
        self.history.insert(key.to_vec(), vec![(0, Some(value))]);
    }

    pub fn connect(&mut self, backend: u64, node: u64, purpose: Purpose) {
        self.backends.insert(backend, (node, purpose));
    }

    pub fn is_alive(&self, backend: u64) -> bool {
        self.backends.contains_key(&backend)
    }

    pub fn backends(&self) -> Vec<u64> {
        self.backends.keys().copied().collect()
    }

    /// The backends that a look for a lost commit of this node would end.
    pub fn former(&self, node: u64, but: u64) -> Vec<u64> {
        let all = self.backends.iter();
        let of = all.filter(|(id, of)| **of == (node, Purpose::Commit) && **id != but);
        of.map(|(id, _)| *id).collect()
    }

    /// What it did not commit is rolled back.
    pub fn end(&mut self, backend: u64) {
        if self.backends.remove(&backend).is_none() {
            return;
        }
        let waiting = std::mem::take(&mut self.waiting);
        for (serial, by, statement) in waiting {
            match by == backend {
                true => self.answers.push((serial, Answer::Broken)),
                false => self.waiting.push_back((serial, by, statement)),
            }
        }
        if self
            .lock
            .as_ref()
            .is_some_and(|lock| lock.backend == backend)
        {
            if let Some((serial, _)) = self.lock.take().and_then(|lock| lock.effect) {
                self.answers.push((serial, Answer::Broken));
            }
            self.pass_on();
        }
    }

    /// The server ends a transaction that does nothing.
    pub fn end_idle(&mut self, backend: u64, turn: u64) -> bool {
        let lock = self.lock.as_ref();
        let is_idle =
            lock.is_some_and(|l| l.backend == backend && l.turn == turn && l.effect.is_none());
        if is_idle {
            self.end(backend);
        }
        is_idle
    }

    pub fn give_up_waiting(&mut self, serial: u64) {
        let before = self.waiting.len();
        self.waiting.retain(|(waiting, ..)| *waiting != serial);
        if self.waiting.len() < before {
            self.answers.push((serial, Answer::TooLong));
        }
    }

    pub fn arrive(&mut self, serial: u64, backend: u64, statement: Statement) {
        if !self.is_alive(backend) {
            self.answers.push((serial, Answer::Broken));
            return;
        }
        if let Statement::Settle { spared, .. } = &statement {
            let node = self.backends.get(&backend).map_or(0, |of| of.0);
            for former in self.former(node, backend) {
                if !spared.contains(&former) {
                    self.end(former);
                }
            }
        }
        self.run(serial, backend, statement);
    }

    fn run(&mut self, serial: u64, backend: u64, statement: Statement) {
        let is_free = self.lock.is_none();
        let is_mine = self.lock.as_ref().is_some_and(|l| l.backend == backend);
        let answer = match statement {
            Statement::News { from, limit } => Answer::News(self.news(from, limit)),
            Statement::GroupAt(at) => Answer::Group(self.log.get(&at).map(|e| e.group.clone())),
            Statement::Swap { base, .. }
                if base != self.head && self.flaw != Some(Flaw::AnyVersion) =>
            {
                Answer::Done(false)
            }
            Statement::Swap { base, id, change } if is_free => {
                return self.flush(serial, backend, Effect::Write { base, id, change });
            }
            Statement::Settle { base, id, .. } if is_free => {
                return self.flush(serial, backend, Effect::Settle { base, id });
            }
            Statement::Lock { known } if is_free => {
                self.take(backend, None);
                self.idle.push((backend, self.turns));
                Answer::News(self.news(known, usize::MAX))
            }
            Statement::Swap { .. } | Statement::Settle { .. } | Statement::Lock { .. } => {
                self.delayed.push(serial);
                self.waiting.push_back((serial, backend, statement));
                return;
            }
            Statement::Write { base, id, change } if is_mine => {
                return self.flush(serial, backend, Effect::Write { base, id, change });
            }
            Statement::Write { .. } => Answer::Broken,
            Statement::RollBack => {
                if is_mine {
                    self.lock = None;
                    self.pass_on();
                }
                Answer::Done(true)
            }
        };
        self.answers.push((serial, answer));
    }

    fn take(&mut self, backend: u64, effect: Option<(u64, Effect)>) {
        self.turns += 1;
        let turn = self.turns;
        self.lock = Some(Lock {
            backend,
            turn,
            effect,
        });
    }

    fn flush(&mut self, serial: u64, backend: u64, effect: Effect) {
        self.take(backend, Some((serial, effect)));
        self.flushes.push((backend, self.turns));
    }

    /// The transaction is durable, if its backend still lives.
    pub fn flushed(&mut self, backend: u64, turn: u64) {
        let is_it = |lock: &mut Lock| lock.backend == backend && lock.turn == turn;
        let Some((serial, effect)) = self.lock.take_if(is_it).and_then(|lock| lock.effect) else {
            return;
        };
        let answer = match effect {
            Effect::Write { base, id, change } => {
                let at = match self.flaw {
                    Some(Flaw::AnyVersion) => Some(self.head),
                    _ => Some(base).filter(|base| *base == self.head),
                };
                if at.is_some() {
                    self.apply(id, change);
                }
                Answer::Done(at.is_some())
            }
            Effect::Settle { base, id } => self.settle(base, &id),
        };
        self.answers.push((serial, answer));
        self.pass_on();
    }

    fn pass_on(&mut self) {
        while self.lock.is_none() {
            let Some((serial, backend, statement)) = self.waiting.pop_front() else {
                return;
            };
            self.run(serial, backend, statement);
        }
    }

    fn settle(&mut self, base: u64, id: &[u8]) -> Answer {
        let mut found = self.found(base, id);
        if self.flaw != Some(Flaw::NoFence) {
            let nothing = entry::encode(std::iter::empty());
            self.enter(fence(id), nothing, Vec::new());
        }
        match self.flaw {
            Some(Flaw::NeverFound) => found = Some(false),
            Some(Flaw::AlwaysFound) => found = Some(true),
            _ => {}
        }
        found.map_or(Answer::Unknown, Answer::Done)
    }

    /// As the statement does it that looks.
    fn found(&self, base: u64, id: &[u8]) -> Option<bool> {
        let entry = self.log.get(&(base + 1));
        if self.flaw == Some(Flaw::ShortMemory) {
            return Some(entry.is_some_and(|entry| entry.group == id));
        }
        match entry {
            Some(entry) => Some(entry.group == id),
            None if self.head <= base => Some(false),
            None => None,
        }
    }

    fn apply(&mut self, id: Vec<u8>, change: Change) {
        self.applied += 1;
        let is_odd = self.applied % 5 == 4;
        let mut keys = change.log;
        if self.flaw == Some(Flaw::HidesKeys) && is_odd {
            keys = entry::encode(std::iter::empty());
        }
        self.enter(id, keys, change.channels);
        let mut rest = change.puts.len() + change.deletes.len();
        match self.flaw {
            Some(Flaw::Forgets) if is_odd => rest = 0,
            Some(Flaw::HalfWritten) if is_odd => rest /= 2,
            _ => {}
        }
        let puts = change
            .puts
            .into_iter()
            .map(|(key, long, value)| (key, Some((long, value))));
        let deletes = change.deletes.into_iter().map(|key| (key, None));
        for (key, row) in puts.chain(deletes).take(rest) {
            let value = row.as_ref().map(|(_, value)| value.clone());
            let versions = self.history.entry(key.clone()).or_default();
            versions.push((self.head, value));
            match row {
                Some(row) => self.rows.insert(key, row),
                None => self.rows.remove(&key),
            };
        }
    }

    fn enter(&mut self, group: Vec<u8>, keys: Vec<u8>, channels: Vec<String>) {
        self.head += 1;
        let logged = Logged {
            group,
            keys,
            channels,
            at: self.now,
        };
        self.log.insert(self.head, logged);
    }

    pub fn news(&self, from: u64, limit: usize) -> Vec<News> {
        let news = |entry| News {
            head: self.head,
            time: 0,
            entry,
        };
        let entries = self.log.range(from + 1..).take(limit);
        let told: Vec<_> = entries
            .map(|(&version, logged)| {
                news(Some(Entry {
                    version,
                    group: logged.group.clone(),
                    keys: entry::decode(&logged.keys).unwrap_or(Keys::Any),
                    channels: logged.channels.clone(),
                }))
            })
            .collect();
        match told.is_empty() {
            true => vec![news(None)],
            false => told,
        }
    }
}
