//! DescribeCertificateAuthority.

use super::row;
use super::show::show;
use crate::shapes::{DescribeCertificateAuthorityRequest, DescribeCertificateAuthorityResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeCertificateAuthorityRequest,
) -> Result<DescribeCertificateAuthorityResponse, AwsError> {
    let (place, authority) = row::open_any(cx, &input.certificate_authority_arn)?;
    Ok(DescribeCertificateAuthorityResponse {
        certificate_authority: Some(show(cx, &place, authority)?),
    })
}
