//! A URL as a destination, as a request gives it. An update leaves what it does not name as it is.

use crate::errors;
use crate::limits::{BUFFER_SECONDS, DEFAULT_MEBIBYTES, DEFAULT_SECONDS};
use crate::limits::{ENDPOINT_MEBIBYTES, ENDPOINT_RETRY};
use crate::shapes::{HttpEndpointDestinationConfiguration, HttpEndpointDestinationUpdate};
use crate::stream::destination::{self, may_pass};
use crate::stream::row::{Destination, Endpoint};
use haneul_pipeline::{AwsError, Cloud, Cx, keyring};

/// What keys of endpoints are sealed for.
const PURPOSE: &str = "firehose";

pub fn given(
    cx: &mut Cx,
    given: HttpEndpointDestinationConfiguration,
) -> Result<(Destination, Endpoint), AwsError> {
    let fresh = Endpoint {
        url: String::new(),
        name: None,
        access_key: None,
        role: None,
        mebibytes: DEFAULT_MEBIBYTES,
        seconds: DEFAULT_SECONDS,
        gzip: false,
        attributes: Vec::new(),
        retry: ENDPOINT_RETRY,
        backup_all: false,
        logging: None,
    };
    let bucket = destination::plain(cx, given.s3_configuration)?;
    let update = HttpEndpointDestinationUpdate {
        endpoint_configuration: Some(given.endpoint_configuration),
        buffering_hints: given.buffering_hints,
        cloud_watch_logging_options: given.cloud_watch_logging_options,
        request_configuration: given.request_configuration,
        processing_configuration: given.processing_configuration,
        role_arn: given.role_arn,
        retry_options: given.retry_options,
        s3_backup_mode: given.s3_backup_mode,
        s3_update: None,
        secrets_manager_configuration: given.secrets_manager_configuration,
    };
    update_of(cx, bucket, fresh, update)
}

pub fn update_of(
    cx: &mut Cx,
    mut bucket: Destination,
    mut known: Endpoint,
    given: HttpEndpointDestinationUpdate,
) -> Result<(Destination, Endpoint), AwsError> {
    refuse(&given)?;
    if let Some(endpoint) = given.endpoint_configuration {
        let key = endpoint.access_key.filter(|key| !key.is_empty());
        known.access_key = match key {
            Some(key) => {
                let under = cx.cloud.keys.key(&cx.cloud.store, PURPOSE)?;
                Some(keyring::seal(cx.random(), &under, key.as_bytes()))
            }
            // Another URL is not told the old one's key.
            None if endpoint.url != known.url => None,
            None => known.access_key,
        };
        known.url = endpoint.url;
        known.name = endpoint.name.or(known.name);
    }
    if let Some(hints) = given.buffering_hints {
        known.mebibytes = hints.size_in_mbs.unwrap_or(known.mebibytes);
        known.seconds = hints.interval_in_seconds.unwrap_or(known.seconds);
    }
    if !ENDPOINT_MEBIBYTES.contains(&known.mebibytes) || !BUFFER_SECONDS.contains(&known.seconds) {
        return Err(errors::argument(
            "BufferingHints must be between 1 and 64 MBs and between 0 and 900 seconds.",
        ));
    }
    if let Some(request) = given.request_configuration {
        if let Some(encoding) = request.content_encoding {
            known.gzip = encoding == "GZIP";
        }
        if let Some(attributes) = request.common_attributes {
            let pairs = attributes.into_iter();
            let pairs = pairs.map(|a| (a.attribute_name, a.attribute_value));
            known.attributes = pairs.collect();
        }
    }
    if let Some(seconds) = given.retry_options.and_then(|r| r.duration_in_seconds) {
        known.retry = seconds;
    }
    if let Some(mode) = given.s3_backup_mode {
        known.backup_all = mode == "AllData";
    }
    if let Some(role) = given.role_arn {
        may_pass(cx, &role)?;
        known.role = Some(role);
    }
    if let Some(options) = given.cloud_watch_logging_options {
        known.logging = Some(destination::logging(options));
    }
    if let Some(update) = given.s3_update {
        bucket = destination::update_plain(cx, bucket, update)?;
    }
    if let Some(processing) = given.processing_configuration {
        destination::process_posted(cx, &mut bucket, known.role.as_deref(), processing)?;
    }
    Ok((bucket, known))
}

fn refuse(given: &HttpEndpointDestinationUpdate) -> Result<(), AwsError> {
    let secrets = given.secrets_manager_configuration.as_ref();
    if secrets.is_some_and(|secrets| secrets.enabled) {
        return Err(AwsError::not_implemented(
            "access keys of HTTP endpoints in Secrets Manager",
        ));
    }
    Ok(())
}

/// The key as the endpoint is told it.
pub fn access_key(cloud: &Cloud, endpoint: &Endpoint) -> Result<Option<String>, AwsError> {
    let Some(sealed) = &endpoint.access_key else {
        return Ok(None);
    };
    let under = cloud.keys.key(&cloud.store, PURPOSE)?;
    let key = keyring::unseal(&under, sealed).and_then(|key| String::from_utf8(key).ok());
    let key = key.ok_or_else(|| AwsError::internal("an access key that does not open"))?;
    Ok(Some(key))
}
