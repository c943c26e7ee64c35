//! AddPermission.

use super::row::{self, Policy};
use crate::errors;
use crate::function::row as functions;
use crate::names::{LATEST, Named};
use crate::shapes::{AddPermissionRequest, AddPermissionResponse};
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::{Policy as Language, PolicyKind};
use serde_json::{Map, Value as Json, json};

pub fn run(cx: &mut Cx, input: AddPermissionRequest) -> Result<AddPermissionResponse, AwsError> {
    let named = Named::read(cx, &input.function_name, input.qualifier.as_deref())?;
    if named.qualifier.as_deref() == Some(LATEST) {
        return Err(errors::invalid(
            "We currently do not support adding policies for $LATEST.",
        ));
    }
    functions::version(cx, &named)?;
    let mut policy = row::find(cx, &named)?.unwrap_or_default();
    if input
        .revision_id
        .as_ref()
        .is_some_and(|said| *said != policy.revision)
    {
        return Err(errors::precondition("GetPolicy"));
    }
    let id = &input.statement_id;
    if policy.statements.iter().any(|(known, _)| known == id) {
        return Err(errors::conflict(format!(
            "The statement id ({id}) provided already exists. Please provide a new statement id, or \
             remove the existing statement."
        )));
    }
    let text = statement(cx, &named, &input)?.to_string();
    let alone = Policy {
        statements: vec![(id.clone(), text.clone())],
        ..Policy::default()
    };
    if Language::parse(&alone.text(), PolicyKind::Resource).is_err() {
        return Err(errors::invalid(
            "The provided principal was invalid. Please check the principal and try again.",
        ));
    }
    policy.statements.push((id.clone(), text.clone()));
    row::save(cx, &named, &mut policy)?;
    Ok(AddPermissionResponse {
        statement: Some(text),
    })
}

fn statement(cx: &Cx, named: &Named, input: &AddPermissionRequest) -> Result<Json, AwsError> {
    let mut statement = json!({
        "Sid": input.statement_id,
        "Effect": "Allow",
        "Principal": principal(cx, &input.principal)?,
        "Action": input.action,
        "Resource": named.arn(cx),
    });
    let mut conditions = Map::new();
    let mut put = |operator: &str, key: &str, value: Json| {
        let under = conditions.entry(operator).or_insert_with(|| json!({}));
        under[key] = value;
    };
    let texts = [
        ("lambda:EventSourceToken", &input.event_source_token),
        ("lambda:FunctionUrlAuthType", &input.function_url_auth_type),
        ("AWS:SourceAccount", &input.source_account),
        ("aws:PrincipalOrgID", &input.principal_org_id),
    ];
    for (key, said) in texts {
        if let Some(said) = said {
            put("StringEquals", key, json!(said));
        }
    }
    if let Some(said) = &input.source_arn {
        put("ArnLike", "AWS:SourceArn", json!(said));
    }
    if let Some(said) = input.invoked_via_function_url {
        put(
            "Bool",
            "lambda:InvokedViaFunctionUrl",
            json!(said.to_string()),
        );
    }
    if input.function_url_auth_type.is_some() && input.action != "lambda:InvokeFunctionUrl" {
        return Err(errors::invalid(
            "FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action",
        ));
    }
    if !conditions.is_empty() {
        statement["Condition"] = Json::Object(conditions);
    }
    Ok(statement)
}

/// An account, an ARN, a service, or everybody.
fn principal(cx: &Cx, said: &str) -> Result<Json, AwsError> {
    let is_account = said.len() == 12 && said.bytes().all(|b| b.is_ascii_digit());
    Ok(match said {
        "*" => json!("*"),
        _ if is_account => json!({"AWS": format!("arn:{}:iam::{said}:root", cx.partition())}),
        _ if said.starts_with("arn:") => json!({"AWS": said}),
        _ if said.contains(".amazonaws.com") || said.ends_with(".amazon.com") => {
            json!({"Service": said})
        }
        _ => {
            return Err(errors::invalid(
                "The provided principal was invalid. Please check the principal and try again.",
            ));
        }
    })
}
