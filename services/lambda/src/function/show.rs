//! A version, as calls show it.

use super::config::shown_logging;
use super::row::{Found, Function, Version};
use crate::names::Named;
use crate::shapes::{
    self, DeadLetterConfig, EnvironmentResponse, EphemeralStorage, FunctionConfiguration,
    RuntimeVersionConfig, SnapStartResponse, TracingConfigResponse,
};
use haneul_pipeline::Cx;
use jiff::Timestamp;

/// `2026-11-21T22:04:19.123+0000`.
pub fn time(micros: i64) -> String {
    let time = Timestamp::from_microsecond(micros).unwrap_or_default();
    time.strftime("%Y-%m-%dT%H:%M:%S.%3f+0000").to_string()
}

pub fn found(cx: &Cx, found: &Found) -> FunctionConfiguration {
    // A version that an alias leads to is shown as itself, with the ARN that was asked for.
    configuration(cx, &found.named, &found.function, &found.version)
}

/// With the number in the ARN.
pub fn numbered(
    cx: &Cx,
    named: &Named,
    function: &Function,
    version: &Version,
) -> FunctionConfiguration {
    let named = Named {
        qualifier: Some(version.shown_number()),
        ..named.clone()
    };
    configuration(cx, &named, function, version)
}

pub fn configuration(
    cx: &Cx,
    named: &Named,
    function: &Function,
    version: &Version,
) -> FunctionConfiguration {
    let config = &version.config;
    let now = cx.now().as_microsecond();
    let is_pending = version.is_pending(now);
    let is_changing = version.is_settling(now) && version.changed;
    let because = |is: bool, text: &str| is.then(|| text.to_owned());
    FunctionConfiguration {
        function_name: Some(function.name.clone()),
        function_arn: Some(named.arn(cx)),
        runtime: Some(config.runtime.clone()),
        role: Some(config.role.clone()),
        handler: Some(config.handler.clone()),
        code_size: Some(version.code.size),
        description: Some(version.description.clone()),
        timeout: Some(config.timeout),
        memory_size: Some(config.memory),
        last_modified: Some(time(version.modified)),
        code_sha256: Some(version.code.sha256.clone()),
        version: Some(version.shown_number()),
        dead_letter_config: config.dead_letter.clone().map(|arn| DeadLetterConfig {
            target_arn: Some(arn),
        }),
        environment: config
            .environment
            .clone()
            .map(|variables| EnvironmentResponse {
                variables: Some(variables),
                ..EnvironmentResponse::default()
            }),
        tracing_config: Some(TracingConfigResponse {
            mode: Some(config.tracing.clone()),
        }),
        revision_id: Some(version.revision.clone()),
        layers: (!config.layers.is_empty()).then(|| layers(version)),
        state: Some(if is_pending { "Pending" } else { "Active" }.to_owned()),
        state_reason: because(is_pending, "The function is being created."),
        state_reason_code: because(is_pending, "Creating"),
        last_update_status: Some(
            match (is_pending, is_changing) {
                (false, false) => "Successful",
                _ => "InProgress",
            }
            .to_owned(),
        ),
        last_update_status_reason: because(is_changing, "The function is being created."),
        package_type: Some("Zip".to_owned()),
        architectures: Some(vec![config.architecture.clone()]),
        ephemeral_storage: Some(EphemeralStorage {
            size: config.storage,
        }),
        snap_start: Some(SnapStartResponse {
            apply_on: Some("None".to_owned()),
            optimization_status: Some("Off".to_owned()),
        }),
        runtime_version_config: Some(RuntimeVersionConfig {
            runtime_version_arn: Some(runtime_version(cx, &config.runtime)),
            error: None,
        }),
        logging_config: Some(shown_logging(&function.name, &config.logging)),
        ..FunctionConfiguration::default()
    }
}

fn layers(version: &Version) -> Vec<shapes::Layer> {
    let layers = version.config.layers.iter();
    let shown = layers.map(|layer| shapes::Layer {
        arn: Some(layer.arn.clone()),
        code_size: Some(layer.code.size),
        ..shapes::Layer::default()
    });
    shown.collect()
}

/// Each runtime has the one version that is on this machine.
pub fn runtime_version(cx: &Cx, runtime: &str) -> String {
    let sum = ring::digest::digest(&ring::digest::SHA256, runtime.as_bytes());
    let sum: String = sum
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!(
        "arn:{}:lambda:{}::runtime:{sum}",
        cx.partition(),
        cx.region()
    )
}
