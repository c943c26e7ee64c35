//! The data plane: sessions of clients, which are nothing but their tokens.

mod get_latest_configuration;
mod start_configuration_session;
mod token;

/// Shapes of the operations here.
#[allow(clippy::all, dead_code)]
pub mod shapes {
    include!(concat!(env!("OUT_DIR"), "/appconfigdata.rs"));
}

use crate::{access, errors, place};
use haneul_model::{Value, Violation, validate};
use haneul_pipeline::{AwsError, Call, Check, Cx, Registered, Service, state};

/// AWS AppConfig Data.
pub struct AppConfigData;

impl Service for AppConfigData {
    fn model(&self) -> &'static str {
        "appconfigdata"
    }

    fn operations(&self) -> Vec<Registered> {
        let all = [
            (
                "GetLatestConfiguration",
                state(get_latest_configuration::run),
            ),
            (
                "StartConfigurationSession",
                state(start_configuration_session::run),
            ),
        ];
        let all = all.into_iter();
        all.map(|(name, handler)| Registered { name, handler })
            .collect()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        let named = |member: &str| input.str(member).unwrap_or_default();
        if operation == "GetLatestConfiguration" {
            let token = token::open(cx, named("ConfigurationToken"))?;
            return Ok(vec![Check::new(token.arn()).owner(token.owner())]);
        }
        let given = (
            named("ApplicationIdentifier"),
            named("EnvironmentIdentifier"),
            named("ConfigurationProfileIdentifier"),
        );
        let (application, environment, profile) = access::configuration_ids(cx, given)?;
        let arn = place::configuration(cx, &application, &environment, &profile);
        Ok(vec![Check::new(arn)])
    }

    fn data_event(&self, _operation: &str) -> Option<&'static str> {
        Some("AWS::AppConfig::Configuration")
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        errors::bad(validate::message(violations))
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        errors::denied(message)
    }
}
