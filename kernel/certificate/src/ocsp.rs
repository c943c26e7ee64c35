//! OCSP: what is asked of certificates, and the signed answer.

use crate::fault::{Fault, Result};
use crate::key::PrivateKey;
use crate::signing::Signing;
use crate::time::date;
use const_oid::db::rfc5912::ID_SHA_1;
use const_oid::db::rfc6960::ID_PKIX_OCSP_NONCE;
use der::asn1::{BitString, GeneralizedTime, Null, OctetString};
use der::{Decode, Encode};
use jiff::Timestamp;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::CrlReason;
use x509_ocsp::{
    BasicOcspResponse, CertId, CertStatus, OcspGeneralizedTime, OcspRequest, OcspResponse,
    ResponderId, ResponseData, RevokedInfo, SingleResponse, Version,
};

/// Certificates that may be asked for at once.
const MOST: usize = 10;

pub struct Asked {
    /// Digest of the issuer's public key (SHA-1), which all of them share.
    pub issuer: Vec<u8>,
    pub serials: Vec<Vec<u8>>,
    ids: Vec<CertId>,
    nonce: Option<Extension>,
}

pub enum Status {
    Good,
    Revoked(Timestamp, CrlReason),
    Unknown,
}

pub fn asked(bytes: &[u8]) -> Result<Asked> {
    let request = OcspRequest::from_der(bytes)?.tbs_request;
    let ids = request.request_list.into_iter().map(|one| one.req_cert);
    let ids: Vec<CertId> = ids.collect();
    let first = ids
        .first()
        .ok_or_else(|| Fault("nothing is asked".to_owned()))?;
    let issuer = first.issuer_key_hash.as_bytes().to_vec();
    let alike =
        |id: &CertId| id.hash_algorithm.oid == ID_SHA_1 && id.issuer_key_hash.as_bytes() == issuer;
    if ids.len() > MOST || !ids.iter().all(alike) {
        return Err(Fault("certificates of one issuer, by SHA-1".to_owned()));
    }
    let serials = ids.iter().map(|id| id.serial_number.as_bytes().to_vec());
    let extensions = request.request_extensions.unwrap_or_default();
    let mut nonces = extensions.into_iter();
    Ok(Asked {
        serials: serials.collect(),
        nonce: nonces.find(|extension| extension.extn_id == ID_PKIX_OCSP_NONCE),
        issuer,
        ids,
    })
}

fn time(at: Timestamp) -> Result<OcspGeneralizedTime> {
    Ok(OcspGeneralizedTime(GeneralizedTime::from_date_time(date(
        at,
    )?)))
}

fn status(status: &Status) -> Result<CertStatus> {
    Ok(match status {
        Status::Good => CertStatus::Good(Null),
        Status::Unknown => CertStatus::Unknown(Null),
        Status::Revoked(at, reason) => CertStatus::Revoked(RevokedInfo {
            revocation_time: time(*at)?,
            revocation_reason: Some(*reason),
        }),
    })
}

/// As the issuer itself, for each that was asked for, in the same order.
pub fn answer(
    asked: &Asked,
    known: &[Status],
    (now, until): (Timestamp, Timestamp),
    key_id: &[u8],
    key: &PrivateKey,
    signing: Signing,
) -> Result<Vec<u8>> {
    let mut responses = Vec::new();
    for (cert_id, found) in asked.ids.iter().cloned().zip(known) {
        responses.push(SingleResponse {
            cert_id,
            cert_status: status(found)?,
            this_update: time(now)?,
            next_update: Some(time(until)?),
            single_extensions: None,
        });
    }
    let data = ResponseData {
        version: Version::V1,
        responder_id: ResponderId::ByKey(OctetString::new(key_id)?),
        produced_at: time(now)?,
        responses,
        response_extensions: asked.nonce.clone().map(|nonce| vec![nonce]),
    };
    let signature = signing.sign(key, &data.to_der()?)?;
    let basic = BasicOcspResponse {
        tbs_response_data: data,
        signature_algorithm: signing.algorithm()?,
        signature: BitString::from_bytes(&signature)?,
        certs: None,
    };
    Ok(OcspResponse::successful(basic)?.to_der()?)
}

/// To what cannot be read, or to those that ask for somebody else's.
pub fn refusal(readable: bool) -> Vec<u8> {
    let refusal = match readable {
        true => OcspResponse::unauthorized(),
        false => OcspResponse::malformed_request(),
    };
    // Two bytes around a number.
    refusal.to_der().unwrap_or_default()
}
