//! Delivery streams as AWS shows them.

use crate::shapes::{
    BufferingHints, CloudWatchLoggingOptions, DeliveryStreamDescription,
    DeliveryStreamEncryptionConfiguration, DestinationDescription, DirectPutSourceDescription,
    DynamicPartitioningConfiguration, EncryptionConfiguration, ExtendedS3DestinationDescription,
    HttpEndpointBufferingHints, HttpEndpointCommonAttribute, HttpEndpointDescription,
    HttpEndpointDestinationDescription, HttpEndpointRequestConfiguration, HttpEndpointRetryOptions,
    KinesisStreamSourceDescription, ProcessingConfiguration, Processor as ShownProcessor,
    ProcessorParameter, RetryOptions, S3DestinationDescription, SourceDescription,
};
use crate::stream::row::{self, Destination, Endpoint, Logging, Processor, Stream};
use haneul_pipeline::Cx;
use jiff::Timestamp;

pub const DESTINATION: &str = "destinationId-000000000001";

fn time(micros: i64) -> Option<Timestamp> {
    Timestamp::from_millisecond(micros.div_euclid(1_000)).ok()
}

pub fn stream(cx: &Cx, stream: &Stream) -> DeliveryStreamDescription {
    let destination = &stream.destination;
    DeliveryStreamDescription {
        delivery_stream_name: Some(stream.name.clone()),
        delivery_stream_arn: Some(row::arn(cx, &stream.name)),
        delivery_stream_status: Some(stream.status(cx.now().as_microsecond()).to_owned()),
        failure_description: None,
        delivery_stream_encryption_configuration: Some(encryption(stream)),
        delivery_stream_type: Some(match stream.source {
            Some(_) => "KinesisStreamAsSource".to_owned(),
            None => "DirectPut".to_owned(),
        }),
        version_id: Some(stream.version.to_string()),
        create_timestamp: time(stream.created),
        last_update_timestamp: stream.updated.and_then(time),
        source: source(stream),
        destinations: Some(vec![match &stream.endpoint {
            Some(endpoint) => DestinationDescription {
                destination_id: Some(DESTINATION.to_owned()),
                http_endpoint_destination_description: Some(posted(endpoint, destination)),
                ..DestinationDescription::default()
            },
            None => DestinationDescription {
                destination_id: Some(DESTINATION.to_owned()),
                s3_destination_description: Some(plain(destination)),
                extended_s3_destination_description: Some(extended(destination)),
                ..DestinationDescription::default()
            },
        }]),
        has_more_destinations: Some(false),
    }
}

fn encryption(stream: &Stream) -> DeliveryStreamEncryptionConfiguration {
    let status = match stream.encrypted {
        true => "ENABLED",
        false => "DISABLED",
    };
    DeliveryStreamEncryptionConfiguration {
        key_type: stream.encrypted.then(|| "AWS_OWNED_CMK".to_owned()),
        status: Some(status.to_owned()),
        ..DeliveryStreamEncryptionConfiguration::default()
    }
}

fn source(stream: &Stream) -> Option<SourceDescription> {
    let kinesis = stream.source.as_ref();
    let direct = stream.throughput_hint;
    if kinesis.is_none() && direct.is_none() {
        return None;
    }
    Some(SourceDescription {
        kinesis_stream_source_description: kinesis.map(|source| KinesisStreamSourceDescription {
            kinesis_stream_arn: Some(source.arn.clone()),
            role_arn: Some(source.role.clone()),
            delivery_start_timestamp: time(source.since),
        }),
        direct_put_source_description: direct.map(|hint| DirectPutSourceDescription {
            throughput_hint_in_mbs: Some(hint),
        }),
        ..SourceDescription::default()
    })
}

fn hints(destination: &Destination) -> BufferingHints {
    BufferingHints {
        size_in_mbs: Some(destination.mebibytes),
        interval_in_seconds: Some(destination.seconds),
    }
}

fn unencrypted() -> EncryptionConfiguration {
    EncryptionConfiguration {
        no_encryption_config: Some("NoEncryption".to_owned()),
        ..EncryptionConfiguration::default()
    }
}

