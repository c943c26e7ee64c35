//! Operations: AddLayerVersionPermission, RemoveLayerVersionPermission, GetLayerVersionPolicy
//!
//! Whom a version of a layer lets in.

use super::row::{self, Layer, LayerNamed};
use crate::shapes::{
    AddLayerVersionPermissionRequest, AddLayerVersionPermissionResponse,
    GetLayerVersionPolicyRequest, GetLayerVersionPolicyResponse,
    RemoveLayerVersionPermissionRequest,
};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Reply};
use haneul_policy::{Policy, PolicyKind};
use haneul_runtime::ids;
use serde_json::json;

pub fn text(layer: &Layer) -> Option<String> {
    let statements: Vec<_> = layer
        .statements
        .iter()
        .map(|(_, text)| text.as_str())
        .collect();
    (!statements.is_empty()).then(|| {
        format!(
            r#"{{"Version":"2012-10-17","Id":"default","Statement":[{}]}}"#,
            statements.join(",")
        )
    })
}

/// For the path.
pub fn policy_of(cx: &mut Cx, named: &LayerNamed, number: u64) -> Result<Option<String>, AwsError> {
    Ok(row::find(cx, named, number)?.as_ref().and_then(text))
}

pub fn add_layer_version_permission(
    cx: &mut Cx,
    input: AddLayerVersionPermissionRequest,
) -> Result<AddLayerVersionPermissionResponse, AwsError> {
    let named = LayerNamed::read(cx, &input.layer_name)?;
    let mut layer = row::open(cx, &named, input.version_number)?;
    known_revision(&layer, input.revision_id.as_deref())?;
    let id = input.statement_id;
    if layer.statements.iter().any(|(known, _)| *known == id) {
        return Err(errors::conflict(format!(
            "The statement id ({id}) provided already exists. Please provide a new statement id, or \
             remove the existing statement."
        )));
    }
    let principal = match input.principal.as_str() {
        "*" => json!("*"),
        said if said.starts_with("arn:") => json!({"AWS": said}),
        said => json!({"AWS": format!("arn:{}:iam::{said}:root", cx.partition())}),
    };
    let mut statement = json!({
        "Sid": id,
        "Effect": "Allow",
        "Principal": principal,
        "Action": input.action,
        "Resource": named.version_arn(cx, layer.number),
    });
    if let Some(organisation) = input.organization_id {
        statement["Condition"] = json!({"StringEquals": {"aws:PrincipalOrgID": organisation}});
    }
    let statement = statement.to_string();
    layer.statements.push((id, statement.clone()));
    let whole = text(&layer).unwrap_or_default();
    if whole.len() > limits::POLICY {
        return Err(errors::policy_length());
    }
    if Policy::parse(&whole, PolicyKind::Resource).is_err() {
        return Err(errors::invalid(
            "The provided principal was invalid. Please check the principal and try again.",
        ));
    }
    layer.revision = ids::uuid(cx.random());
    row::save(cx, &named, &layer)?;
    Ok(AddLayerVersionPermissionResponse {
        statement: Some(statement),
        revision_id: Some(layer.revision),
    })
}

pub fn remove_layer_version_permission(
    cx: &mut Cx,
    input: RemoveLayerVersionPermissionRequest,
) -> Result<Reply, AwsError> {
    let named = LayerNamed::read(cx, &input.layer_name)?;
    let mut layer = row::open(cx, &named, input.version_number)?;
    known_revision(&layer, input.revision_id.as_deref())?;
    let before = layer.statements.len();
    layer.statements.retain(|(id, _)| *id != input.statement_id);
    if layer.statements.len() == before {
        return Err(errors::not_found(format!(
            "Statement {} is not found in resource policy.",
            input.statement_id
        )));
    }
    layer.revision = ids::uuid(cx.random());
    row::save(cx, &named, &layer)?;
    Ok(Reply::default())
}

pub fn get_layer_version_policy(
    cx: &mut Cx,
    input: GetLayerVersionPolicyRequest,
) -> Result<GetLayerVersionPolicyResponse, AwsError> {
    let named = LayerNamed::read(cx, &input.layer_name)?;
    let layer = row::open(cx, &named, input.version_number)?;
    let none = || errors::not_found("No policy is associated with the given resource.");
    Ok(GetLayerVersionPolicyResponse {
        policy: Some(text(&layer).ok_or_else(none)?),
        revision_id: Some(layer.revision),
    })
}

fn known_revision(layer: &Layer, said: Option<&str>) -> Result<(), AwsError> {
    match said {
        Some(said) if said != layer.revision => Err(errors::precondition("GetLayerVersionPolicy")),
        _ => Ok(()),
    }
}
