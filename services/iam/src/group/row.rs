//! A group as it is stored, and as it is shown. Members are found by an index on users.

use crate::entity::{self, Entity, Held, Kind};
use crate::{limits, shapes};
use haneul_pipeline::Cx;
use haneul_store::{Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By name in lower case.
pub static GROUPS: Table<String, Group> = Table::new("iam_group");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    pub name: String,
    pub path: String,
    pub id: String,
    pub created: Timestamp,
    pub held: Held,
}

impl Stored for Group {
    const VERSION: u32 = 1;
}

impl Entity for Group {
    const KIND: Kind = Kind::Group;
    const QUOTA: (&'static str, i64) = ("GroupsPerAccount", limits::GROUPS_PER_ACCOUNT);

    fn table() -> &'static Table<String, Group> {
        &GROUPS
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn path(&self) -> &str {
        &self.path
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn held(&self) -> &Held {
        &self.held
    }

    fn held_mut(&mut self) -> &mut Held {
        &mut self.held
    }
}

pub fn shown(cx: &Cx, group: &Group) -> shapes::Group {
    shapes::Group {
        path: Some(group.path.clone()),
        group_name: Some(group.name.clone()),
        group_id: Some(group.id.clone()),
        arn: Some(entity::arn_of(cx, group)),
        create_date: Some(group.created),
    }
}
