//! Transfers between accounts, each a transaction with a token and an entry of the book. Their sum
//! never changes, what was acknowledged is in the book, and nothing of it is there twice.

use super::table::{self, Items, TABLE};
use super::{End, Hand, Work};
use crate::Outcome;
use crate::chance::Chance;
use crate::client::{Call, Client};
use serde_json::{Value as Json, json};
use std::sync::{Mutex, PoisonError};

const ACCOUNTS: usize = 6;
const EACH: i64 = 1000;

pub struct Bank {
    /// What was in the accounts after the last check.
    balances: Vec<i64>,
    /// Those since then.
    transfers: Mutex<Vec<Transfer>>,
    total: usize,
}

#[derive(Clone)]
struct Transfer {
    id: String,
    from: usize,
    to: usize,
    amount: i64,
    acknowledged: bool,
}

impl Transfer {
    fn by_chance(chance: &mut Chance) -> Transfer {
        let from = chance.below(ACCOUNTS);
        Transfer {
            id: format!("t-{:016x}", chance.number()),
            from,
            to: (from + 1 + chance.below(ACCOUNTS - 1)) % ACCOUNTS,
            amount: 1 + chance.below(300) as i64,
            acknowledged: false,
        }
    }

    fn input(&self) -> Json {
        let amount = json!({"N": self.amount.to_string()});
        let change = |account: usize, sign: char| {
            json!({
                "TableName": TABLE, "Key": {"pk": {"S": format!("a{account}")}},
                "UpdateExpression": format!("SET balance = balance {sign} :n"),
                "ExpressionAttributeValues": {":n": amount},
            })
        };
        let mut take = change(self.from, '-');
        take["ConditionExpression"] = json!("balance >= :n");
        json!({
            "ClientRequestToken": self.id,
            "TransactItems": [
                {"Update": take},
                {"Update": change(self.to, '+')},
                {"Update": {
                    "TableName": TABLE, "Key": {"pk": {"S": self.id}},
                    "UpdateExpression": "SET #o = :book, balance = :n, #f = :f, #t = :t ADD applied :one",
                    "ExpressionAttributeNames": {"#o": "owner", "#f": "from", "#t": "to"},
                    "ExpressionAttributeValues": {
                        ":book": {"S": "book"}, ":n": amount, ":one": {"N": "1"},
                        ":f": {"N": self.from.to_string()}, ":t": {"N": self.to.to_string()},
                    },
                }},
            ],
        })
    }
}

impl Bank {
    pub fn open(client: &mut Client) -> Outcome<Bank> {
        for at in 0..ACCOUNTS {
            let item = json!({
                "pk": {"S": format!("a{at}")}, "owner": {"S": format!("o{}", at % 2)},
                "balance": {"N": EACH.to_string()},
            });
            client.dynamodb("PutItem", &json!({"TableName": TABLE, "Item": item}))?;
        }
        Ok(Bank {
            balances: vec![EACH; ACCOUNTS],
            transfers: Mutex::default(),
            total: 0,
        })
    }

    pub fn count(&self) -> usize {
        self.total
    }

    fn transfer(&self, hand: &mut Hand, chance: &mut Chance) -> Result<(), End> {
        let transfer = Transfer::by_chance(chance);
        let input = transfer.input();
        let at = {
            let mut all = self.lock();
            all.push(transfer);
            all.len() - 1
        };
        match hand.ask("TransactWriteItems", &input)? {
            Ok(_) => self.lock()[at].acknowledged = true,
            // Too little in the account, or another was quicker: nothing of it happened. It stays
            // in the list of those that are asked for again after the crash.
            Err(refusal) if refusal.code == "TransactionCanceledException" => return Ok(()),
            Err(refusal) if refusal.is_passing() => return Ok(()),
            Err(refusal) => return Err(refusal.wrong("a transfer")),
        }
        if chance.one_in(4) {
            // Asked for twice with one token.
            match hand.ask("TransactWriteItems", &input)? {
                Ok(_) => {}
                Err(refusal) if refusal.is_passing() => {}
                Err(refusal) => return Err(refusal.wrong("a transfer, the second time,")),
            }
        }
        Ok(())
    }

