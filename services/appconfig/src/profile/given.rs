//! Parts of a profile as they are given.

use super::row::{Key, Validator};
use crate::{PRINCIPAL, errors, shapes, validation};
use haneul_pipeline::data_key::KeyUse;
use haneul_pipeline::{Arn, AwsError, Cx};

pub fn validators(given: Option<Vec<shapes::Validator>>) -> Result<Vec<Validator>, AwsError> {
    let given = given.unwrap_or_default().into_iter();
    let read: Vec<Validator> = given.map(validator).collect::<Result<_, _>>()?;
    match read.as_slice() {
        [one, other] if one.kind() == other.kind() => Err(errors::bad(format!(
            "A configuration profile has one validator of the type {} at most.",
            one.kind()
        ))),
        _ => Ok(read),
    }
}

fn validator(given: shapes::Validator) -> Result<Validator, AwsError> {
    if given.r#type == "JSON_SCHEMA" {
        validation::schema(&given.content)?;
        return Ok(Validator::Schema(given.content));
    }
    let arn = Arn::read(&given.content);
    let function =
        arn.is_some_and(|arn| arn.service == "lambda" && arn.resource.starts_with("function:"));
    match function {
        true => Ok(Validator::Function(given.content)),
        false => Err(errors::bad(format!(
            "{} is not the ARN of a function.",
            given.content
        ))),
    }
}

/// A key that the caller may see.
pub fn key(cx: &mut Cx, named: Option<String>) -> Result<Option<Key>, AwsError> {
    let Some(named) = named.filter(|named| !named.is_empty()) else {
        return Ok(None);
    };
    let by = KeyUse {
        via: PRINCIPAL,
        region: cx.region(),
        key: &named,
        context: Vec::new(),
        caller: None,
    };
    let seen = cx.describe_key(&by).map_err(errors::of_kms)?;
    let arn = seen.str("Arn").unwrap_or_default().to_owned();
    Ok(Some(Key { named, arn }))
}
