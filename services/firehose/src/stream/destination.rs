//! A destination as a request gives it, and what it must be. An update leaves what it does not
//! name as it is.

use crate::delivery::{expression, query};
use crate::errors;
use crate::limits::{
    BUFFER_MEBIBYTES, BUFFER_SECONDS, DEFAULT_MEBIBYTES, DEFAULT_SECONDS, PARTITIONED_MEBIBYTES,
    PARTITIONED_SECONDS,
};
use crate::shapes::{
    BufferingHints, CloudWatchLoggingOptions, EncryptionConfiguration,
    ExtendedS3DestinationConfiguration, ExtendedS3DestinationUpdate, ProcessingConfiguration,
    S3DestinationConfiguration, S3DestinationUpdate,
};
use crate::stream::function::Function;
use crate::stream::row::{Destination, LAMBDA, Logging, Processor};
use haneul_pipeline::{AwsError, Check, Cx};
use jiff::tz::TimeZone;

fn empty(extended: bool) -> Destination {
    Destination {
        extended,
        role: String::new(),
        bucket: String::new(),
        prefix: None,
        error_prefix: None,
        mebibytes: DEFAULT_MEBIBYTES,
        seconds: DEFAULT_SECONDS,
        compression: "UNCOMPRESSED".to_owned(),
        logging: None,
        processing: false,
        processors: Vec::new(),
        backup: None,
        backup_on: false,
        partitioned: false,
        partition_retry: None,
        extension: None,
        zone: None,
    }
}

pub fn plain(cx: &mut Cx, given: S3DestinationConfiguration) -> Result<Destination, AwsError> {
    let update = S3DestinationUpdate {
        role_arn: Some(given.role_arn),
        bucket_arn: Some(given.bucket_arn),
        prefix: given.prefix,
        error_output_prefix: given.error_output_prefix,
        buffering_hints: given.buffering_hints,
        compression_format: given.compression_format,
        encryption_configuration: given.encryption_configuration,
        cloud_watch_logging_options: given.cloud_watch_logging_options,
    };
    let destination = with_plain(empty(false), update)?;
    checked(cx, destination)
}

pub fn extended(
    cx: &mut Cx,
    given: ExtendedS3DestinationConfiguration,
) -> Result<Destination, AwsError> {
    let partitioned = given.dynamic_partitioning_configuration.as_ref();
    let partitioned = partitioned.is_some_and(|p| p.enabled.unwrap_or_default());
    let mut fresh = empty(true);
    if partitioned {
        fresh.mebibytes = 128;
    }
    if let Some(backup) = given.s3_backup_configuration {
        fresh.backup = Some(Box::new(plain(cx, backup)?));
    }
    let update = ExtendedS3DestinationUpdate {
        role_arn: Some(given.role_arn),
        bucket_arn: Some(given.bucket_arn),
        prefix: given.prefix,
        error_output_prefix: given.error_output_prefix,
        buffering_hints: given.buffering_hints,
        compression_format: given.compression_format,
        encryption_configuration: given.encryption_configuration,
        cloud_watch_logging_options: given.cloud_watch_logging_options,
        processing_configuration: given.processing_configuration,
        s3_backup_mode: given.s3_backup_mode,
        s3_backup_update: None,
        data_format_conversion_configuration: given.data_format_conversion_configuration,
        dynamic_partitioning_configuration: given.dynamic_partitioning_configuration,
        file_extension: given.file_extension,
        custom_time_zone: given.custom_time_zone,
    };
    update_extended(cx, fresh, update)
}

pub fn update_plain(
    cx: &mut Cx,
    known: Destination,
    given: S3DestinationUpdate,
) -> Result<Destination, AwsError> {
    let destination = with_plain(known, given)?;
    checked(cx, destination)
}

fn with_plain(mut known: Destination, given: S3DestinationUpdate) -> Result<Destination, AwsError> {
    known.role = given.role_arn.unwrap_or(known.role);
    known.bucket = given.bucket_arn.unwrap_or(known.bucket);
    known.prefix = given.prefix.or(known.prefix);
    known.error_prefix = given.error_output_prefix.or(known.error_prefix);
    known.compression = given.compression_format.unwrap_or(known.compression);
    known.logging = given
        .cloud_watch_logging_options
        .map(logging)
        .or(known.logging);
    buffer(&mut known, given.buffering_hints)?;
    refuse_keys(given.encryption_configuration.as_ref())?;
    Ok(known)
}

pub fn update_extended(
    cx: &mut Cx,
    known: Destination,
    given: ExtendedS3DestinationUpdate,
) -> Result<Destination, AwsError> {
    let conversion = given.data_format_conversion_configuration.as_ref();
    if conversion.is_some_and(|c| c.enabled.unwrap_or(true)) {
        return Err(AwsError::not_implemented(
            "data format conversion (Parquet and ORC) of delivery streams",
        ));
    }
    let mut known = with_plain(
        known,
        S3DestinationUpdate {
            role_arn: given.role_arn,
            bucket_arn: given.bucket_arn,
            prefix: given.prefix,
            error_output_prefix: given.error_output_prefix,
            buffering_hints: given.buffering_hints,
            compression_format: given.compression_format,
            encryption_configuration: given.encryption_configuration,
            cloud_watch_logging_options: given.cloud_watch_logging_options,
        },
    )?;
    known.extended = true;
    if let Some(processing) = given.processing_configuration {
        process(cx, &mut known, processing)?;
    }
    if let Some(partitioning) = given.dynamic_partitioning_configuration {
        known.partitioned = partitioning.enabled.unwrap_or_default();
        let retry = partitioning.retry_options;
        known.partition_retry = retry.and_then(|retry| retry.duration_in_seconds);
    }
    known.extension = given.file_extension.or(known.extension);
    known.zone = given.custom_time_zone.or(known.zone);
    if let Some(mode) = given.s3_backup_mode {
        known.backup_on = mode == "Enabled";
    }
    if let Some(update) = given.s3_backup_update {
        let backup = known.backup.map_or_else(|| empty(false), |known| *known);
        known.backup = Some(Box::new(update_plain(cx, backup, update)?));
    }
    if known.backup_on && known.backup.is_none() {
        return Err(errors::argument(
            "S3BackupConfiguration must be specified when S3BackupMode is Enabled.",
        ));
    }
    checked(cx, known)
}

