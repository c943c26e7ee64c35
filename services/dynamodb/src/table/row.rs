//! The row of a table, and the ways to it.

use crate::address::Address;
use crate::destination::row::Destination;
use crate::errors;
use crate::index::row::Index;
use crate::recovery::row::{Reading, Recovery};
use crate::replica::row::Group;
use crate::stream::row::Feed;
use crate::table::billing::Billing;
use crate::table::kms::TableKey;
use crate::ttl::row::Ttl;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_store::{
    Scope, StoreError, Stored, Table as Rows, decode_body, encode_body, first_version,
    from_first_version,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub static TABLES: Rows<String, Table> = Rows::new("dynamodb_table");

/// Every table of the cloud: partition, account, Region, name.
pub static PLACES: Rows<(String, String, String, String), Mark> = Rows::new("dynamodb_place");

pub const GLOBAL: Scope<'static> = Scope::new("", "", "");

/// The row of a table in which the key says it all.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Mark {}

impl Stored for Mark {
    const VERSION: u32 = 1;
}

/// Times are microseconds of the cloud's clock.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Table {
    /// Another for each table, also of the same name.
    pub id: u64,
    /// As AWS shows it.
    pub shown_id: String,
    pub name: String,
    pub created: i64,
    /// What it is busy with.
    pub busy: Option<Busy>,
    /// As they were given: the key attributes of the table and its indexes.
    pub attributes: Vec<Attribute>,
    pub keys: Keys,
    pub indexes: Vec<Index>,
    /// Of the index that is made next.
    pub next_index: u32,
    pub billing: Billing,
    pub class: Class,
    pub is_protected: bool,
    pub policy: Option<Policy>,
    pub tags: Vec<(String, String)>,
    /// Backups that are being taken: what is written keeps for them what it replaces.
    pub captures: Vec<u64>,
    pub recovery: Option<Recovery>,
    /// Moments that are being read from the log.
    pub readings: Vec<Reading>,
    /// See [`haneul_store::Place::era`]; of the log of its changes.
    pub log_era: u16,
    /// The stream that is on.
    pub stream: Option<Feed>,
    /// The label of the stream that was switched on last.
    pub latest_stream: Option<String>,
    /// The number of the shard that is opened next.
    pub next_shard: u32,
    /// Once it was switched on.
    pub ttl: Option<Ttl>,
    /// Streams of Kinesis that are told of changes, and that were.
    pub destinations: Vec<Destination>,
    /// The key of KMS that whoever uses the table needs leave to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed_by: Option<TableKey>,
    /// The global table that it is a replica of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Busy {
    pub with: Change,
    pub until: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    Creating,
    Updating,
    Deleting,
}

impl Change {
    pub fn name(self) -> &'static str {
        match self {
            Change::Creating => "CREATING",
            Change::Updating => "UPDATING",
            Change::Deleting => "DELETING",
        }
    }

    fn participle(self) -> &'static str {
        match self {
            Change::Creating => "created",
            Change::Updating => "updated",
            Change::Deleting => "deleted",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    pub name: String,
    pub kind: Kind,
}

/// What a key attribute may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    S,
    N,
    B,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::S => "S",
            Kind::N => "N",
            Kind::B => "B",
        }
    }
}

/// By which attributes items are found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Keys {
    pub hash: Attribute,
    pub range: Option<Attribute>,
    /// What the partition key of a global index is made of beside the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more_hashes: Vec<Attribute>,
    /// The same of its sort key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more_ranges: Vec<Attribute>,
}

impl Keys {
    pub fn new(hash: Attribute, range: Option<Attribute>) -> Keys {
        Keys {
            hash,
            range,
            more_hashes: Vec::new(),
            more_ranges: Vec::new(),
        }
    }

    pub fn all(&self) -> impl Iterator<Item = &Attribute> {
        self.hashes().chain(self.ranges())
    }

    pub fn hashes(&self) -> impl Iterator<Item = &Attribute> {
        std::iter::once(&self.hash).chain(&self.more_hashes)
    }

    pub fn ranges(&self) -> impl Iterator<Item = &Attribute> {
        self.range.iter().chain(&self.more_ranges)
    }

