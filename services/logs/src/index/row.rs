//! The row of a group's indexes: its policy and the fields that it names or has named.

use crate::group::row::Group;
use crate::limits::DAY;
use crate::place;
use crate::shapes::IndexPolicy;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};

/// By the id of the group.
pub static INDEXES: Table<u64, Indexes> = Table::new("logs_index");

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Indexes {
    pub policy: Option<String>,
    /// Milliseconds, as all times here.
    pub updated: i64,
    pub fields: Vec<Indexed>,
}

impl Stored for Indexes {
    const VERSION: u32 = 1;
}

/// A field, and when events had to come to be found by it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Indexed {
    pub name: String,
    pub since: i64,
    pub until: Option<i64>,
}

/// What was indexed is found so long after the policy has gone.
const KEPT: i64 = 30 * DAY;
/// Fields that no policy names any more.
const MOST_OVER: usize = 100;

/// Of every group of the standard class.
pub const DEFAULT: [&str; 10] = [
    "@logStream",
    "@aws.region",
    "@aws.account",
    "@source.log",
    "@data_source_name",
    "@data_source_type",
    "@data_format",
    "traceId",
    "severityText",
    "attributes.session.id",
];

/// Those of them that every event has.
pub const EVERYWHERE: usize = 4;

impl Indexed {
    pub fn serves(&self, now: i64) -> bool {
        self.until.is_none_or(|until| until + KEPT > now)
    }

    fn has(&self, ingested: i64) -> bool {
        ingested >= self.since && self.until.is_none_or(|until| ingested < until)
    }
}

impl Indexes {
    /// Another policy, or none.
    pub fn change(&mut self, policy: Option<String>, names: &[String], now: i64) {
        let known: Vec<String> = self
            .fields
            .iter()
            .filter(|field| field.until.is_none())
            .map(|field| field.name.clone())
            .collect();
        for field in &mut self.fields {
            if field.until.is_none() && !names.contains(&field.name) {
                field.until = Some(now);
            }
        }
        for name in names.iter().filter(|name| !known.contains(name)) {
            self.fields.push(Indexed {
                name: name.clone(),
                since: now,
                until: None,
            });
        }
        self.fields
            .retain(|field| field.serves(now) && field.until != Some(field.since));
        let over = self
            .fields
            .iter()
            .filter(|field| field.until.is_some())
            .count();
        let mut excess = over.saturating_sub(MOST_OVER);
        self.fields.retain(|field| {
            let goes = field.until.is_some() && excess > 0;
            excess -= usize::from(goes);
            !goes
        });
        self.policy = policy;
        self.updated = now;
    }

    pub fn shown(&self, cx: &Cx, group: &Group) -> Option<IndexPolicy> {
        let policy_document = Some(self.policy.clone()?);
        Some(IndexPolicy {
            log_group_identifier: Some(place::group_arn(cx, &group.name)),
            last_update_time: Some(self.updated),
            policy_document,
            source: Some("LOG_GROUP".to_owned()),
            ..IndexPolicy::default()
        })
    }
}

pub fn of(cx: &mut Cx, group: &Group) -> Result<Indexes, AwsError> {
    let scope = cx.scope();
    Ok(INDEXES.get(cx.tx, scope, &group.id)?.unwrap_or_default())
}

pub fn put(cx: &mut Cx, group: &Group, indexes: &Indexes) -> Result<(), AwsError> {
    let scope = cx.scope();
    Ok(INDEXES.put(cx.tx, scope, &group.id, indexes)?)
}

/// Which events of a group are in all of the indexes that a query asks.
#[derive(Clone, Debug, Default)]
pub struct Asked(Vec<Vec<Indexed>>);

impl Asked {
    /// `None`: the group has no index of a field.
    pub fn of(cx: &mut Cx, group: &Group, fields: &[&str]) -> Result<Option<Asked>, AwsError> {
        let mut asked = Vec::new();
        let fields: Vec<&&str> = fields
            .iter()
            .filter(|field| !DEFAULT.contains(field))
            .collect();
        if fields.is_empty() {
            return Ok(Some(Asked::default()));
        }
        let (now, indexes) = (cx.now().as_millisecond(), of(cx, group)?);
        for name in fields {
            let all = indexes.fields.iter();
            let own: Vec<Indexed> = all
                .filter(|field| field.name == **name && field.serves(now))
                .cloned()
                .collect();
            if own.is_empty() {
                return Ok(None);
            }
            asked.push(own);
        }
        Ok(Some(Asked(asked)))
    }

    pub fn has(&self, ingested: i64) -> bool {
        let mut asked = self.0.iter();
        asked.all(|fields| fields.iter().any(|field| field.has(ingested)))
    }
}
