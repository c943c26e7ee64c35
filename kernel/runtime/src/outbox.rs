//! The outbox: consequences for someone else, written in the transaction that causes them and
//! delivered after it through the front door, with retries.

use crate::agenda::{Agenda, Slot};
use haneul_store::{Scope, Span, StoreError, Stored, Table, Tx, first_version, from_first_version};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub const CHANNEL: &str = "outbox";

static OUTBOX: Agenda<Outgoing> = Agenda::new("outbox", CHANNEL);

/// A call to be made on behalf of a service for one of its resources.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Outgoing {
    /// The calling service's principal, e.g. `sns.amazonaws.com`.
    pub principal: String,
    /// The resource it acts for (`aws:SourceArn`).
    pub source_arn: String,
    pub source_account: String,
    /// Acts as the account's root user instead of the service itself, where AWS sets up an account.
    /// Never by anything that a caller said.
    #[serde(default)]
    pub as_root: bool,
    /// Acts as this role, which must trust the principal: where a caller who may pass the role said
    /// so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_role: Option<String>,
    pub partition: String,
    pub account: String,
    pub region: String,
    /// Model id and operation of the target.
    pub service: String,
    pub operation: String,
    /// The input in its JSON form.
    pub input: serde_json::Value,
    pub attempts: u32,
    pub give_up_after: u32,
    /// Told (as a timer handler) when the call is refused for good, with the error.
    pub on_refusal: Option<String>,
    #[serde(default, skip_serializing_if = "Terms::is_usual")]
    pub terms: Terms,
}

impl Outgoing {
    /// Work of a service itself for one of its resources, tried until it is done.
    pub fn errand(
        scope: Scope,
        (service, name): (&str, &str),
        source_arn: String,
        input: serde_json::Value,
    ) -> Outgoing {
        Outgoing {
            principal: format!("{service}.amazonaws.com"),
            source_arn,
            source_account: scope.account.to_owned(),
            as_root: false,
            as_role: None,
            partition: scope.partition.to_owned(),
            account: scope.account.to_owned(),
            region: scope.region.to_owned(),
            service: service.to_owned(),
            operation: name.to_owned(),
            input,
            attempts: 0,
            give_up_after: u32::MAX,
            on_refusal: None,
            terms: Terms::default(),
        }
    }

    /// Between two tries at most.
    pub fn pausing_at_most(mut self, seconds: i64) -> Outgoing {
        self.terms.longest_pause = Some(seconds);
        self
    }
}

/// How a call is delivered, where it is not done as usual.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// Only after the calls that were put into the same lane before it: each waits until the one
    /// before was delivered or given up.
    #[serde(default)]
    pub lane: Option<String>,
    /// May be delivered at the same time as others: nobody counts on their order.
    #[serde(default)]
    pub beside_others: bool,
    /// Seconds before each further attempt; `None`: ever longer ones.
    #[serde(default)]
    pub pauses: Option<Vec<u32>>,
    /// Between two tries at most, in seconds.
    #[serde(default)]
    pub longest_pause: Option<i64>,
    /// Not tried again after this time.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// Refusals that another try would not mend end it at once.
    #[serde(default)]
    pub only_transient: bool,
    /// Acts as this account, for policies that let a whole account in.
    #[serde(default)]
    pub as_account: Option<String>,
    /// Told to the service that is called, beside the input. Only a service can say it: nothing that
    /// a caller sends becomes one.
    #[serde(default)]
    pub aside: Option<serde_json::Value>,
    /// Told to the sender again when the call is refused for good.
    #[serde(default)]
    pub memo: Option<serde_json::Value>,
}

impl Terms {
    /// Neither waits for others nor lets others wait. Of a lane only the first is on its way.
    pub fn is_free(&self) -> bool {
        self.beside_others || self.lane.is_some()
    }

    fn is_usual(&self) -> bool {
        *self == Terms::default()
    }
}

/// The service of calls that leave the cloud: HTTP, with `url`, `headers` and `body` as the input.
pub const OUTSIDE: &str = "http";

impl Stored for Outgoing {
    const VERSION: u32 = 2;
    const LEVEL: u32 = 2;

    /// Whoever knows version 1 would deliver it as usual.
    fn before(&self) -> Result<(u32, Vec<u8>), StoreError> {
        first_version(self, !self.terms.is_usual())
    }

    fn migrate(version: u32, bytes: &[u8]) -> Result<Self, StoreError> {
        from_first_version(version, bytes)
    }
}

/// Lanes that have a call under way.
static LANES: Table<String, Busy> = Table::new("outbox_lane");

/// Calls behind those, by lane and the order they came in.
static WAITING: Table<(String, u64), Waiting> = Table::new("outbox_waiting");

