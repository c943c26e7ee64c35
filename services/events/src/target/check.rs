//! What a target may say.

use super::row::{Http, Input, Target};
use super::{input, input::is_predefined};
use crate::delivery;
use crate::shapes;
use crate::{errors, limits};
use haneul_pattern::path::Path;
use haneul_pipeline::{AwsError, Cloud};

pub fn read(cloud: &Cloud, target: shapes::Target) -> Result<Target, AwsError> {
    let id = target.id.clone();
    if !target.arn.starts_with("arn:") || target.arn.split(':').count() < 6 {
        return Err(errors::parameter(
            &target.arn,
            "Provided Arn is not in correct format.",
        ));
    }
    refuse_others(&target)?;
    let input = read_input(&target)?;
    let group = target.sqs_parameters.and_then(|sqs| sqs.message_group_id);
    let retry = target.retry_policy;
    let target = Target {
        id: target.id,
        arn: target.arn,
        role: target.role_arn,
        input,
        message_group: group,
        partition_key: target
            .kinesis_parameters
            .map(|kinesis| kinesis.partition_key_path),
        dead_letter: target.dead_letter_config.and_then(|config| config.arn),
        retries: retry
            .as_ref()
            .and_then(|retry| retry.maximum_retry_attempts),
        age: retry
            .as_ref()
            .and_then(|retry| retry.maximum_event_age_in_seconds),
        http: Http::given(target.http_parameters),
    };
    if let Some(path) = &target.partition_key {
        if Path::parse(path).is_none() {
            return Err(errors::parameter("PartitionKeyPath", "Invalid JSONPath."));
        }
    }
    let queue = target.dead_letter.as_deref();
    if queue.is_some_and(|arn| arn.split(':').nth(2) != Some("sqs") || arn.ends_with(".fifo")) {
        return Err(errors::parameter(
            "DeadLetterConfig.Arn",
            "The dead-letter queue must be a standard SQS queue.",
        ));
    }
    delivery::check(cloud, &target, &id)?;
    Ok(target)
}

/// Parameters for services that are not here.
fn refuse_others(target: &shapes::Target) -> Result<(), AwsError> {
    let given = [
        (
            "RunCommandParameters",
            target.run_command_parameters.is_some(),
        ),
        ("EcsParameters", target.ecs_parameters.is_some()),
        ("BatchParameters", target.batch_parameters.is_some()),
        (
            "RedshiftDataParameters",
            target.redshift_data_parameters.is_some(),
        ),
        (
            "SageMakerPipelineParameters",
            target.sage_maker_pipeline_parameters.is_some(),
        ),
        ("AppSyncParameters", target.app_sync_parameters.is_some()),
    ];
    match given.iter().find(|(_, given)| *given) {
        Some((name, _)) => Err(AwsError::not_implemented(format_args!(
            "EventBridge targets with {name}"
        ))),
        None => Ok(()),
    }
}

fn read_input(target: &shapes::Target) -> Result<Input, AwsError> {
    let id = &target.id;
    match (&target.input, &target.input_path, &target.input_transformer) {
        (None, None, None) => Ok(Input::Event),
        (Some(text), None, None) => match serde_json::from_str::<serde_json::Value>(text) {
            Ok(_) => Ok(Input::Text(text.clone())),
            Err(_) => Err(errors::invalid(format!(
                "JSON syntax error in input for target {id}"
            ))),
        },
        (None, Some(path), None) => match Path::parse(path) {
            Some(_) => Ok(Input::Path(path.clone())),
            None => Err(errors::invalid(format!(
                "Invalid InputPath for target {id}."
            ))),
        },
        (None, None, Some(transformer)) => read_template(id, transformer),
        _ => Err(errors::invalid(format!(
            "Only one of Input, InputPath, or InputTransformer must be provided for target {id}."
        ))),
    }
}

fn read_template(id: &str, transformer: &shapes::InputTransformer) -> Result<Input, AwsError> {
    let variables = transformer.input_paths_map.clone().unwrap_or_default();
    if variables.len() > limits::VARIABLES {
        return Err(errors::invalid(format!(
            "InputPathsMap of target {id} has more than {} variables.",
            limits::VARIABLES
        )));
    }
    for (name, path) in &variables {
        if name.to_ascii_lowercase().starts_with("aws") {
            return Err(errors::invalid(format!(
                "InputPathsMap of target {id} must not define {name}: names that start with AWS are reserved."
            )));
        }
        if Path::parse(path).is_none() {
            return Err(errors::invalid(format!(
                "Invalid InputPathsMap for target {id}: {path} is no JSON path."
            )));
        }
    }
    let template = &transformer.input_template;
    let unknown =
        |name: &String| !is_predefined(name) && !variables.iter().any(|(known, _)| known == name);
    if let Some(name) = input::names(template).into_iter().find(unknown) {
        return Err(errors::invalid(format!(
            "InputTemplate for target {id} contains placeholder {name} which is not defined in InputPathsMap."
        )));
    }
    Ok(Input::Template {
        variables,
        template: template.clone(),
    })
}
