//! GetParameter: one, of a version or a label or as it is now; of AWS's own, and of Secrets Manager.

use super::{public, reference, show};
use crate::names::Wanted;
use crate::shapes::{GetParameterRequest, GetParameterResult, Parameter};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetParameterRequest) -> Result<GetParameterResult, AwsError> {
    let open = input.with_decryption == Some(true);
    Ok(GetParameterResult {
        parameter: Some(get(cx, &input.name, open)?),
    })
}

pub fn get(cx: &mut Cx, name: &str, open: bool) -> Result<Parameter, AwsError> {
    if let Some(secret) = reference::secret(name) {
        return reference::get(cx, name, secret, open);
    }
    let wanted = Wanted::of(cx, name)?;
    let picked = match public::get(cx, wanted.name())? {
        Some(picked) => picked,
        None => show::pick(cx, &wanted)?,
    };
    show::opened(cx, picked, open)
}
