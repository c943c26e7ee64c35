//! Claims in the query: presigned URLs.

use http::HeaderMap;

use super::{Claim, Found, Place, header_text, signed_headers};
use crate::algorithm::Algorithm;
use crate::canonical::{is_s3, pairs};
use crate::credential::CredentialScope;
use crate::date::parse_amz_date;
use crate::error::{BadExpiry, SignatureError};
use crate::payload::PayloadHash;
use crate::region::parse_region_set;

/// A week, the longest a presigned URL may live.
pub(crate) const MAX_EXPIRES: u64 = 604_800;

/// The parameters that have to do with signing, decoded.
#[derive(Default)]
pub(super) struct Parameters {
    algorithm: Option<String>,
    credential: Option<String>,
    date: Option<String>,
    expires: Option<String>,
    signed: Option<String>,
    signature: Option<String>,
    token: Option<String>,
    region_set: Option<String>,
    content_sha256: Option<String>,
    v2_key: bool,
    v2_signature: bool,
}

impl Parameters {
    /// The parameters, if the query is about a signature at all.
    pub(super) fn read(raw: &str) -> Option<Parameters> {
        if raw.is_empty() {
            return None;
        }
        let mut found = Parameters::default();
        for (name, value) in pairs(raw) {
            match name.as_str() {
                "X-Amz-Algorithm" => found.algorithm = Some(value),
                "X-Amz-Credential" => found.credential = Some(value),
                "X-Amz-Date" => found.date = Some(value),
                "X-Amz-Expires" => found.expires = Some(value),
                "X-Amz-SignedHeaders" => found.signed = Some(value),
                "X-Amz-Signature" => found.signature = Some(value),
                "X-Amz-Security-Token" => found.token = Some(value),
                "X-Amz-Region-Set" => found.region_set = Some(value),
                "X-Amz-Content-Sha256" => found.content_sha256 = Some(value),
                "AWSAccessKeyId" => found.v2_key = true,
                "Signature" => found.v2_signature = true,
                _ => {}
            }
        }
        found.is_about_signing().then_some(found)
    }

    fn is_about_signing(&self) -> bool {
        let v4 = self.algorithm.is_some() || self.credential.is_some() || self.signature.is_some();
        v4 || (self.v2_key && self.v2_signature)
    }

    fn missing(&self) -> Option<&'static str> {
        let wanted = [
            ("X-Amz-Algorithm", &self.algorithm),
            ("X-Amz-Credential", &self.credential),
            ("X-Amz-Signature", &self.signature),
            ("X-Amz-Date", &self.date),
            ("X-Amz-SignedHeaders", &self.signed),
        ];
        wanted
            .into_iter()
            .find(|(_, value)| value.is_none())
            .map(|(name, _)| name)
    }
}

pub(super) fn claim(parameters: Parameters, headers: &HeaderMap) -> Result<Claim, SignatureError> {
    if parameters.algorithm.is_none() && parameters.v2_key && parameters.v2_signature {
        return Err(SignatureError::V2Unsupported);
    }
    read(parameters, headers).map_err(|error| SignatureError::InQuery(Box::new(error)))
}

fn read(parameters: Parameters, headers: &HeaderMap) -> Result<Claim, SignatureError> {
    if let Some(name) = parameters.missing() {
        return Err(incomplete(name));
    }
    let Parameters {
        algorithm,
        credential,
        date,
        signed,
        signature,
        ..
    } = parameters;
    let algorithm_name = algorithm.unwrap_or_default();
    let Some(algorithm) = Algorithm::from_name(&algorithm_name) else {
        return Err(SignatureError::UnsupportedAlgorithm(algorithm_name));
    };
    let credential = CredentialScope::parse(algorithm, &credential.unwrap_or_default())?;
    let expires = expires(parameters.expires.as_deref(), is_s3(&credential.service))?;
    let amz_date = date.unwrap_or_default();
    let Some(request_date) = parse_amz_date(&amz_date) else {
        return Err(SignatureError::MalformedDate(amz_date));
    };
    let found = Found {
        algorithm,
        place: Place::Query,
        credential,
        amz_date,
        request_date,
        signed_headers: signed_headers(&signed.unwrap_or_default()),
        signature: signature.unwrap_or_default(),
    };
    found.check_day()?;
    let payload = payload(parameters.content_sha256.as_deref(), headers, &found)?;
    let mut claim = found.into_claim(payload);
    claim.presigned_expires = expires;
    claim.session_token = parameters.token;
    if algorithm == Algorithm::V4a {
        claim.region_set = Some(parse_region_set(
            parameters.region_set.as_deref().unwrap_or_default(),
        ));
    }
    Ok(claim)
}

fn incomplete(name: &str) -> SignatureError {
    SignatureError::Incomplete(format!(
        "AWS query-string parameters must include '{name}'. Re-examine the query-string parameters."
    ))
}

fn expires(text: Option<&str>, required: bool) -> Result<Option<u64>, SignatureError> {
    let Some(text) = text else {
        return if required {
            Err(incomplete("X-Amz-Expires"))
        } else {
            Ok(None)
        };
    };
    let bad = |why| Err(SignatureError::BadPresignedExpiry(why));
    match text.parse::<i64>().map(u64::try_from) {
        Ok(Ok(seconds)) if seconds <= MAX_EXPIRES => Ok(Some(seconds)),
        Ok(Ok(_)) => bad(BadExpiry::TooLong),
        Ok(Err(_)) => bad(BadExpiry::Negative),
        Err(_) => bad(BadExpiry::NotANumber),
    }
}

/// S3 leaves the body of a presigned request out of the signature unless a hash was named.
fn payload(
    parameter: Option<&str>,
    headers: &HeaderMap,
    found: &Found,
) -> Result<PayloadHash, SignatureError> {
    match header_text(headers, "x-amz-content-sha256").or(parameter) {
        Some(text) => PayloadHash::parse_for(found.algorithm, text),
        None if is_s3(&found.credential.service) => Ok(PayloadHash::Unsigned),
        None => Ok(PayloadHash::Missing),
    }
}
