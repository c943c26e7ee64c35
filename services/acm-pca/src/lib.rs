#![doc = include_str!("../README.md")]

mod access;
mod authority;
mod certificate;
mod errors;
mod limits;
mod measure;
mod permission;
mod place;
mod policy;
mod report;
mod revocation;
mod said;
mod tag;
mod token;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::{Value, Violation, validate};
use haneul_pipeline::{
    AwsError, Call, Check, Cloud, Cx, Done, ErrandHandler, Registered, Service, SiteHandler,
    SiteRequest, TimerHandler,
};

/// AWS Private Certificate Authority.
pub struct AcmPca;

impl Service for AcmPca {
    fn model(&self) -> &'static str {
        "acm-pca"
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

    fn site(&self, request: &SiteRequest) -> Option<SiteHandler> {
        revocation::ocsp::find(request)
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![
            (authority::removal::REMOVE, authority::removal::remove),
            (revocation::list::RENEW, revocation::list::renew),
            (token::FORGET, token::forget),
        ]
    }

    fn measures(&self) -> bool {
        true
    }

    fn done(&self, cloud: &Cloud, done: &Done<'_>) {
        measure::done(cloud, done);
    }

    fn errands(&self) -> Vec<(&'static str, ErrandHandler)> {
        vec![
            (authority::key::MAKE, authority::key::make),
            (revocation::list::WRITE, revocation::list::write),
            (report::write::WRITE, report::write::write),
        ]
    }

    /// Keys take their time.
    fn outward_errands(&self) -> &'static [&'static str] {
        &[authority::key::MAKE]
    }
}
