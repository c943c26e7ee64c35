//! What users, groups and roles have in common: a name that is unique without regard to case, a
//! path, and the policies they hold.

use crate::{arn, count, errors, last_use};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    User,
    Group,
    Role,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Group, Kind::Role, Kind::User];

    /// As messages and ARNs have it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::User => "user",
            Kind::Group => "group",
            Kind::Role => "role",
        }
    }
}

/// Policies of a user, group or role.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// ARNs of managed policies, sorted.
    pub attached: Vec<String>,
    /// Name and text of inline policies, sorted by name.
    pub inline: Vec<(String, String)>,
}

pub trait Entity: Stored + Clone + 'static {
    const KIND: Kind;
    /// How many an account may have, and the quota's name.
    const QUOTA: (&'static str, i64);

    fn table() -> &'static Table<String, Self>;
    fn name(&self) -> &str;
    fn path(&self) -> &str;
    fn id(&self) -> &str;
    fn held(&self) -> &Held;
    fn held_mut(&mut self) -> &mut Held;

    /// Groups have none.
    fn tags(&self) -> &[(String, String)] {
        &[]
    }

    /// Whether only AWS may change it.
    fn is_protected(&self) -> bool {
        false
    }

    /// The permissions boundary; groups have none.
    fn bounds(&self) -> Option<&String> {
        None
    }
}

/// Names are unique without regard to case.
pub fn key(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// IAM tells time in whole seconds.
pub fn now(cx: &Cx) -> Timestamp {
    Timestamp::from_second(cx.now().as_second()).unwrap_or(cx.now())
}

pub fn arn_of<E: Entity>(cx: &Cx, entity: &E) -> String {
    let (path, name) = (entity.path(), entity.name());
    arn::of(cx.partition(), cx.account(), E::KIND.word(), path, name)
}

pub fn look<E: Entity>(cx: &mut Cx, name: &str) -> Result<Option<E>, AwsError> {
    let scope = cx.account_scope();
    Ok(E::table().get(cx.tx, scope, &key(name))?)
}

pub fn find<E: Entity>(cx: &mut Cx, name: &str) -> Result<E, AwsError> {
    look(cx, name)?.ok_or_else(|| errors::no_entity(E::KIND, name))
}

/// One that the account itself may change.
pub fn find_own<E: Entity>(cx: &mut Cx, name: &str) -> Result<E, AwsError> {
    let entity = find::<E>(cx, name)?;
    match entity.is_protected() {
        true => Err(errors::protected(entity.name())),
        false => Ok(entity),
    }
}

/// Refuses a name that is taken, and one entity too many.
pub fn make_room<E: Entity>(cx: &mut Cx, name: &str) -> Result<(), AwsError> {
    if look::<E>(cx, name)?.is_some() {
        return Err(errors::entity_exists(E::KIND, name));
    }
    let (quota, limit) = E::QUOTA;
    count::add(cx, E::KIND.word(), quota, limit)
}

pub fn save<E: Entity>(cx: &mut Cx, entity: &E) -> Result<(), AwsError> {
    let scope = cx.account_scope();
    Ok(E::table().put(cx.tx, scope, &key(entity.name()), entity)?)
}

/// Takes off an entity that holds nothing any more.
pub fn remove<E: Entity>(cx: &mut Cx, entity: &E) -> Result<(), AwsError> {
    if !entity.held().attached.is_empty() {
        return Err(errors::has_attached_policies());
    }
    if !entity.held().inline.is_empty() {
        return Err(errors::has_inline_policies());
    }
    let scope = cx.account_scope();
    E::table().delete(cx.tx, scope, &key(entity.name()))?;
    last_use::forget(cx, entity.id())?;
    count::remove(cx, E::KIND.word())
}
