//! ValidateConfiguration: whether a version could be deployed.

use super::fetch::fetch;
use crate::{profile, shapes, validation};
use haneul_pipeline::{AwsError, Edge};

pub async fn run(
    edge: Edge,
    input: shapes::ValidateConfigurationRequest,
) -> Result<shapes::ValidateConfigurationOutput, AwsError> {
    let (application, id) = (&input.application_id, &input.configuration_profile_id);
    let profile = edge.read(|cx| profile::open(cx, application, id))?;
    let fetched = fetch(&edge, &profile, &input.configuration_version).await?;
    validation::check(&edge, &profile, &fetched.version, &fetched.content).await?;
    Ok(shapes::ValidateConfigurationOutput::default())
}
