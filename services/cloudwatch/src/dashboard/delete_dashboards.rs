//! DeleteDashboards: all of them or none.

use super::DASHBOARDS;
use super::get_dashboard::none;
use crate::errors;
use crate::shapes::{DeleteDashboardsInput, DeleteDashboardsOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeleteDashboardsInput) -> Result<DeleteDashboardsOutput, AwsError> {
    if input.dashboard_names.is_empty() || input.dashboard_names.len() > 100 {
        return Err(errors::value(
            "The parameter DashboardNames must have 1 to 100 names.",
        ));
    }
    for name in &input.dashboard_names {
        if !DASHBOARDS.delete(cx.tx, cx.account_scope(), name.as_str())? {
            return Err(none(name));
        }
    }
    Ok(DeleteDashboardsOutput::default())
}
