//! GetParametersForImport.

use super::token;
use crate::key::Found;
use crate::shapes::{GetParametersForImportRequest, GetParametersForImportResponse};
use crate::{crypto, key};
use haneul_pipeline::{AwsError, Cx, Edge};
use jiff::SignedDuration;

pub async fn run(
    edge: Edge,
    input: GetParametersForImportRequest,
) -> Result<GetParametersForImportResponse, AwsError> {
    edge.read(|cx| open(cx, &input.key_id).map(drop))?;
    if !crypto::WRAPPINGS.contains(&input.wrapping_algorithm.as_str()) {
        return Err(AwsError::not_implemented(format_args!(
            "wrapping KMS key material by {}",
            input.wrapping_algorithm
        )));
    }
    let bits = match input.wrapping_key_spec.as_str() {
        "RSA_2048" => 2048,
        "RSA_3072" => 3072,
        "RSA_4096" => 4096,
        other => {
            return Err(AwsError::not_implemented(format_args!(
                "KMS wrapping keys of kind {other}"
            )));
        }
    };
    let random = edge.cloud.random.clone();
    let pair = tokio::task::spawn_blocking(move || crypto::wrapping_pair(&random, bits));
    let pair = pair.await.map_err(AwsError::internal)?;
    let (private, public) = pair.ok_or_else(|| AwsError::internal("no pair was made"))?;
    edge.read(|cx| {
        let found = open(cx, &input.key_id)?;
        let until = cx.now() + SignedDuration::from_hours(24);
        let token = token::make(cx, &found, &input.wrapping_algorithm, until, &private)?;
        Ok(GetParametersForImportResponse {
            key_id: Some(found.arn(cx)),
            import_token: Some(token),
            public_key: Some(public.clone().into()),
            parameters_valid_to: Some(until),
        })
    })
}

fn open(cx: &mut Cx, key_id: &str) -> Result<Found, AwsError> {
    let found = key::open_own(cx, key_id)?;
    super::import_key_material::check_external(cx, &found)?;
    key::check_not_deleted(cx, &found)?;
    Ok(found)
}
