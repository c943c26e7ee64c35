//! CreateJob.

use super::row::{self, Cursor, Job, Status, kind};
use super::{function, tags, task};
use crate::control::shapes::{CreateJobRequest, CreateJobResult, JobManifest, JobReport};
use crate::errors;
use haneul_model::ToValue;
use haneul_pipeline::{AwsError, Cx, json};
use haneul_runtime::ids;

pub fn create(cx: &mut Cx, input: CreateJobRequest) -> Result<CreateJobResult, AwsError> {
    let token = input.client_request_token.clone();
    let asked = json::write(&input.clone().to_value()).to_string();
    if let Some(job) = row::of_token(cx, &token)? {
        return match job.asked == asked {
            true => Ok(CreateJobResult {
                job_id: Some(job.id),
            }),
            false => Err(AwsError::new(
                "IdempotencyException",
                "The same client request token was used for a different job.",
            )
            .status(400)),
        };
    }
    check(cx, &input)?;
    let job = Job {
        id: ids::uuid(cx.random()),
        asked,
        status: Status::New,
        priority: input.priority,
        created: cx.now(),
        began: None,
        ended: None,
        suspended: None,
        reason: None,
        failure: None,
        total: 0,
        succeeded: 0,
        failed: 0,
        cursor: Cursor::default(),
        tags: tags::read(input.tags.unwrap_or_default())?,
    };
    row::insert(cx, &job, &token)?;
    Ok(CreateJobResult {
        job_id: Some(job.id),
    })
}

fn check(cx: &Cx, input: &CreateJobRequest) -> Result<(), AwsError> {
    let undone = match kind(&input.operation) {
        "" => {
            return Err(errors::invalid_request(
                "A job must have exactly one operation.",
            ));
        }
        "S3ComputeObjectChecksum" => Some("S3ComputeObjectChecksum in S3 batch operations"),
        "S3UpdateObjectEncryption" => Some("S3UpdateObjectEncryption in S3 batch operations"),
        _ => None,
    };
    if let Some(undone) = undone {
        return Err(AwsError::not_implemented(undone));
    }
    if let Some(asked) = &input.operation.lambda_invoke {
        function::check(cx, asked)?;
    }
    task::check(&input.operation)?;
    if input.manifest_generator.is_some() {
        return Err(AwsError::not_implemented(
            "manifests of S3 batch operations that S3 makes itself",
        ));
    }
    let manifest = input.manifest.as_ref();
    check_manifest(manifest.ok_or_else(|| {
        errors::invalid_request("A job must have a manifest or a manifest generator.")
    })?)?;
    check_report(&input.report)
}

fn check_manifest(manifest: &JobManifest) -> Result<(), AwsError> {
    let fields = manifest.spec.fields.as_deref();
    let listed = manifest.spec.format == "S3BatchOperations_CSV_20180820";
    let known = |fields: &[String]| {
        let has = |name: &str| fields.iter().filter(|field| *field == name).count() == 1;
        has("Bucket") && has("Key")
    };
    match (listed, fields) {
        (true, Some(fields)) if known(fields) => Ok(()),
        (true, _) => Err(errors::invalid_request(
            "A manifest of this format must have the fields Bucket and Key.",
        )),
        (false, None) => Ok(()),
        (false, Some(_)) => Err(errors::invalid_request(
            "Fields of a manifest cannot be given for inventory reports.",
        )),
    }
}

fn check_report(report: &JobReport) -> Result<(), AwsError> {
    let whole = report.bucket.is_some() && report.format.is_some() && report.report_scope.is_some();
    match report.enabled && !whole {
        true => Err(errors::invalid_request(
            "A report must have a bucket, a format and a scope.",
        )),
        false => Ok(()),
    }
}
