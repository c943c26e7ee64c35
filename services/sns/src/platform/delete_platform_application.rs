//! DeletePlatformApplication: with its endpoints; one that is not there is no error.

use crate::platform::row::{self, APPLICATIONS, ENDPOINTS};
use crate::shapes::{DeletePlatformApplicationInput, DeletePlatformApplicationOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeletePlatformApplicationInput,
) -> Result<DeletePlatformApplicationOutput, AwsError> {
    let application = match row::application(cx, &input.platform_application_arn) {
        Ok(application) => application,
        Err(error) if error.code == "NotFound" => {
            return Ok(DeletePlatformApplicationOutput::default());
        }
        Err(error) => return Err(error),
    };
    for endpoint in row::endpoints(cx, application.id, None, usize::MAX)? {
        ENDPOINTS.delete(cx.tx, cx.scope(), &(application.id, endpoint.id))?;
    }
    let key = (application.platform, application.name);
    APPLICATIONS.delete(cx.tx, cx.scope(), &key)?;
    Ok(DeletePlatformApplicationOutput::default())
}
