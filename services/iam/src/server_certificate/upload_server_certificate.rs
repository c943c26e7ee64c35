//! UploadServerCertificate: a certificate, the key that it was made for, and who signed it.

use super::errors;
use super::row::{self, ServerCertificate};
use crate::pem::{self, Certificate};
use crate::shapes::{UploadServerCertificateRequest, UploadServerCertificateResponse};
use crate::{count, entity, limits, tags};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use jiff::Timestamp;

pub fn run(
    cx: &mut Cx,
    input: UploadServerCertificateRequest,
) -> Result<UploadServerCertificateResponse, AwsError> {
    let name = &input.server_certificate_name;
    if row::look(cx, name)?.is_some() {
        return Err(errors::certificate_exists(name));
    }
    let expires = check(cx, &input)?;
    let limit = limits::SERVER_CERTIFICATES_PER_ACCOUNT;
    count::add(
        cx,
        "server-certificate",
        "ServerCertificatesPerAccount",
        limit,
    )?;
    let certificate = ServerCertificate {
        name: input.server_certificate_name,
        path: input.path.unwrap_or_else(|| "/".to_owned()),
        id: ids::unique_id(cx.random(), "ASCA"),
        uploaded: entity::now(cx),
        expires,
        body: input.certificate_body.trim().to_owned(),
        chain: input.certificate_chain.map(|chain| chain.trim().to_owned()),
        private_key: input.private_key,
        tags: tags::first(input.tags, "TagsPerServerCertificate")?,
    };
    row::save(cx, &certificate)?;
    Ok(UploadServerCertificateResponse {
        server_certificate_metadata: Some(row::metadata(cx, &certificate)),
        tags: tags::shown(&certificate.tags),
    })
}

/// When the certificate expires, if it is one.
fn check(cx: &Cx, input: &UploadServerCertificateRequest) -> Result<Timestamp, AwsError> {
    let certificate = pem::certificate(&input.certificate_body).ok_or_else(errors::no_pem)?;
    let facts = certificate.facts().ok_or_else(errors::no_pem)?;
    let public = pem::public_of(&input.private_key).ok_or_else(errors::no_pem_key)?;
    if public != facts.public_key {
        return Err(errors::other_key());
    }
    if cx.now() < facts.begins || facts.ends < cx.now() {
        let (begins, ends) = (facts.begins, facts.ends);
        let message = format!("Certificate is valid only from {begins} to {ends}.");
        return Err(errors::malformed(message));
    }
    if let Some(chain) = &input.certificate_chain {
        let chain = pem::certificates(chain).ok_or_else(|| errors::broken_chain(-1))?;
        check_chain(&certificate, &chain)?;
    }
    Ok(facts.ends)
}

fn check_chain(certificate: &Certificate, chain: &[Certificate]) -> Result<(), AwsError> {
    let mut signed = certificate;
    for (place, signer) in chain.iter().enumerate() {
        if !signed.is_signed_by(signer) {
            return Err(errors::broken_chain(place as i64 - 1));
        }
        signed = signer;
    }
    Ok(())
}
