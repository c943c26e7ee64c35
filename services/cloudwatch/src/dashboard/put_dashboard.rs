//! PutDashboard.

use super::{DASHBOARDS, Dashboard, body};
use crate::errors;
use crate::shapes::{DashboardValidationMessage, PutDashboardInput, PutDashboardOutput};
use haneul_model::Value;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: PutDashboardInput) -> Result<PutDashboardOutput, AwsError> {
    if input.tags.is_some() {
        return Err(AwsError::not_implemented("PutDashboard's Tags"));
    }
    let name = input.dashboard_name;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || name.len() > 255 || !name.chars().all(plain) {
        return Err(errors::value(format!(
            "The value {name} for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_)."
        )));
    }
    let warnings = body::check(&input.dashboard_body).map_err(refused)?;
    let dashboard = Dashboard {
        body: input.dashboard_body,
        modified: cx.now(),
    };
    DASHBOARDS.put(cx.tx, cx.account_scope(), name.as_str(), &dashboard)?;
    let messages = warnings
        .into_iter()
        .map(|(path, message)| DashboardValidationMessage {
            data_path: Some(path),
            message: Some(message),
        });
    Ok(PutDashboardOutput {
        dashboard_validation_messages: Some(messages.collect()),
    })
}

fn refused(messages: Vec<body::Message>) -> AwsError {
    let shown = messages.iter().map(|(path, message)| {
        Value::Struct(vec![
            ("DataPath", Value::Str(path.clone())),
            ("Message", Value::Str(message.clone())),
        ])
    });
    let text = format!(
        "The dashboard body is invalid, there are {} validation errors: {}",
        messages.len(),
        first(&messages)
    );
    let mut error = AwsError::new("DashboardInvalidInputError", text);
    error
        .fields
        .push(("dashboardValidationMessages", Value::List(shown.collect())));
    error
}

fn first(messages: &[body::Message]) -> String {
    let first = messages.first();
    first
        .map(|(path, message)| format!("{path} {message}"))
        .unwrap_or_default()
}
