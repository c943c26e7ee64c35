//! DeleteConfigurationProfile: of one that has no hosted versions and is not being deployed.

use super::row::{self, PROFILES};
use crate::settings::{self, Guarded};
use crate::{deployment, errors, hosted, place, shapes};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::DeleteConfigurationProfileRequest,
) -> Result<shapes::DeleteConfigurationProfileOutput, AwsError> {
    let (application, id) = (&input.application_id, &input.configuration_profile_id);
    let profile = row::open(cx, application, id)?;
    let (application, id) = (profile.application.as_str(), profile.id.as_str());
    if hosted::are_there(cx, application, id)? {
        return Err(errors::conflict(format!(
            "Configuration profile {id} has hosted configuration versions."
        )));
    }
    if deployment::is_under_way(cx, application, id)? {
        return Err(errors::conflict(format!(
            "Configuration profile {id} has a deployment in progress."
        )));
    }
    let guarded = Guarded {
        arn: place::profile(cx, application, id),
        created: profile.created,
        check: input.deletion_protection_check.as_deref(),
    };
    settings::guard(cx, &guarded)?;
    PROFILES.delete(cx.tx, cx.scope(), &(application, id))?;
    Ok(shapes::DeleteConfigurationProfileOutput::default())
}