    /// Whether one of them is made of more than one attribute.
    pub fn are_several(&self) -> bool {
        !self.more_hashes.is_empty() || !self.more_ranges.is_empty()
    }

    pub fn has(&self, name: &str) -> bool {
        self.all().any(|key| key.name == name)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Class {
    pub is_infrequent: bool,
    pub changed: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    pub text: String,
    pub revision: String,
}

/// From this level on rows were written as version 2.
const SECOND_VERSION: u32 = 4;

impl Stored for Table {
    const VERSION: u32 = 3;
    const LEVEL: u32 = 6;

    /// Whoever knows version 1 would write items without telling replicas, and read them without
    /// leave of the table's key.
    fn before(&self) -> haneul_store::Result<(u32, Vec<u8>)> {
        let says_more = self.group.is_some() || self.sealed_by.is_some();
        first_version(self, says_more || self.has_several())
    }

    /// Whoever knows version 2 would find entries of indexes by the first of several attributes.
    fn at_level(&self, level: u32) -> haneul_store::Result<(u32, Vec<u8>)> {
        match (level >= SECOND_VERSION, self.has_several()) {
            (false, _) => self.before(),
            (true, true) => Err(StoreError::OlderReaders),
            (true, false) => Ok((2, encode_body(self)?)),
        }
    }

    fn migrate(version: u32, bytes: &[u8]) -> haneul_store::Result<Self> {
        match version {
            2 => decode_body(bytes),
            other => from_first_version(other, bytes),
        }
    }
}

impl Table {
    /// What it is busy with now.
    pub fn change(&self, now: i64) -> Option<Change> {
        let busy = self.busy.as_ref()?;
        // It is there until its timer has run.
        let lasts = busy.with == Change::Deleting || now < busy.until;
        lasts.then_some(busy.with)
    }

    /// When it is there, if it is being made.
    pub fn made_at(&self) -> Option<i64> {
        let busy = self
            .busy
            .as_ref()
            .filter(|busy| busy.with == Change::Creating);
        busy.map(|busy| busy.until)
    }

    pub fn status(&self, now: i64) -> &'static str {
        let indexing = || self.indexes.iter().any(|index| index.is_busy(now));
        match self.change(now) {
            Some(change) => change.name(),
            None if indexing() => "UPDATING",
            None => "ACTIVE",
        }
    }

    /// Whether an index has keys of several attributes.
    fn has_several(&self) -> bool {
        self.indexes.iter().any(|index| index.keys.are_several())
    }

    pub fn index(&self, name: &str) -> Option<&Index> {
        self.indexes.iter().find(|index| index.name == name)
    }

    pub fn kind_of(&self, name: &str) -> Option<Kind> {
        let found = self.attributes.iter().find(|a| a.name == name);
        found.map(|attribute| attribute.kind)
    }
}

/// Another table like it: neither tags, policy, protection, recovery nor who else follows its changes
/// go along.
pub fn like(cx: &Cx, source: &Table) -> Table {
    Table {
        id: cx.random().u64(),
        shown_id: ids::uuid(cx.random()),
        created: cx.now().as_microsecond(),
        is_protected: false,
        policy: None,
        tags: Vec::new(),
        captures: Vec::new(),
        recovery: None,
        readings: Vec::new(),
        log_era: 0,
        stream: None,
        latest_stream: None,
        next_shard: 0,
        destinations: Vec::new(),
        group: None,
        ..source.clone()
    }
}

/// A table and whose it is.
#[derive(Clone)]
pub struct Found {
    pub address: Address,
    pub table: Arc<Table>,
}

impl Found {
    pub fn scope<'s>(&'s self, cx: &Cx<'s>) -> Scope<'s> {
        cx.scope_of(&self.address.account, cx.region())
    }

