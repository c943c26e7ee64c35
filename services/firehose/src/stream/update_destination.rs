//! UpdateDestination: what is given is changed, the rest stays.

use crate::errors;
use crate::shapes::{UpdateDestinationInput, UpdateDestinationOutput};
use crate::stream::{destination, endpoint, row, show};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: UpdateDestinationInput,
) -> Result<UpdateDestinationOutput, AwsError> {
    let name = &input.delivery_stream_name;
    let mut stream = row::active(cx, name)?;
    let given = &input.current_delivery_stream_version_id;
    if *given != stream.version.to_string() {
        return Err(errors::version(name, stream.version, given));
    }
    if input.destination_id != show::DESTINATION {
        return Err(errors::argument(format!(
            "Destination Id {} not found",
            input.destination_id
        )));
    }
    let known = stream.destination.clone();
    match (
        input.extended_s3_destination_update,
        input.s3_destination_update,
        input.http_endpoint_destination_update,
        stream.endpoint.clone(),
    ) {
        (Some(extended), None, None, None) => {
            stream.destination = destination::update_extended(cx, known, extended)?;
        }
        (None, Some(plain), None, None) => {
            stream.destination = destination::update_plain(cx, known, plain)?;
        }
        (None, None, Some(http), Some(endpoint)) => {
            let (bucket, endpoint) = endpoint::update_of(cx, known, endpoint, http)?;
            stream.destination = bucket;
            stream.endpoint = Some(endpoint);
        }
        _ => {
            return Err(AwsError::not_implemented(
                "updates that put a destination of another kind in the place of a delivery stream's",
            ));
        }
    }
    stream.version += 1;
    stream.updated = Some(cx.now().as_microsecond());
    row::put(cx, &stream)?;
    Ok(UpdateDestinationOutput::default())
}
