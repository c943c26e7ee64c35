//! A user, group, role or policy by its ARN, and every policy that speaks for it.

use crate::arn::Parts;
use crate::entity::{self, Entity, Held, Kind};
use crate::errors::{invalid_arn, no_such_entity};
use crate::group::row::Group;
use crate::policy::managed::{self, Managed};
use crate::role::row::Role;
use crate::user::row::User;
use haneul_pipeline::{AwsError, Cx};

pub enum Whose {
    User(User),
    Group(Group),
    Role(Role),
    Policy(Managed),
}

/// One policy with where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Granted {
    pub name: String,
    pub text: String,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// Attached somewhere, by its ARN.
    Managed(String),
    /// Of an entity by this name.
    Inline(Kind, String),
}

pub fn find(cx: &mut Cx, arn: &str) -> Result<Whose, AwsError> {
    let found = look(cx, arn)?;
    found.ok_or_else(|| no_such_entity(format!("ARN {arn} was not found.")))
}

fn look(cx: &mut Cx, arn: &str) -> Result<Option<Whose>, AwsError> {
    let parts = Parts::of(arn).filter(|parts| parts.service == "iam");
    let parts = parts.ok_or_else(|| invalid_arn(arn))?;
    if parts.kind == "policy" {
        return Ok(managed::look(cx, arn)?.map(Whose::Policy));
    }
    if (parts.partition, parts.account) != (cx.partition(), cx.account()) {
        return Ok(None);
    }
    Ok(match parts.kind {
        "user" => by_arn::<User>(cx, parts, arn)?.map(Whose::User),
        "group" => by_arn::<Group>(cx, parts, arn)?.map(Whose::Group),
        "role" => by_arn::<Role>(cx, parts, arn)?.map(Whose::Role),
        _ => return Err(invalid_arn(arn)),
    })
}

fn by_arn<E: Entity>(cx: &mut Cx, parts: Parts, arn: &str) -> Result<Option<E>, AwsError> {
    let found = entity::look::<E>(cx, parts.name())?;
    Ok(found.filter(|entity| entity::arn_of(cx, entity) == arn))
}

impl Whose {
    /// Its own policies and, of a user, those of the groups.
    pub fn granted(&self, cx: &mut Cx) -> Result<Vec<Granted>, AwsError> {
        let mut all = Vec::new();
        match self {
            Whose::User(user) => {
                held(cx, Kind::User, &user.name, &user.held, &mut all)?;
                for group in &user.groups {
                    if let Some(group) = entity::look::<Group>(cx, group)? {
                        held(cx, Kind::Group, &group.name, &group.held, &mut all)?;
                    }
                }
            }
            Whose::Group(group) => held(cx, Kind::Group, &group.name, &group.held, &mut all)?,
            Whose::Role(role) => held(cx, Kind::Role, &role.name, &role.held, &mut all)?,
            Whose::Policy(policy) => {
                let arn = policy.arn(cx);
                all.push(of_managed(cx, policy, arn)?);
            }
        }
        Ok(all)
    }

    /// The policy that bounds it.
    pub fn boundary(&self, cx: &mut Cx) -> Result<Option<Granted>, AwsError> {
        let arn = match self {
            Whose::User(user) => user.boundary.clone(),
            Whose::Role(role) => role.boundary.clone(),
            _ => None,
        };
        arn.map(|arn| by_policy_arn(cx, &arn)).transpose()
    }
}

fn held(
    cx: &mut Cx,
    kind: Kind,
    name: &str,
    held: &Held,
    all: &mut Vec<Granted>,
) -> Result<(), AwsError> {
    for arn in &held.attached {
        all.push(by_policy_arn(cx, arn)?);
    }
    all.extend(held.inline.iter().map(|(policy, text)| Granted {
        name: policy.clone(),
        text: text.clone(),
        origin: Origin::Inline(kind, name.to_owned()),
    }));
    Ok(())
}

fn by_policy_arn(cx: &mut Cx, arn: &str) -> Result<Granted, AwsError> {
    let policy = managed::find(cx, arn)?;
    of_managed(cx, &policy, arn.to_owned())
}

fn of_managed(cx: &mut Cx, policy: &Managed, arn: String) -> Result<Granted, AwsError> {
    let versions = policy.versions(cx)?;
    let current = versions.into_iter().find(|version| version.is_default);
    Ok(Granted {
        name: managed::name(&arn).to_owned(),
        text: current.map(|version| version.document).unwrap_or_default(),
        origin: Origin::Managed(arn),
    })
}