    pub fn arn(&self, cx: &Cx) -> String {
        self.address.arn(cx)
    }
}

pub fn find(cx: &mut Cx, address: &Address) -> Result<Option<Found>, AwsError> {
    let scope = cx.scope_of(&address.account, cx.region());
    let table = cx.known(&TABLES, scope, address.name.as_str())?;
    Ok(table.map(|table| Found {
        address: address.clone(),
        table,
    }))
}

/// A table by name or ARN, for operations on tables.
pub fn at(cx: &mut Cx, name: &str) -> Result<Found, AwsError> {
    let address = Address::of(cx, name)?;
    find(cx, &address)?.ok_or_else(|| errors::no_table(&address.name))
}

/// A table by its ARN.
pub fn at_arn(cx: &mut Cx, arn: &str) -> Result<Found, AwsError> {
    let address = Address::of_arn(cx, arn)?;
    find(cx, &address)?.ok_or_else(|| errors::no_arn(arn))
}

/// The same of a table that is not busy, to change it.
pub fn idle(cx: &mut Cx, name: &str) -> Result<Found, AwsError> {
    let found = at(cx, name)?;
    match found.table.change(cx.now().as_microsecond()) {
        Some(change) => Err(errors::still_in_use(format_args!(
            "Table is being {}: {}",
            change.participle(),
            found.table.name
        ))),
        None => Ok(found),
    }
}

/// A table whose items can be written and read.
pub fn usable(cx: &mut Cx, address: &Address) -> Result<Found, AwsError> {
    let found = find(cx, address)?.ok_or_else(errors::no_resource)?;
    match found.table.change(cx.now().as_microsecond()) {
        None | Some(Change::Updating) => Ok(found),
        Some(Change::Creating | Change::Deleting) => Err(errors::no_resource()),
    }
}

pub fn put(cx: &mut Cx, found: &Found, table: &Table) -> Result<(), AwsError> {
    let scope = found.scope(cx);
    Ok(TABLES.put(cx.tx, scope, &table.name, table)?)
}

/// Says that the table is busy with a change.
pub fn begin(cx: &Cx, table: &mut Table, with: Change) {
    let until = cx.now().as_microsecond() + crate::limits::CHANGE;
    table.busy = Some(Busy { with, until });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replica::row::Group;
    use serde_json::json;

    fn table() -> Table {
        let capacity = json!({
            "reads": 0, "writes": 0, "increased": null, "decreases": [], "most_reads": null,
            "most_writes": null, "warm_reads": null, "warm_writes": null
        });
        let row = json!({
            "id": 1, "shown_id": "x", "name": "tab", "created": 0, "busy": null, "attributes": [],
            "keys": {"hash": {"name": "k", "kind": "S"}, "range": null}, "indexes": [],
            "next_index": 0, "class": {"is_infrequent": false, "changed": null},
            "billing":
                {"on_demand": true, "was_on_demand": null, "switches": [], "capacity": capacity},
            "is_protected": false, "policy": null, "tags": [], "captures": [], "recovery": null,
            "readings": [], "log_era": 0, "stream": null, "latest_stream": null, "next_shard": 0,
            "ttl": null, "destinations": []
        });
        serde_json::from_value(row).unwrap()
    }

    #[test]
    fn rows_of_the_first_version_are_read_and_written() {
        let mut table = table();
        let (version, bytes) = table.before().unwrap();
        assert_eq!(version, 1);
        let read = Table::migrate(version, &bytes).unwrap();
        assert_eq!((read.name, read.group), ("tab".to_owned(), None));
        // What the first version cannot say is not written as it.
        table.group = Some(Group::default());
        assert!(table.before().is_err());
    }

    #[test]
    fn rows_of_the_second_version_are_read_and_written() {
        let mut table = table();
        table.group = Some(Group::default());
        assert!(table.at_level(3).is_err());
        let (version, bytes) = table.at_level(5).unwrap();
        assert_eq!(version, 2);
        let read = Table::migrate(version, &bytes).unwrap();
        assert_eq!(read.group, table.group);
        let text = |name: &str| Attribute {
            name: name.to_owned(),
            kind: Kind::S,
        };
        let mut keys = Keys::new(text("a"), None);
        keys.more_hashes.push(text("b"));
        table.group = None;
        table.indexes.push(Index {
            number: 0,
            name: "two".to_owned(),
            keys,
            projection: crate::index::row::Projection::All,
            is_local: false,
            state: crate::index::row::State::Active,
            capacity: crate::table::billing::Capacity::default(),
        });
        assert!(table.at_level(5).is_err() && table.at_level(1).is_err());
    }
}
