//! What a pipe brings events to, as requests say it and answers show it.

use super::kind;
use super::row::{Pipe, Target, ToBus, ToQueue, ToUrl};
use crate::errors;
use crate::shapes::{
    PipeTargetEventBridgeEventBusParameters, PipeTargetHttpParameters,
    PipeTargetKinesisStreamParameters, PipeTargetLambdaFunctionParameters, PipeTargetParameters,
    PipeTargetSqsQueueParameters,
};
use haneul_pattern::path::Path;
use haneul_pipeline::{Arn, AwsError, Cx};

const QUEUE: &str = "TargetParameters.SqsQueueParameters";
const STREAM: &str = "TargetParameters.KinesisStreamParameters";
const HTTP: &str = "TargetParameters.HttpParameters";
const FUNCTION: &str = "TargetParameters.LambdaFunctionParameters";
const BUS: &str = "TargetParameters.EventBridgeEventBusParameters";

pub fn read(cx: &Cx, arn: &str, said: Option<PipeTargetParameters>) -> Result<Target, AwsError> {
    let mut target = Target {
        arn: String::new(),
        template: None,
        queue: None,
        stream: None,
        bus: None,
        url: None,
        function: None,
    };
    update(cx, &mut target, Some(arn.to_owned()), said)?;
    Ok(target)
}

/// Another target, or the same with other parameters; those of one service go together.
pub fn update(
    cx: &Cx,
    target: &mut Target,
    arn: Option<String>,
    said: Option<PipeTargetParameters>,
) -> Result<(), AwsError> {
    if let Some(arn) = arn.filter(|arn| *arn != target.arn) {
        known(cx, &arn)?;
        *target = Target {
            arn,
            template: target.template.take(),
            queue: None,
            stream: None,
            bus: None,
            url: None,
            function: None,
        };
    }
    let Some(said) = said else {
        return Ok(());
    };
    refuse_others(&said)?;
    if let Some(template) = said.input_template {
        target.template = Some(template).filter(|template| !template.is_empty());
    }
    if let Some(queue) = said.sqs_queue_parameters {
        target.queue = Some(ToQueue {
            group: queue.message_group_id,
            deduplication: queue.message_deduplication_id,
        });
    }
    if let Some(stream) = said.kinesis_stream_parameters {
        target.stream = Some(stream.partition_key);
    }
    if let Some(function) = said.lambda_function_parameters {
        target.function = function.invocation_type;
    }
    if let Some(http) = said.http_parameters {
        target.url = Some(ToUrl::read(
            http.path_parameter_values,
            http.header_parameters,
            http.query_string_parameters,
        ));
    }
    if let Some(bus) = said.event_bridge_event_bus_parameters {
        if bus.endpoint_id.is_some() {
            return Err(AwsError::not_implemented(
                "pipes' targets with an EndpointId",
            ));
        }
        target.bus = Some(ToBus {
            detail_type: bus.detail_type,
            source: bus.source,
            resources: bus.resources,
            time: bus.time,
        });
    }
    Ok(())
}

fn known(cx: &Cx, arn: &str) -> Result<(), AwsError> {
    let parts = Arn::read(arn).ok_or_else(|| errors::field("Target", "Invalid target ARN."))?;
    let kind = kind::of(arn).filter(|kind| kind.is_in(cx.cloud));
    if kind.is_none() {
        return Err(AwsError::not_implemented(format_args!(
            "pipes' targets of {}",
            parts.service
        )));
    }
    if (parts.account, parts.region) != (cx.account(), cx.region()) {
        return Err(AwsError::not_implemented(
            "pipes' targets of other accounts and Regions",
        ));
    }
    match parts.service == "sns" && parts.is_fifo() {
        true => Err(errors::field(
            "Target",
            "Amazon SNS FIFO topics are not supported as a target.",
        )),
        false => Ok(()),
    }
}

fn refuse_others(said: &PipeTargetParameters) -> Result<(), AwsError> {
    let given = [
        (
            "StepFunctionStateMachineParameters",
            said.step_function_state_machine_parameters.is_some(),
        ),
        ("EcsTaskParameters", said.ecs_task_parameters.is_some()),
        ("BatchJobParameters", said.batch_job_parameters.is_some()),
        (
            "RedshiftDataParameters",
            said.redshift_data_parameters.is_some(),
        ),
        (
            "SageMakerPipelineParameters",
            said.sage_maker_pipeline_parameters.is_some(),
        ),
        (
            "CloudWatchLogsParameters",
            said.cloud_watch_logs_parameters.is_some(),
        ),
        ("TimestreamParameters", said.timestream_parameters.is_some()),
    ];
    match given.iter().find(|(_, given)| *given) {
        Some((name, _)) => Err(AwsError::not_implemented(format_args!(
            "pipes' targets with {name}"
        ))),
        None => Ok(()),
    }
}

