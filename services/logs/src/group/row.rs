//! The row of a group, and the ways to it.

use crate::errors;
use crate::limits::DAY;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Stored, Table};
use serde::{Deserialize, Serialize};

pub static GROUPS: Table<String, Group> = Table::new("logs_group");

/// Every group of the cloud: partition, account, Region, name.
pub static PLACES: Table<(String, String, String, String), Mark> = Table::new("logs_place");

pub const GLOBAL: Scope<'static> = Scope::new("", "", "");

/// The row of a table in which the key says it all.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Mark {}

impl Stored for Mark {
    const VERSION: u32 = 1;
}

/// Times are milliseconds of the cloud's clock.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Group {
    /// Another for each group, also of the same name.
    pub id: u64,
    pub name: String,
    pub created: i64,
    pub class: String,
    pub retention_days: Option<i64>,
    pub protected: bool,
    pub tags: Vec<(String, String)>,
    /// Its own resource policy.
    #[serde(default)]
    pub policy: Option<Policy>,
}

impl Stored for Group {
    const VERSION: u32 = 1;
}

/// A resource policy with its revision.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Policy {
    pub text: String,
    pub updated: i64,
    pub revision: u64,
}

impl Group {
    /// Events before this time are gone.
    pub fn horizon(&self, now: i64) -> i64 {
        self.retention_days
            .map_or(0, |days| (now - days * DAY).max(0))
    }
}

pub fn find(cx: &mut Cx, name: &str) -> Result<Option<Group>, AwsError> {
    let scope = cx.scope();
    Ok(GROUPS.get(cx.tx, scope, name)?)
}

pub fn at(cx: &mut Cx, name: &str) -> Result<Group, AwsError> {
    find(cx, name)?.ok_or_else(errors::no_group)
}

pub fn put(cx: &mut Cx, group: &Group) -> Result<(), AwsError> {
    let scope = cx.scope();
    Ok(GROUPS.put(cx.tx, scope, &group.name, group)?)
}

pub fn change(
    cx: &mut Cx,
    name: &str,
    change: impl FnOnce(&mut Group),
) -> Result<haneul_pipeline::Reply, AwsError> {
    let mut group = at(cx, name)?;
    change(&mut group);
    put(cx, &group)?;
    Ok(haneul_pipeline::Reply::default())
}
