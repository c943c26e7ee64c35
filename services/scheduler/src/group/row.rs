//! The row of a group. The default group needs none: it is always there.

use crate::errors;
use crate::place::DEFAULT;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub static GROUPS: Table<String, Group> = Table::new("scheduler_group");

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Group {
    pub name: String,
    pub tags: Vec<(String, String)>,
    pub created: Option<Timestamp>,
    pub modified: Option<Timestamp>,
}

/// Groups whose schedules are being removed, and then they themselves.
pub static GOING: Table<String, Going> = Table::new("scheduler_group_going");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Going {
    pub since: Timestamp,
}

impl Stored for Going {
    const VERSION: u32 = 1;
}

impl Stored for Group {
    const VERSION: u32 = 1;
}

pub fn find(cx: &mut Cx, name: &str) -> Result<Option<Group>, AwsError> {
    let row = GROUPS.get(cx.tx, cx.scope(), name)?;
    Ok(row.or_else(|| {
        (name == DEFAULT).then(|| Group {
            name: DEFAULT.to_owned(),
            ..Group::default()
        })
    }))
}

pub fn open(cx: &mut Cx, name: &str) -> Result<Group, AwsError> {
    find(cx, name)?.ok_or_else(|| errors::no_group(name))
}

/// A group that schedules may be put into.
pub fn settled(cx: &mut Cx, name: &str) -> Result<Group, AwsError> {
    let group = open(cx, name)?;
    match is_going(cx, name)? {
        true => Err(errors::conflict(format!(
            "Schedule group {name} is being deleted."
        ))),
        false => Ok(group),
    }
}

pub fn is_going(cx: &mut Cx, name: &str) -> Result<bool, AwsError> {
    Ok(GOING.get(cx.tx, cx.scope(), name)?.is_some())
}

pub fn state(cx: &mut Cx, name: &str) -> Result<String, AwsError> {
    let state = match is_going(cx, name)? {
        true => "DELETING",
        false => "ACTIVE",
    };
    Ok(state.to_owned())
}

pub fn save(cx: &mut Cx, group: &Group) -> Result<(), AwsError> {
    Ok(GROUPS.put(cx.tx, cx.scope(), &group.name, group)?)
}
