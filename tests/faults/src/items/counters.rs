//! Items with a version that only who has seen the last one may raise. Each version is one writer's;
//! nobody reads an older one than was acknowledged before it asked.

use super::table::{self, Items, TABLE};
use super::{End, Hand, Work};
use crate::Outcome;
use crate::chance::Chance;
use crate::client::Client;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

const COUNTERS: usize = 4;

pub struct Counters(Vec<Mutex<Known>>);

#[derive(Default)]
struct Known {
    /// The highest version that was acknowledged or read.
    seen: i64,
    /// Who wrote which version.
    writers: BTreeMap<i64, String>,
    acknowledged: usize,
}

impl Known {
    /// A version and its writer were seen; they never change.
    fn see(&mut self, version: i64, writer: &str) -> Result<(), String> {
        self.seen = self.seen.max(version);
        let first = self
            .writers
            .entry(version)
            .or_insert_with(|| writer.to_owned());
        match first == writer {
            true => Ok(()),
            false => Err(format!("version {version} is of {first} and of {writer}")),
        }
    }
}

impl Counters {
    pub fn open(client: &mut Client) -> Outcome<Counters> {
        for at in 0..COUNTERS {
            let item = json!({
                "pk": {"S": format!("c{at}")}, "owner": {"S": "nobody"},
                "balance": {"N": "0"}, "writer": {"S": "first"},
            });
            client.dynamodb("PutItem", &json!({"TableName": TABLE, "Item": item}))?;
        }
        Ok(Counters((0..COUNTERS).map(|_| Mutex::default()).collect()))
    }

    fn known(&self, at: usize) -> MutexGuard<'_, Known> {
        self.0[at].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, at: usize, floor: i64, item: &Json) -> Result<i64, String> {
        let version = table::number(item, "balance").ok_or_else(|| format!("c{at}: {item}"))?;
        if version < floor {
            return Err(format!("c{at} is {version} after it was {floor}"));
        }
        let writer = item["writer"]["S"].as_str().unwrap_or_default();
        let seen = self.known(at).see(version, writer);
        seen.map_err(|what| format!("c{at}: {what}"))?;
        Ok(version)
    }

    pub fn check(&self, items: &Items) -> Outcome<()> {
        for at in 0..COUNTERS {
            let item = items.get(&format!("c{at}")).unwrap_or(&Json::Null);
            let floor = self.known(at).seen;
            self.read(at, floor, item)?;
        }
        Ok(())
    }

    pub fn count(&self) -> usize {
        (0..COUNTERS).map(|at| self.known(at).acknowledged).sum()
    }
}

impl Work for Counters {
    fn step(&self, hand: &mut Hand, chance: &mut Chance) -> Result<(), End> {
        let at = chance.below(COUNTERS);
        let key = json!({"pk": {"S": format!("c{at}")}});
        let floor = self.known(at).seen;
        let get = json!({"TableName": TABLE, "Key": key, "ConsistentRead": true});
        let item = match hand.ask("GetItem", &get)? {
            Ok(mut got) => got["Item"].take(),
            Err(refusal) if refusal.is_passing() => return Ok(()),
            Err(refusal) => return Err(refusal.wrong("a read")),
        };
        let version = self.read(at, floor, &item).map_err(End::Wrong)?;
        if chance.one_in(4) {
            return Ok(());
        }
        let writer = format!("{:x}", chance.number());
        let update = json!({
            "TableName": TABLE, "Key": key,
            "UpdateExpression": "SET balance = balance + :one, writer = :w, #o = :o",
            "ConditionExpression": "balance = :seen",
            "ExpressionAttributeNames": {"#o": "owner"},
            "ExpressionAttributeValues": {
                ":one": {"N": "1"}, ":seen": {"N": version.to_string()}, ":w": {"S": writer},
                ":o": {"S": format!("o{}", chance.below(3))},
            },
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        });
        match hand.ask("UpdateItem", &update)? {
            Ok(_) => {
                let mut known = self.known(at);
                known.acknowledged += 1;
                let seen = known.see(version + 1, &writer);
                seen.map_err(|what| End::Wrong(format!("c{at}: {what}")))
            }
            Err(refusal) if refusal.code == "ConditionalCheckFailedException" => {
                let now = self.read(at, version + 1, &refusal.body["Item"]);
                now.map(drop).map_err(End::Wrong)
            }
            Err(refusal) if refusal.is_passing() => Ok(()),
            Err(refusal) => Err(refusal.wrong("a count")),
        }
    }
}
