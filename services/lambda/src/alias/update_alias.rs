//! UpdateAlias: what is said is changed.

use super::row;
use crate::concurrency;
use crate::errors;
use crate::function::row as functions;
use crate::names::Named;
use crate::shapes::{AliasConfiguration, UpdateAliasRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: UpdateAliasRequest) -> Result<AliasConfiguration, AwsError> {
    let named = row::named(cx, &input.function_name, &input.name)?;
    let mut alias = row::open(cx, &named)?;
    let whole = Named {
        qualifier: None,
        ..named.clone()
    };
    let function = functions::open(cx, &whole)?;
    if input.revision_id.is_some_and(|said| said != alias.revision) {
        return Err(errors::precondition("GetFunction/GetAlias"));
    }
    if let Some(said) = input.function_version {
        alias.version = row::number(cx, &named, &function, &said)?;
    }
    if let Some(description) = input.description {
        alias.description = description;
    }
    if let Some(said) = input.routing_config {
        alias.other = row::other(cx, &named, &function, alias.version, said)?;
    }
    row::save(cx, &named, &mut alias)?;
    concurrency::moved(cx, &named)?;
    Ok(row::shown(cx, &named, alias))
}
