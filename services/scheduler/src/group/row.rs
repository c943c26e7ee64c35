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

pub fn save(cx: &mut Cx, group: &Group) -> Result<(), AwsError> {
    Ok(GROUPS.put(cx.tx, cx.scope(), &group.name, group)?)
}
