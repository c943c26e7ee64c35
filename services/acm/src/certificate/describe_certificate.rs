//! DescribeCertificate.

use super::{row, show};
use crate::shapes::{DescribeCertificateRequest, DescribeCertificateResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeCertificateRequest,
) -> Result<DescribeCertificateResponse, AwsError> {
    let found = row::open(cx, &input.certificate_arn)?;
    Ok(DescribeCertificateResponse {
        certificate: Some(show::detail(cx, found)?),
    })
}
