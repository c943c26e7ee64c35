//! DeleteEndpoint: one that is not there is no error.

use crate::platform::row::{self, ENDPOINTS};
use crate::shapes::{DeleteEndpointInput, DeleteEndpointOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeleteEndpointInput) -> Result<DeleteEndpointOutput, AwsError> {
    match row::named(cx, &input.endpoint_arn) {
        Ok(found) => {
            let key = (found.application.id, found.endpoint.id);
            ENDPOINTS.delete(cx.tx, cx.scope(), &key)?;
            Ok(DeleteEndpointOutput::default())
        }
        Err(error) if error.code == "NotFound" => Ok(DeleteEndpointOutput::default()),
        Err(error) => Err(error),
    }
}
