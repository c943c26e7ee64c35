//! UpdateApplication.

use super::row;
use crate::shapes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::UpdateApplicationRequest,
) -> Result<shapes::Application, AwsError> {
    let mut application = row::open(cx, &input.application_id)?;
    application.name = input.name.unwrap_or(application.name);
    application.description = input.description.or(application.description);
    row::save(cx, &application)?;
    Ok(application.shown())
}
