//! The root, its units and accounts: what lies above what.

use crate::account::row as accounts;
use crate::ids::Kind;
use crate::organization::row::Organization;
use crate::{errors, limits, unit};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Tx};

/// From the root down to this root, unit or account, all included.
pub fn levels(
    tx: &mut Tx,
    scope: Scope,
    organization: &Organization,
    id: &str,
) -> Result<Vec<String>, AwsError> {
    let mut levels = vec![id.to_owned()];
    let mut parent = match Kind::of(id) {
        Some(Kind::Account) => accounts::find(tx, scope, id)?.map(|member| member.parent),
        Some(Kind::Unit) => parent_of_unit(tx, scope, organization, id)?,
        _ => None,
    };
    while let Some(above) = parent.take() {
        // A tree of ours is never deeper.
        if levels.len() > limits::DEPTH + 2 {
            return Err(AwsError::internal(format_args!("{id} lies in a circle")));
        }
        parent = parent_of_unit(tx, scope, organization, &above)?;
        levels.push(above);
    }
    levels.reverse();
    Ok(levels)
}

fn parent_of_unit(
    tx: &mut Tx,
    scope: Scope,
    organization: &Organization,
    id: &str,
) -> Result<Option<String>, AwsError> {
    let unit = unit::row::find(tx, scope, &organization.id, id)?;
    Ok(unit.map(|unit| unit.parent))
}

/// `o-…/r-…/ou-…/`: what condition keys and answers call the path to a root, unit or account.
pub fn path(
    tx: &mut Tx,
    scope: Scope,
    organization: &Organization,
    id: &str,
) -> Result<String, AwsError> {
    let levels = levels(tx, scope, organization, id)?;
    Ok(format!("{}/{}/", organization.id, levels.join("/")))
}

/// Whether this is the root or a unit of the organisation.
pub fn is_parent(cx: &mut Cx, organization: &Organization, id: &str) -> Result<bool, AwsError> {
    let scope = cx.partition_scope();
    Ok(match Kind::of(id) {
        Some(Kind::Root) => id == organization.root,
        Some(Kind::Unit) => unit::row::find(cx.tx, scope, &organization.id, id)?.is_some(),
        _ => false,
    })
}

/// What a policy can be attached to.
pub struct Target {
    pub kind: Kind,
    pub arn: String,
    pub name: String,
}

pub fn target(cx: &mut Cx, organization: &Organization, id: &str) -> Result<Target, AwsError> {
    let scope = cx.partition_scope();
    let kind = Kind::of(id).ok_or_else(errors::no_target)?;
    let (arn, name) = match kind {
        Kind::Root if id == organization.root => (organization.root_arn(cx), "Root".to_owned()),
        Kind::Root => return Err(errors::no_target()),
        Kind::Unit => {
            let unit = unit::row::find(cx.tx, scope, &organization.id, id)?;
            let unit = unit.ok_or_else(errors::no_target)?;
            (unit::row::arn(cx, organization, id), unit.name)
        }
        Kind::Account => {
            accounts::member(cx, organization, id)?.ok_or_else(errors::no_target)?;
            let profile = accounts::profile(cx, id)?;
            (organization.account_arn(cx, id), profile.name)
        }
    };
    Ok(Target { kind, arn, name })
}