    /// All accounts at one moment.
    fn look(&self, hand: &mut Hand) -> Result<(), End> {
        let gets: Vec<Json> = (0..ACCOUNTS)
            .map(|at| json!({"Get": {"TableName": TABLE, "Key": {"pk": {"S": format!("a{at}")}}}}))
            .collect();
        let input = json!({"TransactItems": gets});
        let got = match hand.ask("TransactGetItems", &input)? {
            Ok(got) => got,
            Err(refusal) if refusal.is_passing() => return Ok(()),
            Err(refusal) => return Err(refusal.wrong("a look")),
        };
        let found = got["Responses"].as_array().into_iter().flatten();
        let sum: i64 = found
            .filter_map(|item| table::number(&item["Item"], "balance"))
            .sum();
        match sum == EACH * ACCOUNTS as i64 {
            true => Ok(()),
            false => Err(End::Wrong(format!("there is {sum} in the accounts: {got}"))),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Transfer>> {
        self.transfers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Those of which nobody knows, with the tokens they had.
    pub fn ask_again(&mut self, client: &mut Client) -> Outcome<()> {
        for transfer in self.lock().iter_mut().filter(|t| !t.acknowledged) {
            let call = Call::dynamodb("TransactWriteItems", &transfer.input());
            let answer = client.send(&call)?;
            match answer.status {
                200 => transfer.acknowledged = true,
                400 if answer.text().contains("ConditionalCheckFailed") => {}
                status => return Err(format!("asked again: {status} {}", answer.text()).into()),
            }
        }
        Ok(())
    }

    /// The book has all of them once, and explains the balances. Then it is emptied.
    pub fn check(&mut self, client: &mut Client, items: &Items) -> Outcome<()> {
        let transfers = std::mem::take(&mut *self.lock());
        let book = items.iter().filter(|(name, _)| name.starts_with("t-"));
        let mut entries = 0;
        for (name, entry) in book {
            entries += 1;
            if table::number(entry, "applied") != Some(1) {
                return Err(format!("{name} was applied more than once: {entry}").into());
            }
        }
        let done: Vec<&Transfer> = transfers.iter().filter(|t| t.acknowledged).collect();
        for transfer in &done {
            if !items.contains_key(&transfer.id) {
                return Err(format!("acknowledged transfer {} is lost", transfer.id).into());
            }
            self.balances[transfer.from] -= transfer.amount;
            self.balances[transfer.to] += transfer.amount;
        }
        if entries != done.len() {
            return Err(format!("{entries} in the book, {} were done", done.len()).into());
        }
        for (at, expected) in self.balances.iter().enumerate() {
            let found = items
                .get(&format!("a{at}"))
                .and_then(|i| table::number(i, "balance"));
            if found != Some(*expected) {
                return Err(format!("account {at} has {found:?}, not {expected}").into());
            }
        }
        self.total += done.len();
        empty(client, &done)?;
        match done.last() {
            Some(transfer) => repeat(client, transfer),
            None => Ok(()),
        }
    }
}

fn empty(client: &mut Client, done: &[&Transfer]) -> Outcome<()> {
    for some in done.chunks(25) {
        let requests: Vec<Json> = some
            .iter()
            .map(|t| json!({"DeleteRequest": {"Key": {"pk": {"S": t.id}}}}))
            .collect();
        let mut left = json!({TABLE: requests});
        while left.as_object().is_some_and(|left| !left.is_empty()) {
            let input = json!({"RequestItems": left});
            left = client.dynamodb("BatchWriteItem", &input)?["UnprocessedItems"].take();
        }
    }
    Ok(())
}

/// Its token is still known, so nothing comes of it, though its entry is no longer there.
fn repeat(client: &mut Client, transfer: &Transfer) -> Outcome<()> {
    client.dynamodb("TransactWriteItems", &transfer.input())?;
    let get = json!({
        "TableName": TABLE, "Key": {"pk": {"S": transfer.id}}, "ConsistentRead": true
    });
    match client.dynamodb("GetItem", &get)?.get("Item") {
        None => Ok(()),
        Some(item) => Err(format!("done again with its token: {item}").into()),
    }
}

impl Work for Bank {
    fn step(&self, hand: &mut Hand, chance: &mut Chance) -> Result<(), End> {
        match chance.one_in(4) {
            true => self.look(hand),
            false => self.transfer(hand, chance),
        }
    }
}
