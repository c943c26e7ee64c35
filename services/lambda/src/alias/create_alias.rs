//! CreateAlias.

use super::row::{self, Alias};
use crate::errors;
use crate::function::row as functions;
use crate::names::Named;
use crate::shapes::{AliasConfiguration, CreateAliasRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: CreateAliasRequest) -> Result<AliasConfiguration, AwsError> {
    let named = row::named(cx, &input.function_name, &input.name)?;
    let whole = Named {
        qualifier: None,
        ..named.clone()
    };
    let function = functions::open(cx, &whole)?;
    if row::find(cx, &named)?.is_some() {
        return Err(errors::conflict(format!(
            "Alias already exists: {}",
            named.arn(cx)
        )));
    }
    let version = row::number(cx, &named, &function, &input.function_version)?;
    let other = match input.routing_config {
        Some(said) => row::other(cx, &named, &function, version, said)?,
        None => None,
    };
    let mut alias = Alias {
        name: input.name,
        version,
        description: input.description.unwrap_or_default(),
        other,
        revision: String::new(),
    };
    row::save(cx, &named, &mut alias)?;
    Ok(row::shown(cx, &named, alias))
}
