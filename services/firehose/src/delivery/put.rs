//! Putting an object as the destination's role.

use super::Errand;
use super::batch::{Object, account_of};
use super::report::{self, Report};
use crate::measure;
use crate::stream::row::Stream;
use haneul_pipeline::background::act_for;
use haneul_pipeline::{AwsError, Invocation, invoke};
use serde_json::json;

pub async fn put(errand: &Errand, stream: &Stream, object: Object) -> Result<(), AwsError> {
    let (role, bucket) = (object.role.clone(), object.bucket.clone());
    let put = try_to(errand, stream, object).await;
    if let Err(error) = &put {
        let own = &stream.destination;
        let copies = own
            .backup
            .as_deref()
            .filter(|copies| copies.bucket_name() == bucket);
        let to = match own.bucket_name() == bucket {
            true => own,
            false => copies.unwrap_or(own),
        };
        let (code, message) = report::of_bucket(error);
        let said = Report {
            logging: to.logging.as_ref(),
            role: &role,
            destination: &to.bucket,
            code: &code,
            message,
            processor: None,
        };
        report::report(errand, stream, &said).await;
    }
    put
}

async fn try_to(errand: &Errand, stream: &Stream, object: Object) -> Result<(), AwsError> {
    let caller = act_for(&errand.cloud, &errand.call, &object.role).await?;
    let invocation = Invocation {
        caller,
        account: account_of(&object.role, &errand.call),
        region: errand.call.region.clone(),
        service: "s3",
        operation: "PutObject",
        input: json!({
            "Bucket": object.bucket,
            "Key": object.key,
            "ContentType": "application/octet-stream",
        }),
        body: Some(object.body),
        delivers: None,
    };
    let put = invoke(&errand.cloud, invocation).await;
    if let Some(measured) = &object.measured {
        measure::put(errand, stream, measured, put.is_ok());
    }
    put.map(drop).inspect_err(|error| {
        tracing::warn!("{} cannot put {}: {error}", stream.name, object.key);
    })
}
