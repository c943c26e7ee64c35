//! Operations: GetBucketNotificationConfiguration, PutBucketNotificationConfiguration.

use super::event::{PRINCIPAL, call, message};
use super::{Configuration, KIND, Target, rules, stored};
use crate::bucket::{self, Bucket, configured};
use crate::errors;
use crate::intelligent_tiering;
use crate::object::still_there;
use crate::shapes::{
    EventBridgeConfiguration, FilterRule, GetBucketNotificationConfigurationRequest,
    LambdaFunctionConfiguration, NotificationConfiguration, NotificationConfigurationFilter,
    PutBucketNotificationConfigurationOutput, PutBucketNotificationConfigurationRequest,
    QueueConfiguration, S3KeyFilter, TopicConfiguration,
};
use haneul_pipeline::{AwsError, Caller, Cx, Edge, Invocation, Source, invoke};
use serde_json::json;

pub async fn put_bucket_notification_configuration(
    edge: Edge,
    input: PutBucketNotificationConfigurationRequest,
) -> Result<PutBucketNotificationConfigurationOutput, AwsError> {
    let bucket = edge.read(|cx| bucket::open(cx, &input.bucket))?;
    let wanted = rules::read(
        input.notification_configuration,
        &bucket.region,
        &edge.cloud.random,
    )?;
    if input.skip_destination_validation != Some(true) {
        for target in wanted.targets() {
            try_out(&edge, &bucket, target).await?;
        }
    }
    edge.transact(|cx| {
        let bucket = still_there(cx, &bucket)?;
        intelligent_tiering::watch(cx, &bucket)?;
        match wanted == Configuration::default() {
            true => configured::delete(cx, &bucket, KIND, configured::ONLY).map(drop),
            false => configured::put(cx, &bucket, KIND, configured::ONLY, &wanted),
        }
    })
    .await?;
    Ok(PutBucketNotificationConfigurationOutput::default())
}

/// Sends the test event, as AWS does before it takes a configuration.
async fn try_out(edge: &Edge, bucket: &Bucket, target: &Target) -> Result<(), AwsError> {
    let partition = &edge.call.partition;
    let source = Source {
        arn: bucket.arn(partition),
        account: bucket.owner.clone(),
    };
    let event = json!({
        "Service": "Amazon S3",
        "Event": "s3:TestEvent",
        "Time": edge.call.now.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string(),
        "Bucket": bucket.name,
        "RequestId": edge.call.id.to_string(),
        "HostId": edge.call.id.to_string(),
    });
    let mut input = message(target, &event);
    // Functions are asked whether they may be called, and not called.
    if target.service() == "lambda" {
        input = json!({"FunctionName": target.arn, "InvocationType": "DryRun"});
    }
    let invocation = Invocation {
        caller: Caller::service(partition, PRINCIPAL, source),
        account: target.account().to_owned(),
        region: bucket.region.clone(),
        service: call(target).0,
        operation: call(target).1,
        input,
        body: None,
        delivers: None,
    };
    match invoke(&edge.cloud, invocation).await {
        Ok(_) => Ok(()),
        Err(error) if error.status.is_some_and(|status| status >= 500) => Err(error),
        Err(error) => {
            tracing::debug!(
                "{} does not take events of {}: {error}",
                target.arn,
                bucket.name
            );
            Err(errors::invalid_argument(
                "Unable to validate the following destination configurations",
                &target.arn,
                match target.service() {
                    "sns" => {
                        "The destination topic does not exist or does not let S3 publish to it"
                    }
                    "lambda" => "Not authorized to invoke function",
                    _ => "The destination queue does not exist or does not let S3 send to it",
                },
            ))
        }
    }
}

pub fn get_bucket_notification_configuration(
    cx: &mut Cx,
    input: GetBucketNotificationConfigurationRequest,
) -> Result<NotificationConfiguration, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let Configuration {
        queues,
        topics,
        functions,
        bridge,
    } = stored(cx, &bucket)?;
    Ok(NotificationConfiguration {
        queue_configurations: (!queues.is_empty()).then(|| queues.into_iter().map(queue).collect()),
        topic_configurations: (!topics.is_empty()).then(|| topics.into_iter().map(topic).collect()),
        lambda_function_configurations: (!functions.is_empty())
            .then(|| functions.into_iter().map(function).collect()),
        event_bridge_configuration: bridge.then(EventBridgeConfiguration::default),
    })
}

fn queue(target: Target) -> QueueConfiguration {
    let filter = filter(&target);
    QueueConfiguration {
        id: Some(target.id),
        queue_arn: target.arn,
        events: target.events,
        filter,
    }
}

fn topic(target: Target) -> TopicConfiguration {
    let filter = filter(&target);
    TopicConfiguration {
        id: Some(target.id),
        topic_arn: target.arn,
        events: target.events,
        filter,
    }
}

fn function(target: Target) -> LambdaFunctionConfiguration {
    let filter = filter(&target);
    LambdaFunctionConfiguration {
        id: Some(target.id),
        lambda_function_arn: target.arn,
        events: target.events,
        filter,
    }
}

fn filter(target: &Target) -> Option<NotificationConfigurationFilter> {
    let rule = |name: &str, value: &Option<String>| {
        value.clone().map(|value| FilterRule {
            name: Some(name.to_owned()),
            value: Some(value),
        })
    };
    let rules: Vec<_> = [
        rule("prefix", &target.prefix),
        rule("suffix", &target.suffix),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!rules.is_empty()).then_some(NotificationConfigurationFilter {
        key: Some(S3KeyFilter {
            filter_rules: Some(rules),
        }),
    })
}
