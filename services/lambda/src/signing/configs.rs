//! Operations: CreateCodeSigningConfig, UpdateCodeSigningConfig, GetCodeSigningConfig, DeleteCodeSigningConfig, ListCodeSigningConfigs

use super::row::{self, CONFIGS, Config};
use crate::function::row::FUNCTIONS;
use crate::shapes::{
    CreateCodeSigningConfigRequest, CreateCodeSigningConfigResponse,
    DeleteCodeSigningConfigRequest, GetCodeSigningConfigRequest, GetCodeSigningConfigResponse,
    ListCodeSigningConfigsRequest, ListCodeSigningConfigsResponse, UpdateCodeSigningConfigRequest,
    UpdateCodeSigningConfigResponse,
};
use crate::{errors, limits, tag};
use haneul_pipeline::{AwsError, Cx, Page, Reply};
use haneul_store::Span;

const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";

pub fn create_code_signing_config(
    cx: &mut Cx,
    input: CreateCodeSigningConfigRequest,
) -> Result<CreateCodeSigningConfigResponse, AwsError> {
    let policy = input.code_signing_policies;
    let policy = policy.and_then(|policy| policy.untrusted_artifact_on_deployment);
    let mut tags = Vec::new();
    tag::put(&mut tags, input.tags.unwrap_or_default())?;
    let config = Config {
        id: format!("csc-{}", cx.random().text(LETTERS, 17)),
        description: input.description.unwrap_or_default(),
        publishers: input.allowed_publishers.signing_profile_version_arns,
        policy: policy.unwrap_or_else(|| "Warn".to_owned()),
        tags,
        modified: cx.now().as_microsecond(),
    };
    row::save(cx, &config)?;
    Ok(CreateCodeSigningConfigResponse {
        code_signing_config: Some(row::shown(cx, config)),
    })
}

pub fn update_code_signing_config(
    cx: &mut Cx,
    input: UpdateCodeSigningConfigRequest,
) -> Result<UpdateCodeSigningConfigResponse, AwsError> {
    let mut config = row::found(cx, &input.code_signing_config_arn)?;
    if let Some(description) = input.description {
        config.description = description;
    }
    if let Some(publishers) = input.allowed_publishers {
        config.publishers = publishers.signing_profile_version_arns;
    }
    let policy = input.code_signing_policies;
    if let Some(policy) = policy.and_then(|policy| policy.untrusted_artifact_on_deployment) {
        config.policy = policy;
    }
    config.modified = cx.now().as_microsecond();
    row::save(cx, &config)?;
    Ok(UpdateCodeSigningConfigResponse {
        code_signing_config: Some(row::shown(cx, config)),
    })
}

pub fn get_code_signing_config(
    cx: &mut Cx,
    input: GetCodeSigningConfigRequest,
) -> Result<GetCodeSigningConfigResponse, AwsError> {
    let config = row::found(cx, &input.code_signing_config_arn)?;
    Ok(GetCodeSigningConfigResponse {
        code_signing_config: Some(row::shown(cx, config)),
    })
}

pub fn delete_code_signing_config(
    cx: &mut Cx,
    input: DeleteCodeSigningConfigRequest,
) -> Result<Reply, AwsError> {
    let config = row::found(cx, &input.code_signing_config_arn)?;
    let functions = FUNCTIONS.scan(cx.tx, cx.scope(), Span::all(), usize::MAX, false)?;
    let arn = Some(input.code_signing_config_arn);
    if functions
        .iter()
        .any(|(_, function)| function.signing == arn)
    {
        return Err(errors::conflict(
            "The code signing configuration cannot be deleted: functions use it.",
        ));
    }
    CONFIGS.delete(cx.tx, cx.scope(), &config.id)?;
    Ok(Reply::default())
}

pub fn list_code_signing_configs(
    cx: &mut Cx,
    input: ListCodeSigningConfigsRequest,
) -> Result<ListCodeSigningConfigsResponse, AwsError> {
    let page = Page::of(input.max_items, input.marker.as_deref(), limits::LISTED);
    let page = page.ok_or_else(errors::marker)?;
    let scope = cx.scope();
    let (found, next_marker) = page.fill(
        |after, limit| {
            let span = after.map_or_else(Span::all, |after| Span::all().after(after));
            Ok(CONFIGS.scan(cx.tx, scope, span, limit, false)?)
        },
        |_| true,
    )?;
    let found = found.into_iter();
    Ok(ListCodeSigningConfigsResponse {
        code_signing_configs: Some(found.map(|config| row::shown(cx, config)).collect()),
        next_marker,
    })
}
