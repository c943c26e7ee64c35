#![doc = include_str!("../README.md")]

pub mod access_key;
pub mod access_report;
pub mod account;
mod arn;
mod boundary;
mod checks;
mod count;
pub mod credential_report;
mod denial;
mod directory;
mod document;
mod entity;
mod errors;
mod grants;
pub mod group;
pub mod instance_profile;
mod last_use;
mod limits;
pub mod login_profile;
mod members;
pub mod mfa_device;
pub mod oidc_provider;
pub mod organization_features;
mod page;
pub mod password_policy;
mod pem;
pub mod policy;
pub mod role;
pub mod saml_provider;
pub mod server_certificate;
pub mod service_credential;
pub mod service_linked_role;
pub mod signing_certificate;
pub mod simulation;
pub mod ssh_public_key;
mod tags;
mod target;
mod usage;
pub mod user;
mod whose;

pub use directory::Directory;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::{Value, Violation};
use haneul_pipeline::{AwsError, Call, Check, Cx, Exposed, Registered, Service, TimerHandler};
use haneul_store::{Scope, Tx};

/// The service. The decisions of the whole cloud stand on its [`Directory`].
pub struct Iam;

impl Service for Iam {
    fn model(&self) -> &'static str {
        "iam"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        checks::of(cx, operation, input)
    }

    fn exposed(&self, tx: &mut Tx, scope: Scope<'_>) -> Result<Vec<Exposed>, AwsError> {
        role::exposed(tx, scope)
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        denial::invalid(violations)
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![
            (
                "forget-report",
                access_report::service_last_accessed::forget,
            ),
            ("forget-deletion", service_linked_role::deletion::forget),
        ]
    }

    fn denied(&self, call: &Call, message: String) -> AwsError {
        denial::denied(call, &message)
    }
}