const GLOBAL: Scope<'static> = Scope::new("", "", "");

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Busy {
    /// How many calls have come into the lane.
    last: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Waiting {
    id: String,
    call: Outgoing,
}

impl Stored for Busy {
    const VERSION: u32 = 1;
}

impl Stored for Waiting {
    const VERSION: u32 = 1;
}

/// Puts a call into the outbox; behind others, where it goes by a lane that has some.
pub fn put(tx: &mut Tx, at: Timestamp, id: &str, call: &Outgoing) -> Result<(), StoreError> {
    let Some(lane) = &call.terms.lane else {
        return OUTBOX.put(tx, &Slot::new(at, id), call);
    };
    let Some(busy) = LANES.get(tx, GLOBAL, lane)? else {
        LANES.put(tx, GLOBAL, lane, &Busy { last: 0 })?;
        return OUTBOX.put(tx, &Slot::new(at, id), call);
    };
    let last = busy.last + 1;
    LANES.put(tx, GLOBAL, lane, &Busy { last })?;
    let waiting = Waiting {
        id: id.to_owned(),
        call: call.clone(),
    };
    WAITING.insert(tx, GLOBAL, &(lane.clone(), last), &waiting)
}

/// Puts a call back that is to be tried again: it keeps its place in its lane.
pub fn put_back(tx: &mut Tx, at: Timestamp, id: &str, call: &Outgoing) -> Result<(), StoreError> {
    OUTBOX.put(tx, &Slot::new(at, id), call)
}

/// Takes a call off for good, and lets the next of its lane go. False when someone else did.
pub fn finish(tx: &mut Tx, slot: &Slot, now: Timestamp) -> Result<bool, StoreError> {
    let Some(call) = OUTBOX.get(tx, slot)? else {
        return Ok(false);
    };
    OUTBOX.remove(tx, slot)?;
    let Some(lane) = &call.terms.lane else {
        return Ok(true);
    };
    let span = Span::prefix(lane);
    match WAITING.scan(tx, GLOBAL, span, 1, false)?.pop() {
        Some((place, next)) => {
            WAITING.delete(tx, GLOBAL, &place)?;
            OUTBOX.put(tx, &Slot::new(now, next.id), &next.call)?;
        }
        None => {
            LANES.delete(tx, GLOBAL, lane)?;
        }
    }
    Ok(true)
}

/// The earliest call of the parts asked for, due or not.
pub fn next(
    tx: &mut Tx,
    parts: impl Fn(u8) -> bool,
) -> Result<Option<(Slot, Outgoing)>, StoreError> {
    OUTBOX.next(tx, parts)
}

/// Calls due by `now` of the parts asked for, up to `limit` or a few more, the earliest first.
pub fn due(
    tx: &mut Tx,
    parts: impl Fn(u8) -> bool,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<(Slot, Outgoing)>, StoreError> {
    OUTBOX.due(tx, parts, now, limit)
}

/// False when someone else did.
pub fn remove(tx: &mut Tx, slot: &Slot) -> Result<bool, StoreError> {
    OUTBOX.remove(tx, slot)
}

pub fn count(tx: &mut Tx) -> Result<usize, StoreError> {
    Ok(OUTBOX.count(tx)? + WAITING.count(tx, GLOBAL, Span::all())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use haneul_store::Store;
    use jiff::SignedDuration;
    use serde_json::json;

    fn call(operation: &str, lane: Option<&str>) -> Outgoing {
        Outgoing {
            principal: "sns.amazonaws.com".to_owned(),
            source_arn: String::new(),
            source_account: String::new(),
            as_root: false,
            as_role: None,
            partition: "aws".to_owned(),
            account: "111122223333".to_owned(),
            region: "us-east-1".to_owned(),
            service: "sqs".to_owned(),
            operation: operation.to_owned(),
            input: json!({}),
            attempts: 0,
            give_up_after: 3,
            on_refusal: None,
            terms: Terms {
                lane: lane.map(str::to_owned),
                ..Terms::default()
            },
        }
    }

    fn first(tx: &mut Tx) -> Option<(Slot, String)> {
        let found = next(tx, |_| true).expect("the store can be read");
        found.map(|(slot, call)| (slot, call.operation))
    }

    #[tokio::test]
    async fn a_lane_keeps_its_order_whatever_its_first_call_needs() {
        let store = Store::memory();
        let now = Timestamp::UNIX_EPOCH;
        let later = now + SignedDuration::from_secs(60);
        let change = |tx: &mut Tx| {
            for name in ["one", "two", "three"] {
                put(tx, now, name, &call(name, Some("a")))?;
            }
            put(tx, now, "other", &call("other", Some("b")))?;
            put(tx, now, "free", &call("free", None))?;
            assert_eq!(count(tx)?, 5);
            // The first is to be tried again: those behind it wait, the others do not.
            let slot = Slot::new(now, "one");
            assert!(remove(tx, &slot)?);
            put_back(tx, later, "one", &call("one", Some("a")))?;
            let mut seen = Vec::new();
            while let Some((slot, operation)) = first(tx) {
                seen.push(operation);
                assert!(finish(tx, &slot, slot.at)?);
                assert!(!finish(tx, &slot, slot.at)?);
            }
            assert_eq!(seen[2..], ["one", "two", "three"]);
            assert_eq!(count(tx)?, 0);
            // An empty lane is like a new one.
            put(tx, now, "four", &call("four", Some("a")))?;
            assert_eq!(
                first(tx).map(|(_, operation)| operation),
                Some("four".to_owned())
            );
            Ok::<_, StoreError>(())
        };
        store
            .transact(change)
            .await
            .expect("the store can be written");
    }

    #[test]
    fn a_call_without_terms_is_written_as_before() {
        let written = serde_json::to_value(call("one", None)).expect("JSON");
        assert_eq!(written.get("terms"), None);
    }
}
