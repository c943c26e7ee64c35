//! Operations: GenerateDataKeyPair, GenerateDataKeyPairWithoutPlaintext.

use super::data_key::wrapping_key;
use super::plain::{refuse_recipient, unless_dry};
use super::under::{self, Context, SYMMETRIC};
use crate::crypto::{self, Secret, Spec};
use crate::shapes::{
    GenerateDataKeyPairRequest, GenerateDataKeyPairResponse,
    GenerateDataKeyPairWithoutPlaintextRequest, GenerateDataKeyPairWithoutPlaintextResponse,
};
use bytes::Bytes;
use haneul_pipeline::{AwsError, Edge};
use zeroize::Zeroizing;

pub async fn generate_data_key_pair(
    edge: Edge,
    input: GenerateDataKeyPairRequest,
) -> Result<GenerateDataKeyPairResponse, AwsError> {
    refuse_recipient(input.recipient.as_ref())?;
    let wish = Wish {
        key_id: input.key_id,
        spec: input.key_pair_spec,
        context: input.encryption_context,
        tokens: input.grant_tokens,
        dry_run: input.dry_run,
    };
    let made = make(&edge, &wish).await?;
    Ok(GenerateDataKeyPairResponse {
        private_key_ciphertext_blob: Some(made.blob),
        private_key_plaintext: Some(Bytes::copy_from_slice(&made.private)),
        public_key: Some(made.public),
        key_id: Some(made.key),
        key_pair_spec: Some(wish.spec),
        key_material_id: made.material,
        ..GenerateDataKeyPairResponse::default()
    })
}

pub async fn generate_data_key_pair_without_plaintext(
    edge: Edge,
    input: GenerateDataKeyPairWithoutPlaintextRequest,
) -> Result<GenerateDataKeyPairWithoutPlaintextResponse, AwsError> {
    let wish = Wish {
        key_id: input.key_id,
        spec: input.key_pair_spec,
        context: input.encryption_context,
        tokens: input.grant_tokens,
        dry_run: input.dry_run,
    };
    let made = make(&edge, &wish).await?;
    Ok(GenerateDataKeyPairWithoutPlaintextResponse {
        private_key_ciphertext_blob: Some(made.blob),
        public_key: Some(made.public),
        key_id: Some(made.key),
        key_pair_spec: Some(wish.spec),
        key_material_id: made.material,
    })
}

struct Wish {
    key_id: String,
    spec: String,
    context: Context,
    tokens: Option<Vec<String>>,
    dry_run: Option<bool>,
}

struct Made {
    blob: Bytes,
    private: Zeroizing<Vec<u8>>,
    public: Bytes,
    key: String,
    material: Option<String>,
}

async fn make(edge: &Edge, wish: &Wish) -> Result<Made, AwsError> {
    let spec = Spec::read(&wish.spec).filter(|spec| spec.is_asymmetric());
    let spec = spec.filter(|spec| !matches!(spec, Spec::MlDsa(_)));
    let spec = spec.ok_or_else(|| {
        AwsError::not_implemented(format_args!("KMS data key pairs of kind {}", wish.spec))
    })?;
    // Whoever may not have a pair does not keep the machine busy making one.
    edge.read(|cx| {
        wrapping_key(cx, &wish.key_id, wish.tokens.as_deref())?;
        unless_dry(wish.dry_run)
    })?;
    let random = edge.cloud.random.clone();
    let pair = tokio::task::spawn_blocking(move || {
        let private = crypto::make(&random, spec)?;
        let public = Secret::read(spec, &private)?.public_key()?;
        Some((private, Bytes::from(public)))
    });
    let pair = pair.await.map_err(AwsError::internal)?;
    let (private, public) = pair.ok_or_else(|| AwsError::internal("no pair was made"))?;
    edge.read(|cx| {
        let found = wrapping_key(cx, &wish.key_id, wish.tokens.as_deref())?;
        Ok(Made {
            blob: under::sealed(cx, &found, SYMMETRIC, &private, &wish.context)?,
            private: private.clone(),
            public: public.clone(),
            key: found.arn(cx),
            material: found.key.material,
        })
    })
}
