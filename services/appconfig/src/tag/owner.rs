//! What an ARN names that has tags.

use crate::application::{self, Application};
use crate::association::{self, Association};
use crate::deployment::{self, Deployment};
use crate::environment::{self, Environment};
use crate::errors;
use crate::extension::{self, Extension};
use crate::profile::{self, Profile};
use crate::strategy::{self, Strategy};
use haneul_pipeline::{AwsError, Cx};

pub enum Owner {
    Application(Application),
    Environment(Environment),
    Profile(Profile),
    Deployment(Box<Deployment>),
    Strategy(Strategy),
    Extension(Extension),
    Association(Association),
}

pub fn open(cx: &mut Cx, arn: &str) -> Result<Owner, AwsError> {
    find(cx, arn)?.ok_or_else(|| errors::not_found("Resource", arn))
}

fn find(cx: &mut Cx, arn: &str) -> Result<Option<Owner>, AwsError> {
    let home = cx.arn("appconfig", "");
    let Some(resource) = arn.strip_prefix(&home) else {
        return Ok(None);
    };
    let parts: Vec<&str> = resource.split('/').collect();
    Ok(match parts.as_slice() {
        ["application", id] => application::find(cx, id)?.map(Owner::Application),
        ["application", app, "environment", id] => {
            environment::find(cx, app, id)?.map(Owner::Environment)
        }
        ["application", app, "configurationprofile", id] => {
            profile::find(cx, app, id)?.map(Owner::Profile)
        }
        ["application", app, "environment", id, "deployment", number] => {
            let number = number.parse().unwrap_or(0);
            let found = deployment::find(cx, (app, id, number))?;
            found.map(|found| Owner::Deployment(Box::new(found)))
        }
        ["deploymentstrategy", id] => strategy::find(cx, id)?.map(Owner::Strategy),
        ["extension", id, version] => {
            let version = version.parse().unwrap_or(0);
            extension::find(cx, id, version)?.map(Owner::Extension)
        }
        ["extensionassociation", id] => association::find(cx, id)?.map(Owner::Association),
        _ => None,
    })
}

impl Owner {
    pub fn tags(&mut self) -> &mut Vec<(String, String)> {
        match self {
            Owner::Application(row) => &mut row.tags,
            Owner::Environment(row) => &mut row.tags,
            Owner::Profile(row) => &mut row.tags,
            Owner::Deployment(row) => &mut row.tags,
            Owner::Strategy(row) => &mut row.tags,
            Owner::Extension(row) => &mut row.tags,
            Owner::Association(row) => &mut row.tags,
        }
    }

    pub fn save(&self, cx: &mut Cx) -> Result<(), AwsError> {
        match self {
            Owner::Application(row) => application::save(cx, row),
            Owner::Environment(row) => environment::save(cx, row),
            Owner::Profile(row) => profile::save(cx, row),
            Owner::Deployment(row) => deployment::save(cx, row),
            Owner::Strategy(row) => strategy::save(cx, row),
            Owner::Extension(row) => extension::save(cx, row),
            Owner::Association(row) => association::save(cx, row),
        }
    }
}

/// The tags that policies ask about; none where there is no such thing.
pub fn tags_of(cx: &mut Cx, arn: &str) -> Result<Vec<(String, String)>, AwsError> {
    let found = find(cx, arn)?;
    Ok(found.map_or_else(Vec::new, |mut owner| std::mem::take(owner.tags())))
}
