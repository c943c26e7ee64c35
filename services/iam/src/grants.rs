//! What users, groups and roles are granted: managed policies attached to them, and inline
//! policies of their own.

use crate::entity::{self, Entity, Kind, key};
use crate::page::{Page, Paging};
use crate::policy::managed;
use crate::role::row::OF_SERVICES;
use crate::usage::{self, Usage};
use crate::{document, errors, limits, shapes};
use haneul_pipeline::{AwsError, Cx};

/// Attaching twice is attaching once.
pub fn attach<E: Entity>(cx: &mut Cx, name: &str, arn: &str) -> Result<(), AwsError> {
    let mut entity = entity::find_own::<E>(cx, name)?;
    if managed::look(cx, arn)?.is_none() {
        return Err(errors::not_attachable(arn));
    }
    if managed::path(arn).starts_with(OF_SERVICES) {
        return Err(errors::policy_of_services());
    }
    let attached = &mut entity.held_mut().attached;
    let Err(place) = attached.binary_search_by(|a| a.as_str().cmp(arn)) else {
        return Ok(());
    };
    if attached.len() >= limits::POLICIES_PER_ENTITY {
        let quota = match E::KIND {
            Kind::User => "PoliciesPerUser",
            Kind::Group => "PoliciesPerGroup",
            Kind::Role => "PoliciesPerRole",
        };
        return Err(errors::quota(quota, limits::POLICIES_PER_ENTITY));
    }
    attached.insert(place, arn.to_owned());
    usage::link(cx, arn, Usage::Attached, E::KIND, entity.name())?;
    entity::save(cx, &entity)
}

pub fn detach<E: Entity>(cx: &mut Cx, name: &str, arn: &str) -> Result<(), AwsError> {
    let mut entity = entity::find_own::<E>(cx, name)?;
    managed::check(arn)?;
    let attached = &mut entity.held_mut().attached;
    let Some(place) = attached.iter().position(|a| a == arn) else {
        return Err(errors::no_policy(arn));
    };
    attached.remove(place);
    usage::unlink(cx, arn, Usage::Attached, E::KIND, entity.name())?;
    entity::save(cx, &entity)
}

pub fn list_attached<E: Entity>(
    cx: &mut Cx,
    name: &str,
    prefix: Option<&str>,
    paging: &Paging,
) -> Result<Page<shapes::AttachedPolicy>, AwsError> {
    let entity = entity::find::<E>(cx, name)?;
    let prefix = prefix.unwrap_or("/");
    let under = |arn: &&String| managed::path(arn).starts_with(prefix);
    let attached = entity.held().attached.iter().filter(under);
    let mut keyed: Vec<_> = attached
        .map(|arn| (sort_key(arn), attached_shape(arn)))
        .collect();
    keyed.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(paging.of(keyed))
}

/// By name; AWS and an account may both have a policy of one name.
fn sort_key(arn: &str) -> String {
    format!("{}\n{arn}", key(managed::name(arn)))
}

pub fn attached_shape(arn: &str) -> shapes::AttachedPolicy {
    shapes::AttachedPolicy {
        policy_name: Some(managed::name(arn).to_owned()),
        policy_arn: Some(arn.to_owned()),
    }
}

pub fn put_inline<E: Entity>(
    cx: &mut Cx,
    name: &str,
    policy: &str,
    text: &str,
) -> Result<(), AwsError> {
    let mut entity = entity::find_own::<E>(cx, name)?;
    document::check_inline(text)?;
    let inline = &mut entity.held_mut().inline;
    inline.retain(|(old, _)| old != policy);
    inline.push((policy.to_owned(), text.to_owned()));
    inline.sort();
    let total: usize = inline.iter().map(|(_, text)| document::size(text)).sum();
    let limit = match E::KIND {
        Kind::User => limits::USER_POLICIES_SIZE,
        Kind::Group => limits::GROUP_POLICIES_SIZE,
        Kind::Role => limits::ROLE_POLICIES_SIZE,
    };
    if total > limit {
        return Err(errors::inline_too_large(E::KIND, entity.name(), limit));
    }
    entity::save(cx, &entity)
}

/// The document, as IAM shows it.
pub fn get_inline<E: Entity>(
    cx: &mut Cx,
    name: &str,
    policy: &str,
) -> Result<(E, String), AwsError> {
    let entity = entity::find::<E>(cx, name)?;
    let found = entity.held().inline.iter().find(|(own, _)| own == policy);
    let text = found.map(|(_, text)| document::shown(text));
    let text = text.ok_or_else(|| errors::no_inline_policy(E::KIND, policy))?;
    Ok((entity, text))
}

pub fn delete_inline<E: Entity>(cx: &mut Cx, name: &str, policy: &str) -> Result<(), AwsError> {
    let mut entity = entity::find_own::<E>(cx, name)?;
    let inline = &mut entity.held_mut().inline;
    let place = inline.iter().position(|(own, _)| own == policy);
    inline.remove(place.ok_or_else(|| errors::no_inline_policy(E::KIND, policy))?);
    entity::save(cx, &entity)
}

pub fn list_inline<E: Entity>(
    cx: &mut Cx,
    name: &str,
    paging: &Paging,
) -> Result<Page<String>, AwsError> {
    let entity = entity::find::<E>(cx, name)?;
    let names = entity.held().inline.iter().map(|(name, _)| name.clone());
    Ok(paging.of(names.map(|name| (name.clone(), name))))
}

/// Follows an entity to its new name: the rows that say who uses which policy.
pub fn rename<E: Entity>(cx: &mut Cx, entity: &E, new_name: &str) -> Result<(), AwsError> {
    for arn in &entity.held().attached {
        usage::unlink(cx, arn, Usage::Attached, E::KIND, entity.name())?;
        usage::link(cx, arn, Usage::Attached, E::KIND, new_name)?;
    }
    Ok(())
}
