//! GetPublicKey.

use super::plain::secret_of;
use crate::crypto::Usage;
use crate::shapes::{GetPublicKeyRequest, GetPublicKeyResponse};
use crate::{errors, grant, key};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetPublicKeyRequest) -> Result<GetPublicKeyResponse, AwsError> {
    grant::check_tokens(cx, input.grant_tokens.as_deref())?;
    let found = key::open(cx, &input.key_id)?;
    let (spec, usage) = (found.key.spec()?, found.key.usage()?);
    if !spec.is_asymmetric() {
        return Err(errors::unsupported(format!(
            "GetPublicKey is not supported for the key spec {}.",
            found.key.spec
        )));
    }
    key::check_enabled(cx, &found)?;
    let public = secret_of(cx, &found)?.public_key();
    let public = public.ok_or_else(|| AwsError::internal("a pair without its public key"))?;
    let of = |wanted: Usage| {
        let names = spec.algorithms(usage).iter();
        (usage == wanted).then(|| names.map(|name| (*name).to_owned()).collect())
    };
    Ok(GetPublicKeyResponse {
        key_id: Some(found.arn(cx)),
        public_key: Some(public.into()),
        customer_master_key_spec: Some(found.key.spec.clone()),
        key_spec: Some(found.key.spec.clone()),
        key_usage: Some(found.key.usage.clone()),
        encryption_algorithms: of(Usage::Encrypt),
        signing_algorithms: of(Usage::Sign),
        key_agreement_algorithms: of(Usage::Agree),
        ..GetPublicKeyResponse::default()
    })
}
