//! What the clients of a node do, and what they believe afterwards.

use super::process::Process;
use super::reads::{Fate, Watched, fate, number, pause};
use haneul_runtime::lease::{self, Leases};
use haneul_runtime::node::Node;
use haneul_store::{KeyRange, Result, StoreError, successor};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

pub const ACCOUNTS: u64 = 5;
pub const BALANCE: u64 = 100;
const TRIES: u32 = 6;

/// What all clients together were told.
#[derive(Default)]
pub struct Book {
    /// By the unique entry that was to be made. One that is not in here was not begun.
    pub entries: Mutex<BTreeMap<String, Fate>>,
    /// Rows of their own, that were put or deleted.
    pub rows: Mutex<BTreeMap<String, (Fate, Option<Fate>)>>,
    /// Increments: the value that was written, when it began and ended, if it is known to be there.
    pub increments: Mutex<Vec<Increment>>,
    pub reads: Mutex<u64>,
    /// What each node keeps of the register: the version it read it at, and the value.
    pub known: Mutex<BTreeMap<String, (u64, u64)>>,
    /// Pieces of work that were acknowledged.
    pub worked: Mutex<u64>,
    /// Nothing more is to be done.
    pub ended: AtomicBool,
    /// Who waited for the end and saw it.
    pub woken: Mutex<u64>,
}

pub struct Increment {
    pub value: u64,
    pub began: u64,
    pub ended: u64,
    pub fate: Fate,
}

pub type Shared = Arc<Book>;

fn account(n: u64) -> String {
    format!("account/{n}")
}

/// Reads, waits, and writes, so that others come between.
pub async fn transfer(process: Process) {
    let network = process.network().clone();
    for tries in 0..TRIES {
        match attempt_transfer(&process, tries).await {
            Err(StoreError::Conflict) => {}
            outcome => {
                network.tell(format!("{} transfers: {:?}", process.name, fate(&outcome)));
                return;
            }
        }
    }
}

async fn attempt_transfer(process: &Process, tries: u32) -> Result<u64> {
    let network = process.network();
    process.store.refresh(Duration::ZERO).await?;
    let from = network.chance.below(ACCOUNTS);
    let to = (from + network.chance.between(1, ACCOUNTS - 1)) % ACCOUNTS;
    let mut tx = Watched::begin(process, tries)?;
    let has = tx.number(&account(from))?;
    pause(network, 20).await;
    let other = tx.number(&account(to))?;
    let amount = network.chance.below(has + 1);
    tx.tx
        .put(account(from).as_bytes(), (has - amount).to_string())?;
    tx.tx
        .put(account(to).as_bytes(), (other + amount).to_string())?;
    pause(network, 10).await;
    tx.commit(process).await
}

/// The money is all there in everything that one snapshot shows.
pub async fn audit(process: Process, book: Shared) {
    let network = process.network().clone();
    for tries in 0..TRIES {
        let outcome = attempt_audit(&process, tries).await;
        match outcome {
            Ok(sum) if sum == ACCOUNTS * BALANCE => *book.reads.lock() += 1,
            Ok(sum) => network.complain(format!("{} counts {sum}", process.name)),
            Err(StoreError::Conflict) => continue,
            Err(_) => {}
        }
        return;
    }
}

async fn attempt_audit(process: &Process, tries: u32) -> Result<u64> {
    let network = process.network();
    let mut tx = Watched::begin(process, tries)?;
    let mut sum = 0;
    if network.chance.hits(400) {
        let rows = tx.scan("account/")?;
        sum = rows.iter().map(|(_, value)| number(Some(value))).sum();
        pause(network, 20).await;
        tx.scan("list/")?;
    } else {
        for n in 0..ACCOUNTS {
            sum += tx.number(&account(n))?;
            if network.chance.hits(500) {
                pause(network, 15).await;
            }
        }
    }
    tx.commit(process).await?;
    Ok(sum)
}

/// Adds an entry at the end of a list that all share.
pub async fn append(process: Process, book: Shared, id: String) {
    book.entries.lock().insert(id.clone(), Fate::Unknown);
    let appended: Result<()> = process
        .store
        .transact(|tx| {
            let last = tx.scan(KeyRange::prefix("list/"), 1, true)?;
            let at = last.first().map_or(0, |(key, _)| {
                let text = String::from_utf8_lossy(key).into_owned();
                text["list/".len()..].parse::<u64>().unwrap_or(0) + 1
            });
            tx.put(format!("list/{at:06}").as_bytes(), id.clone())
        })
        .await;
    let fate = fate(&appended);
    process
        .network()
        .tell(format!("{} appends {id}: {fate:?}", process.name));
    book.entries.lock().insert(id, fate);
}

/// Writes a row of its own, perhaps several at once, without reading, and perhaps deletes it.
pub async fn put(process: Process, book: Shared, id: String) {
    let key = format!("row/{id}");
    book.rows.lock().insert(key.clone(), (Fate::Unknown, None));
    let network = process.network().clone();
    let (store, bytes) = (&process.store, key.as_bytes());
    let written: Result<()> = store.transact(|tx| tx.put(bytes, id.clone())).await;
    let written = fate(&written);
    network.tell(format!("{} puts {key}: {written:?}", process.name));
    book.rows.lock().insert(key.clone(), (written, None));
    if network.chance.hits(400) {
        pause(&network, 30).await;
        book.rows
            .lock()
            .insert(key.clone(), (written, Some(Fate::Unknown)));
        let deleted: Result<()> = store.transact(|tx| tx.delete(bytes)).await;
        let deleted = fate(&deleted);
        network.tell(format!("{} deletes {key}: {deleted:?}", process.name));
        book.rows.lock().insert(key, (written, Some(deleted)));
    }
}

