//! What requests say of a function, and what Lambda makes of it.

use super::row::{Config, LayerUse, Logging};
use crate::shapes::{
    self, DeadLetterConfig, Environment, EphemeralStorage, LoggingConfig, SnapStart, TracingConfig,
    VpcConfig,
};
use crate::{errors, layer, limits};
use haneul_pipeline::{AwsError, Cx};
use serde_json::Value as Json;

/// What calls that make or change a function say of it.
#[derive(Default)]
pub struct Said {
    pub runtime: Option<String>,
    pub handler: Option<String>,
    pub role: Option<String>,
    pub timeout: Option<i64>,
    pub memory: Option<i64>,
    pub environment: Option<Environment>,
    pub layers: Option<Vec<String>>,
    pub tracing: Option<TracingConfig>,
    pub dead_letter: Option<DeadLetterConfig>,
    pub storage: Option<EphemeralStorage>,
    pub logging: Option<LoggingConfig>,
    pub vpc: Option<VpcConfig>,
    pub snap_start: Option<SnapStart>,
    pub key: Option<String>,
    /// Parameters of which nothing is done here, where they are said.
    pub refused: Vec<(bool, &'static str)>,
}

/// Of the request of either call.
macro_rules! said {
    ($input:expr) => {
        $crate::function::Said {
            runtime: $input.runtime.take(),
            handler: $input.handler.take(),
            role: None,
            timeout: $input.timeout,
            memory: $input.memory_size,
            environment: $input.environment.take(),
            layers: $input.layers.take(),
            tracing: $input.tracing_config.take(),
            dead_letter: $input.dead_letter_config.take(),
            storage: $input.ephemeral_storage.take(),
            logging: $input.logging_config.take(),
            vpc: $input.vpc_config.take(),
            snap_start: $input.snap_start.take(),
            key: $input.kms_key_arn.take(),
            refused: vec![
                (
                    $input
                        .file_system_configs
                        .as_ref()
                        .is_some_and(|all| !all.is_empty()),
                    "functions with FileSystemConfigs",
                ),
                (
                    $input.image_config.is_some(),
                    "functions with an ImageConfig",
                ),
                (
                    $input.capacity_provider_config.is_some(),
                    "functions with a CapacityProviderConfig",
                ),
                (
                    $input.durable_config.is_some(),
                    "functions with a DurableConfig",
                ),
                (
                    $input.runtime_config.is_some(),
                    "functions with a RuntimeConfig",
                ),
                (
                    $input.accelerator_config.is_some(),
                    "functions with an AcceleratorConfig",
                ),
            ],
        }
    };
}
pub(super) use said;

/// Of functions that nobody says more of.
pub fn first() -> Config {
    Config {
        timeout: limits::DEFAULT_TIMEOUT,
        memory: limits::DEFAULT_MEMORY,
        storage: limits::DEFAULT_STORAGE,
        architecture: "x86_64".to_owned(),
        tracing: "PassThrough".to_owned(),
        logging: Logging {
            format: "Text".to_owned(),
            ..Logging::default()
        },
        ..Config::default()
    }
}

/// Changes what is said; what is not stays. The role is looked at where its service is asked.
pub fn apply(cx: &mut Cx, config: &mut Config, said: Said) -> Result<(), AwsError> {
    refuse(&said)?;
    if let Some(runtime) = said.runtime {
        supported(&runtime)?;
        config.runtime = runtime;
    }
    set(&mut config.handler, said.handler);
    set(&mut config.role, said.role);
    let numbers = [
        (
            said.timeout,
            &mut config.timeout,
            "timeout",
            limits::TIMEOUT,
        ),
        (
            said.memory,
            &mut config.memory,
            "memorySize",
            limits::MEMORY,
        ),
        (
            said.storage.map(|storage| storage.size),
            &mut config.storage,
            "ephemeralStorage.size",
            limits::STORAGE,
        ),
    ];
    for (said, own, name, most) in numbers {
        match said {
            Some(said) if said > most => return Err(errors::above(said, name, most)),
            Some(said) => *own = said,
            None => {}
        }
    }
    if let Some(environment) = said.environment {
        config.environment = environment.variables;
        environment_fits(config.environment.as_deref().unwrap_or_default())?;
    }
    if let Some(mode) = said.tracing.and_then(|tracing| tracing.mode) {
        config.tracing = mode;
    }
    if let Some(dead) = said.dead_letter {
        config.dead_letter = dead.target_arn.filter(|arn| !arn.is_empty());
        dead_letter(config.dead_letter.as_deref())?;
    }
    if let Some(said) = said.logging {
        log(&mut config.logging, said)?;
    }
    if let Some(layers) = said.layers {
        config.layers = with_layers(cx, &layers)?;
    }
    Ok(())
}

fn set(own: &mut String, said: Option<String>) {
    if let Some(said) = said {
        *own = said;
    }
}

fn refuse(said: &Said) -> Result<(), AwsError> {
    if let Some((_, what)) = said.refused.iter().find(|(is, _)| *is) {
        return Err(AwsError::not_implemented(what));
    }
    let some = |list: &Option<Vec<String>>| list.as_ref().is_some_and(|list| !list.is_empty());
    let vpc = said.vpc.as_ref();
    if vpc.is_some_and(|vpc| some(&vpc.subnet_ids) || some(&vpc.security_group_ids)) {
        return Err(AwsError::not_implemented("functions in a VPC (VpcConfig)"));
    }
    if said.key.as_ref().is_some_and(|key| !key.is_empty()) {
        return Err(AwsError::not_implemented("functions with a KMSKeyArn"));
    }
    let snap = said
        .snap_start
        .as_ref()
        .and_then(|snap| snap.apply_on.as_deref());
    match snap {
        Some("PublishedVersions") => Err(AwsError::not_implemented("SnapStart")),
        _ => Ok(()),
    }
}

/// Those of which AWS lets no new functions be made.
const ENDED: &[&str] = &[
    "nodejs",
    "nodejs4.3",
    "nodejs4.3-edge",
    "nodejs6.10",
    "nodejs8.10",
    "nodejs10.x",
    "nodejs12.x",
    "nodejs14.x",
    "nodejs16.x",
    "java8",
    "python2.7",
    "python3.6",
    "python3.7",
    "python3.8",
    "dotnetcore1.0",
    "dotnetcore2.0",
    "dotnetcore2.1",
    "dotnetcore3.1",
    "dotnet6",
    "go1.x",
    "ruby2.5",
    "ruby2.7",
    "provided",
];

fn supported(runtime: &str) -> Result<(), AwsError> {
    if runtime == "custom" {
        return Err(AwsError::not_implemented("the runtime custom"));
    }
    match ENDED.contains(&runtime) {
        true => Err(errors::invalid(format!(
            "The runtime parameter of {runtime} is no longer supported for creating or updating \
             AWS Lambda functions. We recommend you use a supported runtime while creating or \
             updating functions."
        ))),
        false => Ok(()),
    }
}

/// Variables that Lambda sets itself.
const RESERVED: &[&str] = &[
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SECRET_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
    "TZ",
];

fn environment_fits(variables: &[(String, String)]) -> Result<(), AwsError> {
    let names = variables.iter().map(|(name, _)| name.as_str());
    let taken: Vec<_> = names.filter(|name| RESERVED.contains(name)).collect();
    let begin = "Lambda was unable to configure your environment variables because the environment \
                 variables you have provided";
    if !taken.is_empty() {
        return Err(errors::invalid(format!(
            "{begin} contains reserved keys that are currently not supported for modification. \
             Reserved keys used in this request: {}",
            taken.join(", ")
        )));
    }
    let text = |(name, value): &(String, String)| (name.clone(), Json::from(value.clone()));
    let measured = Json::Object(variables.iter().map(text).collect()).to_string();
    match measured.len() > limits::ENVIRONMENT {
        true => Err(errors::invalid(format!(
            "{begin} exceeded the 4KB limit. String measured: {measured}"
        ))),
        false => Ok(()),
    }
}

fn dead_letter(arn: Option<&str>) -> Result<(), AwsError> {
    let Some(arn) = arn else { return Ok(()) };
    match arn.split(':').nth(2) {
        Some("sqs" | "sns") => Ok(()),
        _ => Err(errors::invalid(format!(
            "The provided dead letter target {arn} is neither an SQS queue nor an SNS topic."
        ))),
    }
}

fn log(own: &mut Logging, said: LoggingConfig) -> Result<(), AwsError> {
    if let Some(format) = said.log_format {
        own.format = format;
    }
    let is_json = own.format == "JSON";
    if !is_json && (said.application_log_level.is_some() || said.system_log_level.is_some()) {
        return Err(errors::invalid(
            "Log level is not supported for Text log format. To set a log level, use the JSON log \
             format.",
        ));
    }
    let level = |said: Option<String>, own: Option<String>| {
        let kept = said.or(own).unwrap_or_else(|| "INFO".to_owned());
        is_json.then_some(kept)
    };
    own.application = level(said.application_log_level, own.application.take());
    own.system = level(said.system_log_level, own.system.take());
    own.group = said.log_group.or(own.group.take());
    Ok(())
}

fn with_layers(cx: &mut Cx, arns: &[String]) -> Result<Vec<LayerUse>, AwsError> {
    if arns.len() > limits::LAYERS {
        return Err(errors::invalid(format!(
            "Cannot reference more than {} layers.",
            limits::LAYERS
        )));
    }
    let mut layers: Vec<LayerUse> = Vec::new();
    for arn in arns {
        let name = |arn: &str| arn.rsplit_once(':').map(|(name, _)| name.to_owned());
        if layers.iter().any(|known| name(&known.arn) == name(arn)) {
            return Err(errors::invalid(format!(
                "Two different versions of the same layer are not allowed to be referenced in the \
                 same function. {arn} and {arn} are versions of the same layer."
            )));
        }
        layers.push(layer::used(cx, arn)?);
    }
    Ok(layers)
}

/// The code with all layers.
pub fn fits_unzipped(config: &Config, code: &crate::code::Code) -> Result<(), AwsError> {
    let layers = config.layers.iter().map(|layer| layer.code.unzipped);
    let all = code.unzipped + layers.sum::<i64>();
    match all > limits::UNZIPPED {
        true => Err(errors::invalid(format!(
            "Layers consume more than the available size of {} bytes",
            limits::UNZIPPED
        ))),
        false => Ok(()),
    }
}

pub fn shown_logging(function: &str, logging: &Logging) -> shapes::LoggingConfig {
    let group = logging.group.clone();
    shapes::LoggingConfig {
        log_format: Some(logging.format.clone()),
        application_log_level: logging.application.clone(),
        system_log_level: logging.system.clone(),
        log_group: Some(group.unwrap_or_else(|| format!("/aws/lambda/{function}"))),
    }
}
