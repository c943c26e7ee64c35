//! What lies above and below, and moving from one place to another.
//!
//! Operations: ListParents, ListChildren, MoveAccount

use super::row;
use crate::ids::Kind;
use crate::nothing::Nothing;
use crate::page::Paging;
use crate::shapes::*;
use crate::{access, errors, tree, unit};
use haneul_pipeline::{AwsError, Cx};

/// There is always exactly one.
pub fn list_parents(
    cx: &mut Cx,
    input: ListParentsRequest,
) -> Result<ListParentsResponse, AwsError> {
    let organization = access::reading(cx)?;
    let (token, child) = (input.next_token.as_deref(), input.child_id.as_str());
    let paging = Paging::read(cx, token, input.max_results, &[child])?;
    let scope = cx.partition_scope();
    let parent = match Kind::of(child) {
        Some(Kind::Account) => row::member(cx, &organization, child)?.map(|m| m.parent),
        Some(Kind::Unit) => {
            unit::row::find(cx.tx, scope, &organization.id, child)?.map(|u| u.parent)
        }
        _ => None,
    };
    let parent = parent.ok_or_else(errors::no_child)?;
    let shown = Parent {
        id: Some(parent.clone()),
        r#type: Kind::of(&parent).map(|kind| kind.word().to_owned()),
    };
    let (parents, next_token) = paging.of(vec![(parent, shown)]);
    Ok(ListParentsResponse {
        parents: Some(parents),
        next_token,
    })
}

pub fn list_children(
    cx: &mut Cx,
    input: ListChildrenRequest,
) -> Result<ListChildrenResponse, AwsError> {
    let organization = access::reading(cx)?;
    let (parent, kind) = (input.parent_id.as_str(), input.child_type.as_str());
    let token = input.next_token.as_deref();
    let paging = Paging::read(cx, token, input.max_results, &[parent, kind])?;
    if !tree::is_parent(cx, &organization, parent)? {
        return Err(errors::no_parent());
    }
    let ids: Vec<String> = match kind {
        "ACCOUNT" => {
            let members = row::under(cx, &organization.id, parent)?;
            members.into_iter().map(|member| member.account).collect()
        }
        _ => {
            let units = unit::row::under(cx, &organization.id, parent)?;
            units.into_iter().map(|unit| unit.id).collect()
        }
    };
    let shown = |id: String| {
        let child = Child {
            id: Some(id.clone()),
            r#type: Some(kind.to_owned()),
        };
        (id, child)
    };
    let (children, next_token) = paging.of(ids.into_iter().map(shown).collect());
    Ok(ListChildrenResponse {
        children: Some(children),
        next_token,
    })
}

/// The policies of the new place bind from the next call on.
pub fn move_account(cx: &mut Cx, input: MoveAccountRequest) -> Result<Nothing, AwsError> {
    let organization = access::managing(cx)?;
    let found = row::member(cx, &organization, &input.account_id)?;
    let mut member = found.ok_or_else(errors::no_account)?;
    let (from, to) = (input.source_parent_id, input.destination_parent_id);
    if !tree::is_parent(cx, &organization, &from)? || member.parent != from {
        return Err(errors::no_source_parent());
    }
    if !tree::is_parent(cx, &organization, &to)? {
        return Err(errors::no_destination_parent());
    }
    if from == to {
        return Err(errors::account_already_there());
    }
    member.parent = to;
    row::save(cx, &member)?;
    Ok(Nothing)
}
