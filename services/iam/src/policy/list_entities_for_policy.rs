//! ListEntitiesForPolicy: the users, groups and roles that use a policy.

use super::managed;
use crate::entity::{self, Entity, Kind, key};
use crate::group::row::Group;
use crate::page::Paging;
use crate::role::row::Role;
use crate::shapes::*;
use crate::usage::{self, Usage};
use crate::user::row::User;
use haneul_pipeline::{AwsError, Cx};
use std::collections::BTreeMap;

pub fn run(
    cx: &mut Cx,
    input: ListEntitiesForPolicyRequest,
) -> Result<ListEntitiesForPolicyResponse, AwsError> {
    managed::find(cx, &input.policy_arn)?;
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    let filter = input.policy_usage_filter.as_deref();
    let kind = input.entity_filter.as_deref();
    let shape = [
        &input.policy_arn,
        prefix,
        filter.unwrap_or(""),
        kind.unwrap_or(""),
    ];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    // Somebody who uses the policy both ways is one entity.
    let mut found = BTreeMap::new();
    for (usage, of, name) in usage::of(cx, &input.policy_arn)? {
        let asked = Usage::filter(filter).is_none_or(|wanted| wanted == usage);
        if asked && kind.is_none_or(|kind| kind.eq_ignore_ascii_case(of.word())) {
            if let Some((path, id)) = path_and_id(cx, of, &name)? {
                if path.starts_with(prefix) {
                    let place = format!("{}/{}", of.word(), key(&name));
                    found.insert(place, (of, name, id));
                }
            }
        }
    }
    let page = paging.of(found);
    let mut answer = ListEntitiesForPolicyResponse {
        policy_groups: Some(Vec::new()),
        policy_users: Some(Vec::new()),
        policy_roles: Some(Vec::new()),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    };
    for (kind, name, id) in page.items {
        add(&mut answer, kind, name, id);
    }
    Ok(answer)
}

fn path_and_id(cx: &mut Cx, kind: Kind, name: &str) -> Result<Option<(String, String)>, AwsError> {
    fn of<E: Entity>(cx: &mut Cx, name: &str) -> Result<Option<(String, String)>, AwsError> {
        let entity = entity::look::<E>(cx, name)?;
        Ok(entity.map(|e| (e.path().to_owned(), e.id().to_owned())))
    }
    match kind {
        Kind::User => of::<User>(cx, name),
        Kind::Group => of::<Group>(cx, name),
        Kind::Role => of::<Role>(cx, name),
    }
}

fn add(answer: &mut ListEntitiesForPolicyResponse, kind: Kind, name: String, id: String) {
    let (name, id) = (Some(name), Some(id));
    match kind {
        Kind::User => answer
            .policy_users
            .get_or_insert_default()
            .push(PolicyUser {
                user_name: name,
                user_id: id,
            }),
        Kind::Group => answer
            .policy_groups
            .get_or_insert_default()
            .push(PolicyGroup {
                group_name: name,
                group_id: id,
            }),
        Kind::Role => answer
            .policy_roles
            .get_or_insert_default()
            .push(PolicyRole {
                role_name: name,
                role_id: id,
            }),
    }
}
