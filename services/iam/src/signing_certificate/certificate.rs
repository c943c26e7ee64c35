//! Signing certificates uploaded, switched on and off, taken off.
//!
//! Operations: UploadSigningCertificate, UpdateSigningCertificate, DeleteSigningCertificate

use super::row::{self, CERTIFICATES, Signing};
use crate::access_key::row::Owner;
use crate::errors::{active, quota};
use crate::shapes::*;
use crate::{entity, limits, pem};
use data_encoding::HEXLOWER;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::key_bytes;
use ring::digest;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

pub fn upload_signing_certificate(
    cx: &mut Cx,
    input: UploadSigningCertificateRequest,
) -> Result<UploadSigningCertificateResponse, AwsError> {
    let owner = Owner::named(cx, input.user_name.as_deref())?;
    let body = input.certificate_body.trim().to_owned();
    let facts = pem::certificate(&body).and_then(|certificate| certificate.facts());
    let facts = facts.ok_or_else(|| {
        let message =
            "Unable to parse certificate. Please ensure the certificate is in PEM format.";
        AwsError::new("MalformedCertificate", message).status(400)
    })?;
    if facts.ends < cx.now() {
        let message = format!("The certificate is not valid after {}.", facts.ends);
        return Err(AwsError::new("InvalidCertificate", message).status(400));
    }
    let digest = HEXLOWER.encode(digest::digest(&digest::SHA256, body.as_bytes()).as_ref());
    let scope = cx.account_scope();
    let same = CERTIFICATES.by_index(cx.tx, scope, "body", &key_bytes(&digest), 1)?;
    if !same.is_empty() {
        let message = "The certificate is already associated with a user of this account.";
        return Err(AwsError::new("DuplicateCertificate", message).status(409));
    }
    if row::of(cx, &owner.id)?.len() >= limits::SIGNING_CERTIFICATES_PER_USER {
        let limit = limits::SIGNING_CERTIFICATES_PER_USER;
        return Err(quota("CertificatesPerUser", limit));
    }
    let signing = Signing {
        id: cx.random().text(BASE32, 32),
        body,
        digest,
        active: true,
        uploaded: entity::now(cx),
    };
    row::save(cx, &owner, &signing)?;
    Ok(UploadSigningCertificateResponse {
        certificate: Some(row::shown(cx, &owner, signing)),
    })
}

pub fn update_signing_certificate(
    cx: &mut Cx,
    input: UpdateSigningCertificateRequest,
) -> Result<UpdateSigningCertificateOutput, AwsError> {
    let active = active(&input.status)?;
    let owner = Owner::named(cx, input.user_name.as_deref())?;
    let mut signing = row::find(cx, &owner, &input.certificate_id)?;
    signing.active = active;
    row::save(cx, &owner, &signing)?;
    Ok(UpdateSigningCertificateOutput {})
}

pub fn delete_signing_certificate(
    cx: &mut Cx,
    input: DeleteSigningCertificateRequest,
) -> Result<DeleteSigningCertificateOutput, AwsError> {
    let owner = Owner::named(cx, input.user_name.as_deref())?;
    let signing = row::find(cx, &owner, &input.certificate_id)?;
    let scope = cx.account_scope();
    CERTIFICATES.delete(cx.tx, scope, &(owner.id.as_str(), signing.id.as_str()))?;
    Ok(DeleteSigningCertificateOutput {})
}
