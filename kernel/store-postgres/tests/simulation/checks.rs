//! What must be true at the end.

use super::network::Network;
use super::process::Process;
use super::reads::{Fate, number};
use super::workloads::{ACCOUNTS, BALANCE, Book};
use haneul_store::{KeyRange, StoreError};
use std::collections::BTreeMap;

/// What a node shows, by scanning and row by row (which its cache answers), is what is there.
pub fn same_rows(network: &Network, node: &Process) {
    let (head, there) = {
        let tables = network.tables.lock();
        (tables.head, tables.all_at(b"", tables.head))
    };
    let scanned = node
        .store
        .read::<_, StoreError>(|tx| tx.scan(KeyRange::all(), usize::MAX, false));
    match scanned {
        Ok(rows) if rows == there => {}
        Ok(rows) => network.complain(format!(
            "{} shows {} rows, and there are {} at {head}",
            node.name,
            rows.len(),
            there.len()
        )),
        Err(error) => network.complain(format!("{} cannot scan: {error}", node.name)),
    }
    let keys = network.tables.lock().keys();
    for key in keys {
        let found = node.store.read::<_, StoreError>(|tx| tx.get(&key));
        let right = network.tables.lock().at(&key, head);
        if !matches!(&found, Ok(found) if *found == right) {
            let key = String::from_utf8_lossy(&key);
            let right = number(right.as_ref());
            network.complain(format!(
                "{} shows {key} as {found:?}, not {right}",
                node.name
            ));
        }
    }
}

/// What clients were told is so.
pub fn promises(network: &Network, book: &Book) {
    let tables = network.tables.lock();
    let mut wrong = Vec::new();
    let rows = |prefix: &str| tables.all_at(prefix.as_bytes(), tables.head);
    let sum: u64 = rows("account/")
        .iter()
        .map(|(_, value)| number(Some(value)))
        .sum();
    if sum != ACCOUNTS * BALANCE {
        wrong.push(format!("the accounts have {sum}"));
    }
    let mut listed: BTreeMap<String, u64> = BTreeMap::new();
    for (_, id) in rows("list/") {
        *listed
            .entry(String::from_utf8_lossy(&id).into_owned())
            .or_default() += 1;
    }
    for (id, fate) in book.entries.lock().iter() {
        let times = listed.remove(id).unwrap_or(0);
        let right = match fate {
            Fate::Done => times == 1,
            Fate::Refused => times == 0,
            Fate::Unknown => times <= 1,
        };
        if !right {
            wrong.push(format!("entry {id} is there {times} times ({fate:?})"));
        }
    }
    if !listed.is_empty() {
        wrong.push(format!("nobody made {listed:?}"));
    }
    for (key, (put, deleted)) in book.rows.lock().iter() {
        let is_there = tables.at(key.as_bytes(), tables.head).is_some();
        let times = tables.written(key.as_bytes()).len();
        let right = match (put, deleted) {
            (_, Some(Fate::Done)) => !is_there,
            (Fate::Done, None | Some(Fate::Refused)) => is_there && times == 1,
            (Fate::Refused, _) => !is_there,
            _ => true,
        };
        let most = 1 + usize::from(deleted.is_some());
        if !right || times > most {
            wrong.push(format!(
                "{key}, put: {put:?}, deleted: {deleted:?}, is there: {is_there}, was written {times} times"
            ));
        }
    }
    drop(tables);
    wrong.extend(increments(network, book));
    wrong.into_iter().for_each(|what| network.complain(what));
}

/// Each that was acknowledged counts once, and in the order of real time.
fn increments(network: &Network, book: &Book) -> Vec<String> {
    let mut wrong = Vec::new();
    let all = book.increments.lock();
    let count = |fate| all.iter().filter(|one| one.fate == fate).count() as u64;
    let (least, unknown) = (count(Fate::Done), count(Fate::Unknown));
    let tables = network.tables.lock();
    let value = number(tables.at(b"register", tables.head).as_ref());
    if value < least || value > least + unknown {
        wrong.push(format!(
            "the register is {value}: {least} acknowledged, {unknown} unknown"
        ));
    }
    let done: Vec<_> = all.iter().filter(|one| one.fate == Fate::Done).collect();
    for one in &done {
        for other in &done {
            if one.ended < other.began && one.value >= other.value {
                wrong.push(format!("{} came before {}", one.value, other.value));
            }
            if one.began != other.began && one.value == other.value {
                wrong.push(format!("two were told {}", one.value));
            }
        }
    }
    wrong
}

/// In each period of a lease only its holder worked, and periods do not overlap.
pub fn work(network: &Network) {
    let by = {
        let tables = network.tables.lock();
        tables.all_at(b"by/", tables.head)
    };
    let mut last: BTreeMap<String, String> = BTreeMap::new();
    for (key, value) in by {
        let key = String::from_utf8_lossy(&key).into_owned();
        let value = String::from_utf8_lossy(&value).into_owned();
        let words: Vec<_> = value.split(' ').collect();
        if words[1] != words[2] {
            network.complain(format!(
                "{key} was done by {}, and {} had the lease",
                words[2], words[1]
            ));
        }
        let name = key.rsplit_once('/').map_or("", |(name, _)| name).to_owned();
        let before = last.insert(name, value.clone());
        let before = before.unwrap_or_default();
        let same_period = before.get(..6) == value.get(..6);
        if before > value && !same_period || same_period && before != value {
            network.complain(format!("{key} was done in \"{value}\" after \"{before}\""));
        }
    }
}
