//! What an ARN names that has tags.

use crate::discoverer::{self, row as discoverers};
use crate::{errors, registry, schema};
use haneul_pipeline::{AwsError, Cx};

pub enum Owner {
    Registry(registry::Registry),
    Schema(schema::Schema),
    Discoverer(discoverers::Discoverer),
}

pub fn open(cx: &mut Cx, arn: &str) -> Result<Owner, AwsError> {
    find(cx, arn)?.ok_or_else(|| errors::not_found("Resource", arn))
}

fn find(cx: &mut Cx, arn: &str) -> Result<Option<Owner>, AwsError> {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or_default();
    let (kind, name) = resource.split_once('/').unwrap_or_default();
    if kind == "registry" && registry::arn(cx, name) == arn {
        return Ok(registry::find(cx, name)?.map(Owner::Registry));
    }
    if kind == "discoverer" && discoverer::arn(cx, name) == arn {
        return Ok(discoverers::find(cx, name)?.map(Owner::Discoverer));
    }
    let Some((home, name)) = name.split_once('/').filter(|_| kind == "schema") else {
        return Ok(None);
    };
    match schema::arn(cx, home, name) == arn {
        true => Ok(schema::find(cx, home, name)?.map(Owner::Schema)),
        false => Ok(None),
    }
}

impl Owner {
    pub fn tags(&mut self) -> &mut Vec<(String, String)> {
        match self {
            Owner::Registry(registry) => &mut registry.tags,
            Owner::Schema(schema) => &mut schema.tags,
            Owner::Discoverer(discoverer) => &mut discoverer.tags,
        }
    }

    pub fn save(&self, cx: &mut Cx) -> Result<(), AwsError> {
        match self {
            Owner::Registry(registry) => registry::save(cx, registry),
            Owner::Schema(schema) => schema::save(cx, schema),
            Owner::Discoverer(discoverer) => discoverers::save(cx, discoverer),
        }
    }
}

/// The tags that policies ask about; none where there is no such thing.
pub fn tags_of(cx: &mut Cx, arn: &str) -> Result<Vec<(String, String)>, AwsError> {
    let found = find(cx, arn)?;
    Ok(found.map_or_else(Vec::new, |mut owner| std::mem::take(owner.tags())))
}
