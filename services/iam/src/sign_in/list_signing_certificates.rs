//! ListSigningCertificates: none can be uploaded yet.

use crate::shapes::{ListSigningCertificatesRequest, ListSigningCertificatesResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListSigningCertificatesRequest,
) -> Result<ListSigningCertificatesResponse, AwsError> {
    let (marker, max_items) = (input.marker.as_deref(), input.max_items);
    super::none_of(cx, input.user_name.as_deref(), marker, max_items)?;
    Ok(ListSigningCertificatesResponse {
        certificates: Some(Vec::new()),
        is_truncated: Some(false),
        marker: None,
    })
}
