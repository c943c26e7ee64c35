//! What a report found when it was asked for.

use super::grants;
use crate::entity::{self, Entity, Kind};
use crate::group::row::Group;
use crate::last_use::{self, Called};
use crate::role::row::Role;
use crate::usage::{self, Usage};
use crate::user::row::{USERS, User};
use crate::whose::Whose;
use haneul_model::iam_facts;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table, key_bytes};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// By id.
pub static JOBS: Table<String, Job> = Table::new("iam_access_job");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    pub created: Timestamp,
    pub with_actions: bool,
    /// Who could have used something.
    pub entities: Vec<Member>,
    /// By namespace.
    pub services: Vec<Service>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    pub arn: String,
    pub name: String,
    pub kind: String,
    pub id: String,
    pub path: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Service {
    pub namespace: String,
    /// The newest use of each operation by each entity, by its place among them.
    pub uses: Vec<Use>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Use {
    pub entity: usize,
    pub operation: String,
    pub at: Timestamp,
    pub region: String,
}

impl Stored for Job {
    const VERSION: u32 = 1;
}

impl Service {
    pub fn newest<'u>(uses: impl Iterator<Item = &'u Use>) -> Option<&'u Use> {
        uses.max_by_key(|used| used.at)
    }
}

pub fn make(cx: &mut Cx, whose: &Whose, with_actions: bool) -> Result<Job, AwsError> {
    let mut policies = Vec::new();
    for granted in whose.granted(cx)? {
        policies.push(grants::parse(&granted)?);
    }
    let reached = |namespace: &&str| policies.iter().any(|p| grants::grants(p, namespace));
    let named = |namespace: &str| {
        let service = Service {
            namespace: namespace.to_owned(),
            uses: Vec::new(),
        };
        (namespace.to_owned(), service)
    };
    let reached = iam_facts::prefixes().filter(reached);
    let mut services: BTreeMap<String, Service> = reached.map(named).collect();
    let entities = members(cx, whose)?;
    for (place, member) in entities.iter().enumerate() {
        for Called { operation, used } in last_use::of(cx, &member.id)? {
            if let Some(service) = services.get_mut(&used.service) {
                service.uses.push(Use {
                    entity: place,
                    operation,
                    at: used.at,
                    region: used.region,
                });
            }
        }
    }
    Ok(Job {
        created: entity::now(cx),
        with_actions,
        entities,
        services: services.into_values().collect(),
    })
}

/// The users and roles that a report is about.
fn members(cx: &mut Cx, whose: &Whose) -> Result<Vec<Member>, AwsError> {
    Ok(match whose {
        Whose::User(user) => vec![member(cx, user)],
        Whose::Role(role) => vec![member(cx, role)],
        Whose::Group(group) => of_group(cx, &group.name)?,
        Whose::Policy(policy) => {
            let arn = policy.arn(cx);
            let mut all: Vec<Member> = Vec::new();
            for (how, kind, name) in usage::of(cx, &arn)? {
                if how == Usage::Attached {
                    all.extend(by_name(cx, kind, &name)?);
                }
            }
            all.sort_by(|a, b| a.arn.cmp(&b.arn));
            all.dedup_by(|a, b| a.arn == b.arn);
            all
        }
    })
}

fn by_name(cx: &mut Cx, kind: Kind, name: &str) -> Result<Vec<Member>, AwsError> {
    Ok(match kind {
        Kind::User => {
            let user = entity::find::<User>(cx, name)?;
            vec![member(cx, &user)]
        }
        Kind::Role => {
            let role = entity::find::<Role>(cx, name)?;
            vec![member(cx, &role)]
        }
        Kind::Group => of_group(cx, name)?,
    })
}

fn of_group(cx: &mut Cx, name: &str) -> Result<Vec<Member>, AwsError> {
    let group = entity::find::<Group>(cx, name)?;
    let scope = cx.account_scope();
    let prefix = key_bytes(&entity::key(&group.name));
    let users = USERS.by_index(cx.tx, scope, "group", &prefix, usize::MAX)?;
    Ok(users.iter().map(|(_, user)| member(cx, user)).collect())
}

fn member<E: Entity>(cx: &Cx, entity: &E) -> Member {
    Member {
        arn: entity::arn_of(cx, entity),
        name: entity.name().to_owned(),
        kind: E::KIND.word().to_ascii_uppercase(),
        id: entity.id().to_owned(),
        path: entity.path().to_owned(),
    }
}