pub async fn increment(process: Process, book: Shared) {
    let network = process.network().clone();
    let place = {
        let mut all = book.increments.lock();
        let began = network.tick();
        all.push(Increment {
            value: 0,
            began,
            ended: u64::MAX,
            fate: Fate::Unknown,
        });
        all.len() - 1
    };
    let outcome: Result<u64> = process
        .store
        .transact(|tx| {
            let value = number(tx.get(b"register")?.as_ref()) + 1;
            tx.put(b"register", value.to_string())?;
            tx.notify("register");
            Ok(value)
        })
        .await;
    let fate = fate(&outcome);
    network.tell(format!("{} increments: {outcome:?}", process.name));
    let increment = &mut book.increments.lock()[place];
    increment.fate = fate;
    increment.value = outcome.unwrap_or(0);
    increment.ended = network.tick();
}

/// What was acknowledged before a refresh is seen after it.
pub async fn look(process: Process, book: Shared) {
    let network = process.network().clone();
    let known = {
        let all = book.increments.lock();
        let ended = all.iter().filter(|one| one.fate == Fate::Done);
        ended.map(|one| one.value).max().unwrap_or(0)
    };
    if process.store.refresh(Duration::ZERO).await.is_err() {
        return;
    }
    let read: Result<u64> = process
        .store
        .read(|tx| Ok(number(tx.get(b"register")?.as_ref())));
    match read {
        Ok(value) if value < known => {
            network.complain(format!("{} reads {value} after {known}", process.name));
        }
        Ok(_) => *book.reads.lock() += 1,
        Err(_) => {}
    }
}

/// Uses what its node read before, as long as the watermark says that it is still right, and writes
/// what follows from it.
pub async fn recall(process: Process, book: Shared, id: String) {
    let network = process.network().clone();
    let outcome = attempt_recall(&process, &book, &id).await;
    network.tell(format!("{} recalls: {:?}", process.name, fate(&outcome)));
}

async fn attempt_recall(process: &Process, book: &Shared, id: &str) -> Result<()> {
    const KEY: &[u8] = b"register";
    let network = process.network();
    process.store.refresh(Duration::ZERO).await?;
    let known = book.known.lock().get(&process.name).copied();
    let mut tx = Watched::begin(process, 0)?;
    let (at, watermark) = (tx.tx.version(), process.store.watermark(KEY));
    let Some((_, value)) = known.filter(|(version, _)| *version >= watermark) else {
        let value = tx.number("register")?;
        let read = (tx.tx.version(), value);
        book.known.lock().insert(process.name.clone(), read);
        return Ok(());
    };
    let there = |version| number(network.tables.lock().at(KEY, version).as_ref());
    if there(at) != value {
        network.complain(format!("{} believes {value} at {at}", process.name));
    }
    tx.tx.depend_on(KeyRange::new(KEY, successor(KEY)));
    pause(network, 20).await;
    // Moves the snapshot on, which what was kept must allow.
    tx.number(&account(network.chance.below(ACCOUNTS)))?;
    tx.tx
        .put(format!("seen/{id}").as_bytes(), value.to_string())?;
    let version = tx.commit(process).await?;
    if there(version - 1) != value {
        network.complain(format!("{} acted on {value} at {version}", process.name));
    }
    *book.reads.lock() += 1;
    Ok(())
}

/// Waits for the end, as a long poll does: woken by those who write, and by nothing else.
pub async fn wait(process: Process, book: Shared) {
    loop {
        let mut watch = process.store.watch("register");
        let ended: Result<bool> = process.store.read(|tx| Ok(tx.get(b"ended")?.is_some()));
        match ended {
            Ok(true) => break,
            Ok(false) => watch.changed().await,
            Err(_) => pause(process.network(), 200).await,
        }
    }
    *book.woken.lock() += 1;
}

/// Holds what pieces of work fall to its node, and does them while it does.
pub async fn work(process: Process, book: Shared) {
    let network = process.network().clone();
    let leases = Leases::shared(process.name.clone());
    let me = Node {
        id: process.name.clone(),
        ..Node::default()
    };
    let names: Vec<String> = (0..3).map(|n| format!("work/{n}")).collect();
    let mut beat = 0;
    while !book.ended.load(Relaxed) {
        if network.now() >= beat {
            beat = network.now() + 1_000;
            let now = Timestamp::UNIX_EPOCH + SignedDuration::from_millis(network.now() as i64);
            _ = leases.beat(&process.store, now, &me, &names).await;
        }
        for name in names.iter().filter(|name| leases.holds(name)) {
            let done: Result<()> = process
                .store
                .transact(|tx| {
                    if !leases.fence(tx, name)? {
                        return Ok(());
                    }
                    let last = tx.scan(KeyRange::prefix(format!("done/{name}/")), 1, true)?;
                    let count = last.first().map_or(0, |(_, value)| number(Some(value)));
                    if count >= MOST_WORK {
                        return Ok(());
                    }
                    let held = lease::all(tx)?.into_iter().find(|(held, _)| held == name);
                    let (epoch, holder) =
                        held.map(|(_, l)| (l.epoch, l.holder)).unwrap_or_default();
                    let key = format!("done/{name}/{:06}", count + 1);
                    let by = &process.name;
                    tx.put(key.as_bytes(), format!("{}", count + 1))?;
                    tx.put(
                        format!("by/{name}/{:06}", count + 1).as_bytes(),
                        format!("{epoch:06} {holder} {by}"),
                    )
                })
                .await;
            if done.is_ok() {
                *book.worked.lock() += 1;
            }
        }
        tokio::time::sleep(Duration::from_millis(700)).await;
    }
}

const MOST_WORK: u64 = 1_000;
