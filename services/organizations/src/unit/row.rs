//! An organisational unit as it is stored, and as it is shown.

use crate::organization::row::Organization;
use crate::tag::Tags;
use crate::{mark, shapes, tree};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Index, Scope, Span, Stored, Table, Tx, key_bytes};
use serde::{Deserialize, Serialize};

/// By organisation and id.
static UNITS: Table<(String, String), Unit> =
    Table::new("organizations_unit").with_indexes(&[Index::new(
        "parent",
        |key: &(String, String), unit: &Unit| {
            vec![key_bytes(&(key.0.as_str(), unit.parent.as_str()))]
        },
    )]);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    pub id: String,
    pub name: String,
    /// The root or a unit.
    pub parent: String,
    pub tags: Tags,
}

impl Stored for Unit {
    const VERSION: u32 = 1;
}

pub fn find(
    tx: &mut Tx,
    scope: Scope,
    organization: &str,
    id: &str,
) -> Result<Option<Unit>, AwsError> {
    Ok(UNITS.get(tx, scope, &(organization, id))?)
}

pub fn under(cx: &mut Cx, organization: &str, parent: &str) -> Result<Vec<Unit>, AwsError> {
    let scope = cx.partition_scope();
    let prefix = key_bytes(&(organization, parent));
    let rows = UNITS.by_index(cx.tx, scope, "parent", &prefix, usize::MAX)?;
    Ok(rows.into_iter().map(|(_, unit)| unit).collect())
}

pub fn all(cx: &mut Cx, organization: &str) -> Result<Vec<Unit>, AwsError> {
    let scope = cx.partition_scope();
    let span = Span::prefix(organization);
    let rows = UNITS.scan(cx.tx, scope, span, usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, unit)| unit).collect())
}

pub fn save(cx: &mut Cx, organization: &str, unit: &Unit) -> Result<(), AwsError> {
    let scope = cx.partition_scope();
    UNITS.put(cx.tx, scope, &(organization, unit.id.as_str()), unit)?;
    mark::set(cx, organization)
}

pub fn remove(cx: &mut Cx, organization: &str, id: &str) -> Result<(), AwsError> {
    let scope = cx.partition_scope();
    UNITS.delete(cx.tx, scope, &(organization, id))?;
    mark::set(cx, organization)
}

pub fn clear(cx: &mut Cx, organization: &str) -> Result<(), AwsError> {
    for unit in all(cx, organization)? {
        remove(cx, organization, &unit.id)?;
    }
    Ok(())
}

pub fn arn(cx: &Cx, organization: &Organization, id: &str) -> String {
    organization.arn_of(cx, &format!("ou/{}/{id}", organization.id))
}

pub fn shown(
    cx: &mut Cx,
    organization: &Organization,
    unit: &Unit,
) -> Result<shapes::OrganizationalUnit, AwsError> {
    let scope = cx.partition_scope();
    let path = tree::path(cx.tx, scope, organization, &unit.id)?;
    Ok(shapes::OrganizationalUnit {
        id: Some(unit.id.clone()),
        arn: Some(arn(cx, organization, &unit.id)),
        name: Some(unit.name.clone()),
        path: Some(path),
    })
}
