//! The row of an association.

use crate::extension::{self, Action, Extension, Point};
use crate::{errors, limits, place, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Index, Span, Stored, Table, key_bytes};
use serde::{Deserialize, Serialize};

const BY_RESOURCE: &str = "resource";

pub static ASSOCIATIONS: Table<String, Association> = Table::new("appconfig_association")
    .with_indexes(&[Index::new(BY_RESOURCE, |_, row| {
        vec![key_bytes(row.resource.as_str())]
    })]);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Association {
    pub id: String,
    pub extension: String,
    pub version: i64,
    /// An ARN.
    pub resource: String,
    pub parameters: Vec<(String, String)>,
    pub tags: Vec<(String, String)>,
}

impl Stored for Association {
    const VERSION: u32 = 1;
}

impl Association {
    pub fn shown(self, cx: &Cx) -> shapes::ExtensionAssociation {
        shapes::ExtensionAssociation {
            extension_arn: Some(place::extension(cx, &self.extension, self.version)),
            arn: Some(place::association(cx, &self.id)),
            id: Some(self.id),
            resource_arn: Some(self.resource),
            parameters: Some(self.parameters).filter(|some| !some.is_empty()),
            extension_version_number: Some(self.version),
        }
    }
}

pub fn find(cx: &mut Cx, id: &str) -> Result<Option<Association>, AwsError> {
    Ok(ASSOCIATIONS.get(cx.tx, cx.scope(), id)?)
}

pub fn open(cx: &mut Cx, id: &str) -> Result<Association, AwsError> {
    find(cx, id)?.ok_or_else(|| errors::not_found("ExtensionAssociation", id))
}

/// By id.
pub fn all(cx: &mut Cx) -> Result<Vec<Association>, AwsError> {
    let rows = ASSOCIATIONS.scan(cx.tx, cx.scope(), Span::all(), limits::ASSOCIATIONS, false)?;
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

pub fn save(cx: &mut Cx, association: &Association) -> Result<(), AwsError> {
    Ok(ASSOCIATIONS.put(cx.tx, cx.scope(), &association.id, association)?)
}

/// Those of an application, one of its environments and a profile.
pub fn on(
    cx: &mut Cx,
    (application, environment, profile): (&str, Option<&str>, &str),
) -> Result<Vec<Association>, AwsError> {
    let mut resources = vec![
        place::application(cx, application),
        place::profile(cx, application, profile),
    ];
    resources.extend(environment.map(|id| place::environment(cx, application, id)));
    let mut found = Vec::new();
    for resource in resources {
        let prefix = key_bytes(resource.as_str());
        let most = limits::ASSOCIATIONS;
        let rows = ASSOCIATIONS.by_index(cx.tx, cx.scope(), BY_RESOURCE, &prefix, most)?;
        found.extend(rows.into_iter().map(|(_, association)| association));
    }
    Ok(found)
}

/// What is to be done at a point.
pub fn of(
    cx: &mut Cx,
    place: (&str, Option<&str>, &str),
    point: Point,
) -> Result<Vec<(Extension, Association, Action)>, AwsError> {
    let mut found = Vec::new();
    for association in on(cx, place)? {
        let known = extension::find(cx, &association.extension, association.version)?;
        let Some(extension) = known else { continue };
        let mut actions = extension.actions.iter().filter(|(at, _)| *at == point);
        // There is one at most.
        if let Some((_, action)) = actions.next() {
            let action = action.clone();
            found.push((extension, association, action));
        }
    }
    Ok(found)
}
