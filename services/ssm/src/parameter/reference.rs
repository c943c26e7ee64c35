//! `/aws/reference/secretsmanager/…`: a secret as a parameter, read as whoever reads the parameter.

use crate::shapes::Parameter;
use crate::{errors, keys};
use haneul_model::Value;
use haneul_pipeline::{AwsError, Cx, Forward, json};

const PREFIX: &str = "/aws/reference/secretsmanager/";

/// The secret that a name refers to.
pub fn secret(name: &str) -> Option<&str> {
    name.strip_prefix(PREFIX)
}

pub fn get(cx: &mut Cx, name: &str, secret: &str, open: bool) -> Result<Parameter, AwsError> {
    if !open {
        return Err(errors::invalid(
            "WithDecryption flag must be True for retrieving a Secret Manager secret.",
        ));
    }
    let got = cx.forward(Forward {
        via: keys::PRINCIPAL,
        service: "secretsmanager",
        operation: "GetSecretValue",
        region: cx.region(),
        input: Value::Struct(vec![("SecretId", Value::Str(secret.to_owned()))]),
        caller: None,
    });
    let got = got.map_err(|why| match &*why.code {
        "ResourceNotFoundException" => errors::no_secret(secret),
        _ => why,
    })?;
    let text = |member: &str| got.str(member).map(str::to_owned);
    let created = match got.get("CreatedDate") {
        Some(Value::Time(at)) => Some(*at),
        _ => None,
    };
    Ok(Parameter {
        name: Some(name.to_owned()),
        r#type: Some("SecureString".to_owned()),
        value: text("SecretString"),
        version: Some(0),
        selector: None,
        source_result: Some(json::write(&got).to_string()),
        last_modified_date: created,
        arn: text("ARN"),
        data_type: Some("text".to_owned()),
    })
}