pub fn logging(given: CloudWatchLoggingOptions) -> Logging {
    Logging {
        enabled: given.enabled.unwrap_or_default(),
        group: given.log_group_name,
        stream: given.log_stream_name,
    }
}

fn buffer(known: &mut Destination, given: Option<BufferingHints>) -> Result<(), AwsError> {
    let Some(given) = given else { return Ok(()) };
    known.mebibytes = given.size_in_mbs.unwrap_or(known.mebibytes);
    known.seconds = given.interval_in_seconds.unwrap_or(known.seconds);
    if !BUFFER_MEBIBYTES.contains(&known.mebibytes) || !BUFFER_SECONDS.contains(&known.seconds) {
        return Err(errors::argument(
            "BufferingHints must be between 1 and 128 MBs and between 0 and 900 seconds.",
        ));
    }
    Ok(())
}

fn refuse_keys(given: Option<&EncryptionConfiguration>) -> Result<(), AwsError> {
    match given.and_then(|given| given.kms_encryption_config.as_ref()) {
        Some(key) => Err(AwsError::not_implemented(format!(
            "encryption of delivered objects with the KMS key {}",
            key.awskms_key_arn
        ))),
        None => Ok(()),
    }
}

fn process(
    cx: &Cx,
    known: &mut Destination,
    given: ProcessingConfiguration,
) -> Result<(), AwsError> {
    known.processing = given.enabled.unwrap_or_default();
    known.processors.clear();
    for processor in given.processors.unwrap_or_default() {
        match processor.r#type.as_str() {
            "MetadataExtraction" | "RecordDeAggregation" | "AppendDelimiterToRecord" => {}
            LAMBDA if cx.cloud.has("lambda", "Invoke") => {}
            other => {
                return Err(AwsError::not_implemented(format!(
                    "processors of type {other}"
                )));
            }
        }
        let parameters = processor.parameters.unwrap_or_default().into_iter();
        known.processors.push(Processor {
            kind: processor.r#type,
            parameters: parameters
                .map(|p| (p.parameter_name, p.parameter_value))
                .collect(),
        });
    }
    Ok(())
}

/// Of streams to an endpoint: nothing but functions changes what is posted. The processors lie with the
/// bucket that takes what fails.
pub fn process_posted(
    cx: &mut Cx,
    bucket: &mut Destination,
    role: Option<&str>,
    given: ProcessingConfiguration,
) -> Result<(), AwsError> {
    process(cx, bucket, given)?;
    if let Some(other) = bucket.processors.iter().find(|one| one.kind != LAMBDA) {
        return Err(AwsError::not_implemented(format!(
            "processors of type {} of delivery streams to HTTP endpoints",
            other.kind
        )));
    }
    if let Some(processor) = bucket.processor(LAMBDA) {
        let function = Function::of(role.unwrap_or(&bucket.role), processor)?;
        may_pass(cx, &function.role)?;
    }
    Ok(())
}

/// What must hold of a destination as a whole.
fn checked(cx: &mut Cx, known: Destination) -> Result<Destination, AwsError> {
    may_pass(cx, &known.role)?;
    if let Some(zone) = known.zone.as_deref().filter(|zone| !zone.is_empty()) {
        if TimeZone::get(zone).is_err() {
            return Err(errors::argument(format!(
                "CustomTimeZone {zone} is invalid."
            )));
        }
    }
    let query = match known.processor("MetadataExtraction") {
        Some(processor) => Some(query::of(processor)?),
        None => None,
    };
    if let Some(processor) = known.processor(LAMBDA) {
        let function = Function::of(&known.role, processor)?;
        may_pass(cx, &function.role)?;
    }
    expression::check(&known, query.as_ref())?;
    if known.partitioned {
        if known.mebibytes < PARTITIONED_MEBIBYTES || known.seconds < PARTITIONED_SECONDS {
            return Err(errors::argument(format!(
                "BufferingHints.SizeInMBs must be at least {PARTITIONED_MEBIBYTES} and \
                 IntervalInSeconds at least {PARTITIONED_SECONDS} when Dynamic Partitioning is \
                 enabled."
            )));
        }
        if known.error_prefix.is_none() {
            return Err(errors::argument(
                "ErrorOutputPrefix must be specified when Dynamic Partitioning is enabled.",
            ));
        }
    }
    Ok(known)
}

/// The role that objects are put as must be the caller's to give.
pub fn may_pass(cx: &mut Cx, role: &str) -> Result<(), AwsError> {
    match cx.ask(Check::pass_role(role, "firehose.amazonaws.com"))? {
        Some(message) => Err(AwsError::new("AccessDeniedException", message).status(400)),
        None => Ok(()),
    }
}