fn logging(logging: Option<&Logging>) -> CloudWatchLoggingOptions {
    CloudWatchLoggingOptions {
        enabled: Some(logging.is_some_and(|logging| logging.enabled)),
        log_group_name: logging.and_then(|logging| logging.group.clone()),
        log_stream_name: logging.and_then(|logging| logging.stream.clone()),
    }
}

fn plain(destination: &Destination) -> S3DestinationDescription {
    S3DestinationDescription {
        role_arn: Some(destination.role.clone()),
        bucket_arn: Some(destination.bucket.clone()),
        prefix: destination.prefix.clone(),
        error_output_prefix: destination.error_prefix.clone(),
        buffering_hints: Some(hints(destination)),
        compression_format: Some(destination.compression.clone()),
        encryption_configuration: Some(unencrypted()),
        cloud_watch_logging_options: Some(logging(destination.logging.as_ref())),
    }
}

/// Without the access key: nobody is shown it again.
fn posted(endpoint: &Endpoint, bucket: &Destination) -> HttpEndpointDestinationDescription {
    let encoding = if endpoint.gzip { "GZIP" } else { "NONE" };
    let mode = match endpoint.backup_all {
        true => "AllData",
        false => "FailedDataOnly",
    };
    let attributes = endpoint.attributes.iter().cloned();
    let attributes = attributes.map(|(name, value)| HttpEndpointCommonAttribute {
        attribute_name: name,
        attribute_value: value,
    });
    HttpEndpointDestinationDescription {
        endpoint_configuration: Some(HttpEndpointDescription {
            url: Some(endpoint.url.clone()),
            name: endpoint.name.clone(),
        }),
        buffering_hints: Some(HttpEndpointBufferingHints {
            size_in_mbs: Some(endpoint.mebibytes),
            interval_in_seconds: Some(endpoint.seconds),
        }),
        cloud_watch_logging_options: Some(logging(endpoint.logging.as_ref())),
        request_configuration: Some(HttpEndpointRequestConfiguration {
            content_encoding: Some(encoding.to_owned()),
            common_attributes: Some(attributes.collect()),
        }),
        processing_configuration: Some(processing(bucket)),
        role_arn: endpoint.role.clone(),
        retry_options: Some(HttpEndpointRetryOptions {
            duration_in_seconds: Some(endpoint.retry),
        }),
        s3_backup_mode: Some(mode.to_owned()),
        s3_destination_description: Some(plain(bucket)),
        secrets_manager_configuration: None,
    }
}

fn extended(destination: &Destination) -> ExtendedS3DestinationDescription {
    let backup = destination.backup.as_deref();
    let mode = match destination.backup_on {
        true => "Enabled",
        false => "Disabled",
    };
    ExtendedS3DestinationDescription {
        role_arn: Some(destination.role.clone()),
        bucket_arn: Some(destination.bucket.clone()),
        prefix: destination.prefix.clone(),
        error_output_prefix: destination.error_prefix.clone(),
        buffering_hints: Some(hints(destination)),
        compression_format: Some(destination.compression.clone()),
        encryption_configuration: Some(unencrypted()),
        cloud_watch_logging_options: Some(logging(destination.logging.as_ref())),
        processing_configuration: Some(processing(destination)),
        s3_backup_mode: Some(mode.to_owned()),
        s3_backup_description: backup.map(plain),
        data_format_conversion_configuration: None,
        dynamic_partitioning_configuration: destination.partitioned.then(|| {
            let seconds = destination.partition_retry.unwrap_or(300);
            DynamicPartitioningConfiguration {
                enabled: Some(true),
                retry_options: Some(RetryOptions {
                    duration_in_seconds: Some(seconds),
                }),
            }
        }),
        file_extension: destination.extension.clone(),
        custom_time_zone: destination.zone.clone(),
    }
}

fn processing(destination: &Destination) -> ProcessingConfiguration {
    ProcessingConfiguration {
        enabled: Some(destination.processing),
        processors: Some(destination.processors.iter().map(processor).collect()),
    }
}

fn processor(processor: &Processor) -> ShownProcessor {
    let parameters = processor.parameters.iter();
    ShownProcessor {
        r#type: processor.kind.clone(),
        parameters: Some(
            parameters
                .map(|(name, value)| ProcessorParameter {
                    parameter_name: name.clone(),
                    parameter_value: value.clone(),
                })
                .collect(),
        ),
    }
}
