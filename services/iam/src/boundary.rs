//! Permissions boundaries of users and roles.

use crate::entity::{self, Entity, Kind};
use crate::policy::managed;
use crate::usage::{self, Usage};
use crate::{errors, shapes};
use haneul_pipeline::{AwsError, Cx};

/// An entity that a boundary can be set on.
pub trait Bounded: Entity {
    fn boundary_mut(&mut self) -> &mut Option<String>;
}

pub fn put<E: Bounded>(cx: &mut Cx, name: &str, arn: String) -> Result<(), AwsError> {
    let mut entity = entity::find_own::<E>(cx, name)?;
    drop_link(cx, &entity)?;
    link(cx, E::KIND, entity.name(), &arn)?;
    *entity.boundary_mut() = Some(arn);
    entity::save(cx, &entity)
}

pub fn delete<E: Bounded>(cx: &mut Cx, name: &str) -> Result<(), AwsError> {
    let mut entity = entity::find_own::<E>(cx, name)?;
    if entity.bounds().is_none() {
        return Err(errors::no_boundary(E::KIND, entity.name()));
    }
    drop_link(cx, &entity)?;
    *entity.boundary_mut() = None;
    entity::save(cx, &entity)
}

/// Notes that the policy bounds somebody, if there is such a policy.
pub fn link(cx: &mut Cx, kind: Kind, name: &str, arn: &str) -> Result<(), AwsError> {
    if managed::look(cx, arn)?.is_none() {
        return Err(errors::no_boundary_policy(arn));
    }
    usage::link(cx, arn, Usage::Boundary, kind, name)
}

pub fn drop_link<E: Bounded>(cx: &mut Cx, entity: &E) -> Result<(), AwsError> {
    match entity.bounds() {
        Some(arn) => usage::unlink(cx, arn, Usage::Boundary, E::KIND, entity.name()),
        None => Ok(()),
    }
}

pub fn shown(boundary: &Option<String>) -> Option<shapes::AttachedPermissionsBoundary> {
    let arn = boundary.clone()?;
    Some(shapes::AttachedPermissionsBoundary {
        // The model lists another value; this is the one that AWS sends.
        permissions_boundary_type: Some("Policy".to_owned()),
        permissions_boundary_arn: Some(arn),
    })
}
