#![doc = include_str!("../README.md")]

mod access;
mod account;
mod certificate;
mod errors;
mod issuing;
mod limits;
mod measure;
mod tag;
mod validation;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::{Value, Violation, validate};
use haneul_pipeline::{
    AwsError, Call, Certificates, Check, Cx, ErrandHandler, Reconciler, Registered, Service,
    SiteHandler, SiteRequest, TimerHandler,
};
use std::sync::Arc;

/// AWS Certificate Manager.
pub struct Acm;

impl Service for Acm {
    fn model(&self) -> &'static str {
        "acm"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        errors::validation(validate::message(violations))
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        AwsError::new("AccessDeniedException", message).status(400)
    }

    fn tag_violation(&self, message: String) -> AwsError {
        AwsError::new("TagPolicyException", message).status(400)
    }

    fn site(&self, request: &SiteRequest) -> Option<SiteHandler> {
        validation::approval::find(request)
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![
            (issuing::watch::WATCH, issuing::watch::watch),
            (measure::MEASURE, measure::measure),
            (validation::TIMED_OUT, validation::timed_out),
            (certificate::token::FORGET, certificate::token::forget),
        ]
    }

    fn reconcilers(&self) -> Vec<Reconciler> {
        vec![certificate::names::complete()]
    }

    fn certificates(&self) -> Option<Arc<dyn Certificates>> {
        Some(Arc::new(certificate::names::OfListeners))
    }

    fn errands(&self) -> Vec<(&'static str, ErrandHandler)> {
        vec![
            (issuing::public::ISSUE, issuing::public::issue),
            (issuing::private::FETCH, issuing::private::fetch),
            (issuing::private::RENEW, issuing::private::renew),
        ]
    }

    /// Keys take their time.
    fn outward_errands(&self) -> &'static [&'static str] {
        &[issuing::public::ISSUE, issuing::private::RENEW]
    }
}
