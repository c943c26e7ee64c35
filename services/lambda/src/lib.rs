#![doc = include_str!("../README.md")]

mod access;
mod alias;
mod code;
mod concurrency;
mod errors;
mod event_config;
mod event_source;
mod function;
mod invocation;
mod layer;
mod limits;
mod listed;
mod measure;
mod names;
mod permission;
mod run;
mod settings;
mod signing;
mod tag;
mod url;
mod usage;
mod version;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use futures_util::future::BoxFuture;
use haneul_model::{Value, Violation};
use haneul_pipeline::{
    AwsError, Call, Check, Cloud, Cx, ErrandHandler, Reconciler, Registered, Service, SiteHandler,
    SiteRequest, TimerHandler,
};
use haneul_runtime::outbox::Outgoing;
use std::time::Duration;

/// As which functions are run, and roles are assumed.
const PRINCIPAL: &str = "lambda.amazonaws.com";

/// AWS Lambda.
pub struct Lambda;

impl Service for Lambda {
    fn model(&self) -> &'static str {
        "lambda"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        access::invalid(violations)
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        errors::denied(message)
    }

    fn site(&self, request: &SiteRequest) -> Option<SiteHandler> {
        url::find_site(request)
    }

    fn data_event(&self, operation: &str) -> Option<&'static str> {
        operation
            .starts_with("Invoke")
            .then_some("AWS::Lambda::Function")
    }

    fn reconcilers(&self) -> Vec<Reconciler> {
        let mut all = code::reconcilers();
        all.push(Reconciler {
            name: "lambda: let sandboxes go",
            every: Duration::from_secs(60),
            run: |cloud| Box::pin(async move { run::tidy(&cloud).await }),
        });
        all.push(Reconciler {
            name: "lambda: keep sandboxes ready",
            every: Duration::from_secs(60),
            run: |cloud| Box::pin(async move { concurrency::keep(&cloud).await }),
        });
        all.push(Reconciler {
            name: "lambda: take up calls that were cut off",
            every: Duration::from_secs(60),
            run: |cloud| Box::pin(async move { invocation::take_up(&cloud).await }),
        });
        all
    }

    fn errands(&self) -> Vec<(&'static str, ErrandHandler)> {
        vec![
            (invocation::LATER, invocation::later),
            (event_source::POLL, event_source::poll),
            (concurrency::READY, concurrency::ready),
        ]
    }

    fn delivered(&self, cloud: &Cloud, call: &Outgoing) {
        event_source::delivered(cloud, call);
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![(invocation::UNHEARD, invocation::unheard)]
    }

    fn outward_errands(&self) -> &'static [&'static str] {
        &[invocation::LATER]
    }

    fn flush(&self, cloud: &Cloud) -> Option<BoxFuture<'static, Result<(), AwsError>>> {
        Some(Box::pin(run::all_written(cloud.clone())))
    }
}
