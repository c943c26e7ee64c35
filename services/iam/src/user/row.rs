//! A user as it is stored, and as it is shown.

use crate::boundary::{self, Bounded};
use crate::entity::{self, Entity, Held, Kind};
use crate::tags::{self, Tags};
use crate::{limits, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Index, Stored, Table, key_bytes};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By name in lower case.
pub static USERS: Table<String, User> = Table::new("iam_user").with_indexes(&[
    Index::new("id", |_, user: &User| vec![key_bytes(&user.id)]),
    Index::new("group", |_, user: &User| {
        user.groups.iter().map(key_bytes).collect()
    }),
]);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct User {
    pub name: String,
    pub path: String,
    pub id: String,
    pub created: Timestamp,
    pub tags: Tags,
    pub boundary: Option<String>,
    /// Keys of groups, sorted.
    pub groups: Vec<String>,
    pub held: Held,
    /// When the user last signed in.
    #[serde(default)]
    pub password_last_used: Option<Timestamp>,
}

impl Stored for User {
    const VERSION: u32 = 1;
}

impl Entity for User {
    const KIND: Kind = Kind::User;
    const QUOTA: (&'static str, i64) = ("UsersPerAccount", limits::USERS_PER_ACCOUNT);

    fn table() -> &'static Table<String, User> {
        &USERS
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

    fn tags(&self) -> &[(String, String)] {
        &self.tags
    }

    fn bounds(&self) -> Option<&String> {
        self.boundary.as_ref()
    }
}

impl Bounded for User {
    fn boundary_mut(&mut self) -> &mut Option<String> {
        &mut self.boundary
    }
}

/// As lists show a user: without its boundary and tags.
pub fn listed(cx: &Cx, user: &User) -> shapes::User {
    shapes::User {
        path: Some(user.path.clone()),
        user_name: Some(user.name.clone()),
        user_id: Some(user.id.clone()),
        arn: Some(entity::arn_of(cx, user)),
        create_date: Some(user.created),
        password_last_used: user.password_last_used,
        ..shapes::User::default()
    }
}

pub fn shown(cx: &Cx, user: &User) -> shapes::User {
    shapes::User {
        permissions_boundary: boundary::shown(&user.boundary),
        tags: tags::shown(&user.tags),
        ..listed(cx, user)
    }
}

/// The user whose keys made the call; `None` for everybody else.
pub fn caller(cx: &mut Cx) -> Result<Option<User>, AwsError> {
    let id = match cx.caller().principal.kind {
        haneul_policy::PrincipalKind::User => &cx.caller().principal.user_id,
        _ => return Ok(None),
    };
    by_id(cx, id)
}

pub fn by_id(cx: &mut Cx, id: &str) -> Result<Option<User>, AwsError> {
    let scope = cx.account_scope();
    let mut found = USERS.by_index(cx.tx, scope, "id", &key_bytes(id), 1)?;
    Ok(found.pop().map(|(_, user)| user))
}
