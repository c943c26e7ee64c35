//! ImportCertificateAuthorityCertificate: from now on the authority issues.

use super::row::{self, Authority, State};
use crate::errors;
use crate::revocation::list;
use crate::shapes::{
    ImportCertificateAuthorityCertificateOutput, ImportCertificateAuthorityCertificateRequest,
};
use haneul_certificate::{CERTIFICATE, Facts, read, read_all, read_request, write};
use haneul_pipeline::{AwsError, Cx};

/// Certificates of a chain.
const CHAIN: usize = 10;

pub fn run(
    cx: &mut Cx,
    input: ImportCertificateAuthorityCertificateRequest,
) -> Result<ImportCertificateAuthorityCertificateOutput, AwsError> {
    let (place, mut authority) = row::open(cx, &input.certificate_authority_arn)?;
    if matches!(authority.state, State::Creating | State::Failed) {
        return Err(errors::state(
            "The certificate authority must be in the PENDING_CERTIFICATE, ACTIVE, DISABLED or EXPIRED state.",
        ));
    }
    let own = blocks(&input.certificate)?;
    let [own] = own.as_slice() else {
        return Err(errors::bad_certificate(
            "The certificate body must hold exactly one certificate.",
        ));
    };
    let facts = read(own).map_err(malformed)?;
    check(cx, &authority, &facts)?;
    let chain = blocks(&input.certificate_chain.unwrap_or_default())?;
    check_chain(&authority, &facts, &chain)?;
    authority.certificate = Some(write(CERTIFICATE, own));
    let chain: Vec<String> = chain.iter().map(|one| write(CERTIFICATE, one)).collect();
    authority.chain = (!chain.is_empty()).then(|| chain.join("\n"));
    if authority.state == State::Pending {
        authority.state = State::Active;
        authority.changed = cx.now();
    }
    row::save(cx, &place, &authority)?;
    list::begin(cx, &place)?;
    Ok(ImportCertificateAuthorityCertificateOutput::default())
}

fn malformed(why: impl std::fmt::Display) -> AwsError {
    errors::bad_certificate(format!("The certificate cannot be read: {why}"))
}

fn blocks(text: &[u8]) -> Result<Vec<Vec<u8>>, AwsError> {
    read_all(text, CERTIFICATE).map_err(malformed)
}

/// It is this authority's, of an authority, and good now.
fn check(cx: &Cx, authority: &Authority, facts: &Facts) -> Result<(), AwsError> {
    let csr = authority.csr.as_deref().unwrap_or_default();
    let asked = read_request(csr.as_bytes()).map_err(AwsError::internal)?;
    if asked.public != facts.public {
        return Err(errors::mismatch(
            "The certificate does not match the certificate signing request of the CA.",
        ));
    }
    if asked.subject != facts.subject {
        return Err(errors::mismatch(
            "The subject of the certificate does not match that of the CA.",
        ));
    }
    let signs = facts.usage.is_none_or(|usage| usage.key_cert_sign());
    if !facts.is_authority() || !signs {
        return Err(errors::bad_certificate(
            "The certificate is not that of a certificate authority.",
        ));
    }
    if facts.until <= cx.now() {
        return Err(errors::bad_certificate("The certificate has expired."));
    }
    Ok(())
}

/// Each was issued by the next, the last by itself.
fn check_chain(authority: &Authority, own: &Facts, chain: &[Vec<u8>]) -> Result<(), AwsError> {
    if authority.is_root() {
        if !chain.is_empty() {
            return Err(errors::bad_request(
                "The certificate of a root CA comes without a chain.",
            ));
        }
        return match own.is_self_signed() {
            Ok(true) => Ok(()),
            _ => Err(errors::bad_certificate(
                "The certificate of a root CA must be self-signed.",
            )),
        };
    }
    if chain.is_empty() || chain.len() > CHAIN {
        return Err(errors::bad_request(
            "The certificate of a subordinate CA comes with its chain.",
        ));
    }
    let mut below = own;
    let chain: Result<Vec<Facts>, _> = chain.iter().map(|one| read(one)).collect();
    let chain = chain.map_err(malformed)?;
    for above in &chain {
        if !matches!(below.is_issued_by(above), Ok(true)) || !above.is_authority() {
            return Err(errors::mismatch(
                "The certificate chain does not lead from the certificate to its root.",
            ));
        }
        below = above;
    }
    match below.is_self_signed() {
        Ok(true) => Ok(()),
        _ => Err(errors::mismatch(
            "The certificate chain does not end in a self-signed certificate.",
        )),
    }
}
