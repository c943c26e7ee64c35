//! GetParameter: one, of a version or a label or as it is now; of AWS's own, and of Secrets Manager.

use super::{public, reference, show};
use crate::names::Wanted;
use crate::shapes::{GetParameterRequest, GetParameterResult, Parameter};
use haneul_pipeline::{AwsError, Edge};

pub async fn run(edge: Edge, input: GetParameterRequest) -> Result<GetParameterResult, AwsError> {
    let open = input.with_decryption == Some(true);
    Ok(GetParameterResult {
        parameter: Some(get(&edge, &input.name, open).await?),
    })
}

pub async fn get(edge: &Edge, name: &str, open: bool) -> Result<Parameter, AwsError> {
    if let Some(secret) = reference::secret(name) {
        return reference::get(edge, name, secret, open).await;
    }
    let picked = edge.read(|cx| {
        let wanted = Wanted::of(cx, name)?;
        match public::get(cx, wanted.name())? {
            Some(picked) => Ok(picked),
            None => show::pick(cx, &wanted),
        }
    })?;
    show::opened(edge, picked, open).await
}
