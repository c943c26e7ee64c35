//! CreateOrganizationalUnit: under the root or another unit, at most five deep.

use super::row::{self, Unit};
use crate::policy::attachment;
use crate::shapes::{CreateOrganizationalUnitRequest, CreateOrganizationalUnitResponse};
use crate::{access, errors, ids, limits, tag, tree};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: CreateOrganizationalUnitRequest,
) -> Result<CreateOrganizationalUnitResponse, AwsError> {
    let organization = access::managing(cx)?;
    let tags = tag::first(input.tags)?;
    let parent = input.parent_id;
    if !tree::is_parent(cx, &organization, &parent)? {
        return Err(errors::no_parent());
    }
    let siblings = row::under(cx, &organization.id, &parent)?;
    if siblings.iter().any(|unit| unit.name == input.name) {
        return Err(errors::unit_exists());
    }
    let scope = cx.partition_scope();
    // The root is the first of them.
    if tree::levels(cx.tx, scope, &organization, &parent)?.len() > limits::DEPTH {
        return Err(errors::constraint(
            "OU_DEPTH_LIMIT_EXCEEDED",
            "You attempted to create an OU tree that is too many levels deep.",
        ));
    }
    if row::all(cx, &organization.id)?.len() >= limits::UNITS {
        return Err(errors::constraint(
            "OU_NUMBER_LIMIT_EXCEEDED",
            "You attempted to exceed the number of OUs that you can have in an organization.",
        ));
    }
    let unit = Unit {
        id: ids::unit(cx, &organization.root),
        name: input.name,
        parent,
        tags,
    };
    row::save(cx, &organization.id, &unit)?;
    attachment::begin(cx, &organization, &unit.id)?;
    Ok(CreateOrganizationalUnitResponse {
        organizational_unit: Some(row::shown(cx, &organization, &unit)?),
    })
}