/// Whether what was said goes together.
pub fn check(pipe: &Pipe) -> Result<(), AwsError> {
    let target = &pipe.target;
    let (Some(kind), Some(parts)) = (kind::of(&target.arn), Arn::read(&target.arn)) else {
        return Err(errors::field("Target", "Invalid target ARN."));
    };
    let given = [
        (QUEUE, target.queue.is_some(), kind.service == "sqs"),
        (STREAM, target.stream.is_some(), kind.service == "kinesis"),
        (
            BUS,
            target.bus.is_some(),
            kind.service == "events" && !kind.is_outside(),
        ),
        (HTTP, target.url.is_some(), kind.is_outside()),
        (FUNCTION, target.function.is_some(), kind.is_function()),
    ];
    for (name, given, fits) in given {
        if given && !fits {
            return Err(errors::field(
                name,
                "The parameter is not supported for this target.",
            ));
        }
    }
    if kind.service == "kinesis" && target.stream.is_none() {
        return Err(errors::missing(STREAM));
    }
    let group = target.queue.as_ref().and_then(|queue| queue.group.as_ref());
    if kind.service == "sqs" && parts.is_fifo() && group.is_none() {
        return Err(errors::missing(&format!("{QUEUE}.MessageGroupId")));
    }
    let enrichment = pipe.enrichment.as_ref();
    let most = kind::most(
        &target.arn,
        enrichment.map(|enrichment| enrichment.arn.as_str()),
    );
    let most = most.unwrap_or(kind.most);
    if pipe.batching().size > most as i64 {
        let who = match most < kind.most {
            true => "enrichment",
            false => "target",
        };
        return Err(errors::field(
            "BatchSize",
            &format!("BatchSize must not be more than the {who} supports: {most}."),
        ));
    }
    check_paths("TargetParameters", paths(target))?;
    let url = enrichment.and_then(|enrichment| enrichment.url.as_ref());
    let asked = url.iter().flat_map(|url| url.paths()).collect();
    check_paths("EnrichmentParameters", asked)
}

fn check_paths(name: &str, paths: Vec<&String>) -> Result<(), AwsError> {
    for path in paths {
        if path.starts_with("$.") && Path::parse(path).is_none() {
            return Err(errors::field(name, &format!("Invalid JSON path: {path}")));
        }
    }
    Ok(())
}

/// What may be a path into the event.
fn paths(target: &Target) -> Vec<&String> {
    let queue = target.queue.iter();
    let queue = queue.flat_map(|queue| [&queue.group, &queue.deduplication]);
    let bus = target.bus.iter();
    let bus = bus.flat_map(|bus| [&bus.detail_type, &bus.source, &bus.time]);
    let resources = target.bus.iter().flat_map(|bus| bus.resources.iter());
    let mut all: Vec<&String> = queue.chain(bus).flatten().collect();
    all.extend(resources.flatten());
    all.extend(&target.stream);
    all.extend(target.url.iter().flat_map(ToUrl::paths));
    all
}

pub fn shown(target: &Target) -> PipeTargetParameters {
    PipeTargetParameters {
        input_template: target.template.clone(),
        sqs_queue_parameters: target
            .queue
            .clone()
            .map(|queue| PipeTargetSqsQueueParameters {
                message_group_id: queue.group,
                message_deduplication_id: queue.deduplication,
            }),
        kinesis_stream_parameters: target
            .stream
            .clone()
            .map(|partition_key| PipeTargetKinesisStreamParameters { partition_key }),
        event_bridge_event_bus_parameters: target.bus.clone().map(|bus| {
            PipeTargetEventBridgeEventBusParameters {
                endpoint_id: None,
                detail_type: bus.detail_type,
                source: bus.source,
                resources: bus.resources,
                time: bus.time,
            }
        }),
        lambda_function_parameters: target.function.clone().map(|kind| {
            PipeTargetLambdaFunctionParameters {
                invocation_type: Some(kind),
            }
        }),
        http_parameters: target.url.clone().map(|url| PipeTargetHttpParameters {
            path_parameter_values: (!url.path.is_empty()).then_some(url.path),
            header_parameters: (!url.headers.is_empty()).then_some(url.headers),
            query_string_parameters: (!url.query.is_empty()).then_some(url.query),
        }),
        ..PipeTargetParameters::default()
    }
}
