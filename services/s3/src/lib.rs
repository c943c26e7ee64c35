#![doc = include_str!("../README.md")]

pub mod acceleration;
pub mod access;
pub mod acl;
pub mod analytics;
mod blobs;
mod body;
pub mod bucket;
mod checks;
pub mod configuration;
mod control;
pub mod cors;
pub mod encryption;
mod errors;
mod filter;
mod form;
mod formats;
pub mod intelligent_tiering;
pub mod inventory;
pub mod lifecycle;
mod limits;
pub mod listing;
pub mod logging;
pub mod metrics;
mod midnight;
pub mod multipart;
pub mod notification;
pub mod object;
pub mod object_lock;
pub mod ownership;
pub mod payment;
pub mod policy;
pub mod replication;
mod sites;
pub mod storage_class;
pub mod tagging;
pub mod versioning;
pub mod website;
mod zones;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use futures_util::future::BoxFuture;
use haneul_model::{Value, Violation};
use haneul_pipeline::zones::Stored;
use haneul_pipeline::{
    AwsError, Call, Check, Cloud, CrossOrigin, Cx, Exposed, Form, FormCall, FormTime, Reconciler,
    Registered, Service, SiteHandler, SiteRequest, TimerHandler,
};
use haneul_store::{Scope, Tx};
use jiff::Timestamp;

pub use control::S3Control;

pub struct S3;

impl Service for S3 {
    fn model(&self) -> &'static str {
        "s3"
    }

    fn operations(&self) -> Vec<Registered> {
        operations().into_iter().map(payment::with_charge).collect()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        checks::of(cx, operation, input)
    }

    fn data_event(&self, operation: &str) -> Option<&'static str> {
        let of_objects = operation.contains("Object") && !operation.contains("Configuration");
        let others = [
            "HeadBucket",
            "AbortMultipartUpload",
            "CompleteMultipartUpload",
            "CreateMultipartUpload",
            "ListMultipartUploads",
            "ListParts",
            "PreflightRequest",
            "UploadPart",
            "UploadPartCopy",
        ];
        (of_objects || others.contains(&operation)).then_some("AWS::S3::Object")
    }

    fn exposed(&self, tx: &mut Tx, scope: Scope<'_>) -> Result<Vec<Exposed>, AwsError> {
        policy::exposed(tx, scope)
    }

    fn stored(
        &self,
        tx: &mut Tx,
        arn: &str,
        version: Option<&str>,
    ) -> Result<Option<Vec<Stored>>, AwsError> {
        zones::stored(tx, arn, version)
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        checks::invalid(violations)
    }

    fn denied(&self, call: &Call, message: String) -> AwsError {
        checks::denied(call, message)
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![
            (replication::FAILED, replication::refused),
            (storage_class::RESTORED, storage_class::restored),
        ]
    }

    fn site(&self, request: &SiteRequest) -> Option<SiteHandler> {
        sites::find(request)
    }

    fn form(&self, asked: &Form, time: &FormTime) -> Result<FormCall, AwsError> {
        form::call(asked, time)
    }

    fn cross_origin(
        &self,
        tx: &mut Tx,
        asked: &CrossOrigin,
    ) -> Result<Vec<(&'static str, String)>, AwsError> {
        cors::of_answer(tx, asked)
    }

    fn flush(&self, cloud: &Cloud) -> Option<BoxFuture<'static, Result<(), AwsError>>> {
        logging::flush(cloud)
    }

    fn reconcilers(&self) -> Vec<Reconciler> {
        let mut all = blobs::reconcilers();
        all.push(lifecycle::reconciler());
        all.push(inventory::reconciler());
        all.push(intelligent_tiering::reconciler());
        all.push(logging::reconciler());
        all.push(control::batch::reconciler());
        all.push(metrics::reconciler());
        all
    }
}

/// S3 keeps time in whole seconds.
pub(crate) fn seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}
