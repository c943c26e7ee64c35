//! Tags of whatever an id names.
//!
//! Operations: TagResource, UntagResource, ListTagsForResource

use super::Tags;
use crate::account::row as accounts;
use crate::nothing::Nothing;
use crate::organization::row::{self as organizations, Organization};
use crate::page::Paging;
use crate::shapes::*;
use crate::{access, errors, policy, unit};
use haneul_pipeline::{AwsError, Cx};

pub fn tag_resource(cx: &mut Cx, input: TagResourceRequest) -> Result<Nothing, AwsError> {
    let organization = access::managing(cx)?;
    let mut tags = of(cx, &organization, &input.resource_id)?;
    super::put(&mut tags, input.tags)?;
    save(cx, organization, &input.resource_id, tags)
}

pub fn untag_resource(cx: &mut Cx, input: UntagResourceRequest) -> Result<Nothing, AwsError> {
    let organization = access::managing(cx)?;
    let mut tags = of(cx, &organization, &input.resource_id)?;
    tags.retain(|(key, _)| !input.tag_keys.contains(key));
    save(cx, organization, &input.resource_id, tags)
}

pub fn list_tags_for_resource(
    cx: &mut Cx,
    input: ListTagsForResourceRequest,
) -> Result<ListTagsForResourceResponse, AwsError> {
    let organization = access::reading(cx)?;
    let (token, id) = (input.next_token.as_deref(), input.resource_id.as_str());
    let paging = Paging::read(cx, token, None, &[id])?;
    let tags = of(cx, &organization, id)?;
    let shown = |(key, value): (String, String)| (key.clone(), Tag { key, value });
    let (tags, next_token) = paging.of(tags.into_iter().map(shown).collect());
    Ok(ListTagsForResourceResponse {
        tags: Some(tags),
        next_token,
    })
}

pub fn of(cx: &mut Cx, organization: &Organization, id: &str) -> Result<Tags, AwsError> {
    let scope = cx.partition_scope();
    let found = match id.split('-').next() {
        Some("r") if id == organization.root => Some(organization.root_tags.clone()),
        Some("ou") => unit::row::find(cx.tx, scope, &organization.id, id)?.map(|unit| unit.tags),
        Some("p") => {
            policy::row::look(cx.tx, scope, &organization.id, id)?.map(|policy| policy.tags)
        }
        Some("rp") => {
            let own = organization.resource_policy.as_ref();
            own.filter(|own| own.id == id).map(|own| own.tags.clone())
        }
        Some(_) => accounts::member(cx, organization, id)?.map(|member| member.tags),
        None => None,
    };
    found.ok_or_else(errors::no_target)
}

fn save(
    cx: &mut Cx,
    mut organization: Organization,
    id: &str,
    tags: Tags,
) -> Result<Nothing, AwsError> {
    let scope = cx.partition_scope();
    match id.split('-').next() {
        Some("r") => {
            organization.root_tags = tags;
            organizations::save(cx, &organization)?;
        }
        Some("ou") => {
            let found = unit::row::find(cx.tx, scope, &organization.id, id)?;
            let mut unit = found.ok_or_else(errors::no_target)?;
            unit.tags = tags;
            unit::row::save(cx, &organization.id, &unit)?;
        }
        Some("p") => {
            if policy::managed::is_managed(id) {
                return Err(errors::immutable_policy());
            }
            let mut policy = policy::row::find(cx, &organization.id, id)?;
            policy.tags = tags;
            policy::row::save(cx, &organization.id, &policy)?;
        }
        Some("rp") => {
            if let Some(own) = &mut organization.resource_policy {
                own.tags = tags;
            }
            organizations::save(cx, &organization)?;
        }
        _ => {
            let found = accounts::member(cx, &organization, id)?;
            let mut member = found.ok_or_else(errors::no_target)?;
            member.tags = tags;
            accounts::save(cx, &member)?;
        }
    }
    Ok(Nothing)
}
