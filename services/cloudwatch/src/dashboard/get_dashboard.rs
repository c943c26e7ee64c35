//! GetDashboard.

use super::{DASHBOARDS, arn};
use crate::shapes::{GetDashboardInput, GetDashboardOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetDashboardInput) -> Result<GetDashboardOutput, AwsError> {
    let name = input.dashboard_name;
    let found = DASHBOARDS.get(cx.tx, cx.account_scope(), name.as_str())?;
    let found = found.ok_or_else(|| none(&name))?;
    Ok(GetDashboardOutput {
        dashboard_arn: Some(arn(cx, &name)),
        dashboard_body: Some(found.body),
        dashboard_name: Some(name),
    })
}

pub fn none(name: &str) -> AwsError {
    AwsError::new(
        "DashboardNotFoundError",
        format!("Dashboard {name} does not exist"),
    )
}
