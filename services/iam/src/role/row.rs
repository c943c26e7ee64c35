//! A role as it is stored, and as it is shown.

use super::trust::{self, Trust};
use crate::boundary::{self, Bounded};
use crate::entity::{self, Entity, Held, Kind};
use crate::tags::{self, Tags};
use crate::{last_use, limits, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Index, Stored, Table, key_bytes};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The path of service-linked roles; nothing else can be made there.
pub const OF_SERVICES: &str = "/aws-service-role/";

/// By name in lower case.
pub static ROLES: Table<String, Role> = Table::new("iam_role")
    .with_indexes(&[Index::new("id", |_, role: &Role| vec![key_bytes(&role.id)])]);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Role {
    pub name: String,
    pub path: String,
    pub id: String,
    pub created: Timestamp,
    pub trust: Trust,
    pub description: Option<String>,
    pub max_session_seconds: i64,
    pub tags: Tags,
    pub boundary: Option<String>,
    pub held: Held,
}

impl Stored for Role {
    const VERSION: u32 = 1;
}

impl Entity for Role {
    const KIND: Kind = Kind::Role;
    const QUOTA: (&'static str, i64) = ("RolesPerAccount", limits::ROLES_PER_ACCOUNT);

    fn table() -> &'static Table<String, Role> {
        &ROLES
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

    fn is_protected(&self) -> bool {
        self.is_service_linked()
    }

    fn bounds(&self) -> Option<&String> {
        self.boundary.as_ref()
    }
}

impl Role {
    /// A role that a service of AWS's acts by.
    pub fn is_service_linked(&self) -> bool {
        self.path.starts_with(OF_SERVICES)
    }
}

impl Bounded for Role {
    fn boundary_mut(&mut self) -> &mut Option<String> {
        &mut self.boundary
    }
}

/// As lists show a role: without its boundary and tags.
pub fn listed(cx: &mut Cx, role: &Role) -> Result<shapes::Role, AwsError> {
    Ok(shapes::Role {
        path: Some(role.path.clone()),
        role_name: Some(role.name.clone()),
        role_id: Some(role.id.clone()),
        arn: Some(entity::arn_of(cx, role)),
        create_date: Some(role.created),
        assume_role_policy_document: Some(trust::shown(cx, &role.trust)?),
        description: role.description.clone(),
        max_session_duration: Some(role.max_session_seconds),
        ..shapes::Role::default()
    })
}

pub fn shown(cx: &mut Cx, role: &Role) -> Result<shapes::Role, AwsError> {
    Ok(shapes::Role {
        permissions_boundary: boundary::shown(&role.boundary),
        tags: tags::shown(&role.tags),
        ..listed(cx, role)?
    })
}

/// When a session of the role last did anything; empty where none did.
pub fn last_used(cx: &mut Cx, role: &Role) -> Result<shapes::RoleLastUsed, AwsError> {
    let newest = last_use::newest(cx, &role.id)?;
    Ok(match newest {
        Some(used) => shapes::RoleLastUsed {
            last_used_date: Some(used.at),
            region: Some(used.region),
        },
        None => shapes::RoleLastUsed::default(),
    })
}
