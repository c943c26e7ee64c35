//! `/aws/reference/secretsmanager/…`: a secret as a parameter, read as whoever reads the parameter.

use crate::errors;
use crate::shapes::Parameter;
use haneul_pipeline::{AwsError, Edge, Invocation, invoke};
use jiff::Timestamp;
use serde_json::json;

const PREFIX: &str = "/aws/reference/secretsmanager/";

/// The secret that a name refers to.
pub fn secret(name: &str) -> Option<&str> {
    name.strip_prefix(PREFIX)
}

pub async fn get(edge: &Edge, name: &str, secret: &str, open: bool) -> Result<Parameter, AwsError> {
    if !open {
        return Err(errors::invalid(
            "WithDecryption flag must be True for retrieving a Secret Manager secret.",
        ));
    }
    let call = &edge.call;
    let invocation = Invocation {
        caller: (*call.caller).clone(),
        account: call.account.clone(),
        region: call.region.clone(),
        service: "secretsmanager",
        operation: "GetSecretValue",
        input: json!({"SecretId": secret}),
        body: None,
        delivers: None,
    };
    let got = invoke(&edge.cloud, invocation).await.map_err(|why| match &*why.code {
        "ResourceNotFoundException" | "NotImplemented" => {
            AwsError::new("ParameterNotFound", format!(
                "An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret {name} not found."
            ))
            .status(400)
        }
        _ => why,
    })?;
    let got = got.output;
    let created = got["CreatedDate"].as_f64();
    let created = created.and_then(|at| Timestamp::from_millisecond((at * 1_000.0) as i64).ok());
    Ok(Parameter {
        name: Some(name.to_owned()),
        r#type: Some("SecureString".to_owned()),
        value: got["SecretString"].as_str().map(str::to_owned),
        version: Some(0),
        selector: None,
        source_result: Some(got.to_string()),
        last_modified_date: created,
        arn: got["ARN"].as_str().map(str::to_owned),
        data_type: Some("text".to_owned()),
    })
}
