//! An instance profile as it is stored, and as it is shown.

use crate::entity::{self, key};
use crate::role::row::{self as role, Role};
use crate::tags::{self, Tags};
use crate::{arn, errors, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Index, Stored, Table, key_bytes};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By name in lower case.
pub static PROFILES: Table<String, Profile> =
    Table::new("iam_instance_profile").with_indexes(&[Index::new("role", |_, p: &Profile| {
        p.role.iter().map(|name| key_bytes(&key(name))).collect()
    })]);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    pub name: String,
    pub path: String,
    pub id: String,
    pub created: Timestamp,
    pub tags: Tags,
    /// The one role it may hold, by name.
    pub role: Option<String>,
}

impl Stored for Profile {
    const VERSION: u32 = 1;
}

pub fn find(cx: &mut Cx, name: &str) -> Result<Profile, AwsError> {
    let scope = cx.account_scope();
    let found = PROFILES.get(cx.tx, scope, &key(name))?;
    found.ok_or_else(|| errors::no_instance_profile(name))
}

pub fn save(cx: &mut Cx, profile: &Profile) -> Result<(), AwsError> {
    let scope = cx.account_scope();
    Ok(PROFILES.put(cx.tx, scope, &key(&profile.name), profile)?)
}

/// The profiles that hold a role.
pub fn with_role(cx: &mut Cx, role: &str) -> Result<Vec<(String, Profile)>, AwsError> {
    let scope = cx.account_scope();
    let prefix = key_bytes(&key(role));
    Ok(PROFILES.by_index(cx.tx, scope, "role", &prefix, usize::MAX)?)
}

/// As lists show a profile: without its tags.
pub fn listed(cx: &mut Cx, profile: &Profile) -> Result<shapes::InstanceProfile, AwsError> {
    let held = match &profile.role {
        Some(name) => entity::look::<Role>(cx, name)?,
        None => None,
    };
    let mut roles = Vec::new();
    if let Some(held) = held {
        roles.push(role::listed(cx, &held)?);
    }
    let (partition, account) = (cx.partition(), cx.account());
    let (path, name) = (&profile.path, &profile.name);
    Ok(shapes::InstanceProfile {
        path: Some(path.clone()),
        instance_profile_name: Some(name.clone()),
        instance_profile_id: Some(profile.id.clone()),
        arn: Some(arn::of(partition, account, "instance-profile", path, name)),
        create_date: Some(profile.created),
        roles: Some(roles),
        tags: None,
    })
}

pub fn shown(cx: &mut Cx, profile: &Profile) -> Result<shapes::InstanceProfile, AwsError> {
    Ok(shapes::InstanceProfile {
        tags: Some(tags::all(&profile.tags)),
        ..listed(cx, profile)?
    })
}
