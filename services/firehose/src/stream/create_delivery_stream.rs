//! CreateDeliveryStream: to S3 or a URL, from whoever puts records or from a stream.

use crate::delivery;
use crate::errors;
use crate::limits::{CHANGE, STREAMS as MOST};
use crate::shapes::{CreateDeliveryStreamInput, CreateDeliveryStreamOutput};
use crate::stream::row::{self, Destination, Endpoint, STREAMS, Source, Stream};
use crate::stream::{destination, encryption, endpoint};
use crate::tag::rules;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    mut input: CreateDeliveryStreamInput,
) -> Result<CreateDeliveryStreamOutput, AwsError> {
    refuse(&input)?;
    let name = input.delivery_stream_name.clone();
    if row::find(cx, &name)?.is_some() {
        return Err(errors::stream_exists(&name, cx.account()));
    }
    let known = STREAMS.scan(cx.tx, cx.scope(), Span::all(), MOST, false)?;
    if known.len() >= MOST {
        return Err(errors::limit(format!(
            "You have already consumed your firehose quota of {MOST} hoses."
        )));
    }
    let source = source(cx, &mut input)?;
    let encrypted = match &input.delivery_stream_encryption_configuration_input {
        Some(given) => encryption::owned_key(given)?,
        None => false,
    };
    if encrypted && source.is_some() {
        return Err(errors::another_source(&name));
    }
    let (destination, endpoint) = given(cx, &mut input)?;
    let tags = rules::pairs(input.tags.unwrap_or_default());
    rules::check(&tags)?;
    let now = cx.now().as_microsecond();
    let hint = input.direct_put_source_configuration;
    let stream = Stream {
        id: cx.random().u64(),
        name,
        created: now,
        updated: None,
        version: 1,
        active: now + CHANGE,
        deleting: false,
        source,
        throughput_hint: hint.map(|hint| hint.throughput_hint_in_mbs),
        destination,
        encrypted,
        tags,
        endpoint,
    };
    row::put(cx, &stream)?;
    if stream.source.is_some() {
        delivery::begin_to_pull(cx, &stream)?;
    }
    Ok(CreateDeliveryStreamOutput {
        delivery_stream_arn: Some(row::arn(cx, &stream.name)),
    })
}

fn given(
    cx: &mut Cx,
    input: &mut CreateDeliveryStreamInput,
) -> Result<(Destination, Option<Endpoint>), AwsError> {
    let http = input.http_endpoint_destination_configuration.take();
    let extended = input.extended_s3_destination_configuration.take();
    let plain = input.s3_destination_configuration.take();
    match (extended, plain, http) {
        (Some(extended), None, None) => Ok((destination::extended(cx, extended)?, None)),
        (None, Some(plain), None) => Ok((destination::plain(cx, plain)?, None)),
        (None, None, Some(http)) => {
            let (bucket, endpoint) = endpoint::given(cx, http)?;
            Ok((bucket, Some(endpoint)))
        }
        _ => Err(errors::argument(
            "Exactly one destination configuration is supported for a Firehose",
        )),
    }
}

fn source(cx: &mut Cx, input: &mut CreateDeliveryStreamInput) -> Result<Option<Source>, AwsError> {
    let kind = input.delivery_stream_type.as_deref().unwrap_or("DirectPut");
    let given = input.kinesis_stream_source_configuration.take();
    match (kind, given) {
        ("DirectPut", None) => Ok(None),
        ("KinesisStreamAsSource", Some(given)) => {
            destination::may_pass(cx, &given.role_arn)?;
            Ok(Some(Source {
                arn: given.kinesis_stream_arn,
                role: given.role_arn,
                since: cx.now().as_microsecond(),
            }))
        }
        ("KinesisStreamAsSource", None) => Err(errors::argument(
            "KinesisStreamSourceConfiguration must be specified for the type \
             KinesisStreamAsSource.",
        )),
        ("DirectPut", Some(_)) => Err(errors::argument(
            "KinesisStreamSourceConfiguration must not be specified for the type DirectPut.",
        )),
        (other, _) => Err(AwsError::not_implemented(format!(
            "delivery streams of type {other}"
        ))),
    }
}

/// Destinations and sources that are none of ours.
fn refuse(input: &CreateDeliveryStreamInput) -> Result<(), AwsError> {
    let others = [
        (
            input.redshift_destination_configuration.is_some(),
            "Redshift",
        ),
        (
            input.elasticsearch_destination_configuration.is_some(),
            "Elasticsearch",
        ),
        (
            input
                .amazonopensearchservice_destination_configuration
                .is_some(),
            "OpenSearch Service",
        ),
        (
            input
                .amazon_open_search_serverless_destination_configuration
                .is_some(),
            "OpenSearch Serverless",
        ),
        (input.splunk_destination_configuration.is_some(), "Splunk"),
        (
            input.snowflake_destination_configuration.is_some(),
            "Snowflake",
        ),
        (
            input.iceberg_destination_configuration.is_some(),
            "Iceberg tables",
        ),
    ];
    if let Some((_, name)) = others.iter().find(|(given, _)| *given) {
        return Err(AwsError::not_implemented(format!(
            "delivery streams to {name}"
        )));
    }
    let sources = [
        (input.msk_source_configuration.is_some(), "MSK"),
        (input.database_source_configuration.is_some(), "databases"),
    ];
    match sources.iter().find(|(given, _)| *given) {
        Some((_, name)) => Err(AwsError::not_implemented(format!(
            "delivery streams from {name}"
        ))),
        None => Ok(()),
    }
}
