//! ListServiceSpecificCredentials: none can be made yet.

use crate::shapes::{
    ListServiceSpecificCredentialsRequest, ListServiceSpecificCredentialsResponse,
};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListServiceSpecificCredentialsRequest,
) -> Result<ListServiceSpecificCredentialsResponse, AwsError> {
    let (marker, max_items) = (input.marker.as_deref(), input.max_items);
    super::none_of(cx, input.user_name.as_deref(), marker, max_items)?;
    Ok(ListServiceSpecificCredentialsResponse {
        service_specific_credentials: Some(Vec::new()),
        is_truncated: Some(false),
        marker: None,
    })
}
