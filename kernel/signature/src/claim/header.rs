//! Claims in the `Authorization` header.

use http::HeaderMap;
use jiff::Timestamp;
use std::borrow::Cow;

use super::{Claim, Found, Place, header_text, signed_headers};
use crate::algorithm::Algorithm;
use crate::credential::CredentialScope;
use crate::date::{format_amz_date, parse_amz_date, parse_date_header};
use crate::error::{SignatureError, hashed};
use crate::payload::PayloadHash;
use crate::region::parse_region_set;

pub(super) fn claim(authorization: &[u8], headers: &HeaderMap) -> Result<Claim, SignatureError> {
    let text = authorization.trim_ascii();
    let text = match std::str::from_utf8(text) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(text),
    };
    let algorithm = algorithm(&text, headers)?;
    let fields = Fields::read(text[algorithm.name().len()..].trim_start())?;
    let (Some(credential), Some(signed), Some(signature)) =
        (fields.credential, fields.signed, fields.signature)
    else {
        return Err(SignatureError::Incomplete(incomplete(
            &fields, headers, &text,
        )));
    };
    let credential = CredentialScope::parse(algorithm, credential)?;
    let (amz_date, request_date) = moment(headers, &text)?;
    let found = Found {
        algorithm,
        place: Place::Header,
        credential,
        amz_date,
        request_date,
        signed_headers: signed_headers(signed),
        signature: signature.to_owned(),
    };
    found.check_day()?;
    finish(found, headers)
}

fn finish(found: Found, headers: &HeaderMap) -> Result<Claim, SignatureError> {
    let payload = match header_text(headers, "x-amz-content-sha256") {
        Some(text) => PayloadHash::parse_for(found.algorithm, text)?,
        None => PayloadHash::Missing,
    };
    let mut claim = found.into_claim(payload);
    claim.session_token = header_text(headers, "x-amz-security-token").map(str::to_owned);
    if claim.algorithm == Algorithm::V4a {
        let set = header_text(headers, "x-amz-region-set").unwrap_or_default();
        claim.region_set = Some(parse_region_set(set));
    }
    Ok(claim)
}

fn algorithm(text: &str, headers: &HeaderMap) -> Result<Algorithm, SignatureError> {
    let name = text.split(' ').next().unwrap_or_default();
    if let Some(algorithm) = Algorithm::from_name(name) {
        return Ok(algorithm);
    }
    match name {
        "AWS" => Err(SignatureError::V2Unsupported),
        _ if name.starts_with("AWS") => Err(SignatureError::UnsupportedAlgorithm(name.to_owned())),
        _ => Err(SignatureError::UnsupportedScheme {
            scheme: name.to_owned(),
            message: incomplete(&Fields::default(), headers, text),
        }),
    }
}

#[derive(Default)]
struct Fields<'a> {
    credential: Option<&'a str>,
    signed: Option<&'a str>,
    signature: Option<&'a str>,
}

impl<'a> Fields<'a> {
    fn read(text: &'a str) -> Result<Fields<'a>, SignatureError> {
        let mut fields = Fields::default();
        let parts = text.split(',').flat_map(|part| part.split(' '));
        for part in parts.filter(|part| !part.is_empty()) {
            let Some((name, value)) = part.split_once('=') else {
                return Err(SignatureError::Incomplete(format!(
                    "Invalid key=value pair (missing equal-sign) in Authorization header \
                     (hashed with SHA-256 and encoded with Base64): '{}'.",
                    hashed(part)
                )));
            };
            match name {
                "Credential" => fields.credential = Some(value),
                "SignedHeaders" => fields.signed = Some(value),
                "Signature" => fields.signature = Some(value),
                _ => {}
            }
        }
        Ok(fields)
    }
}

fn moment(headers: &HeaderMap, authorization: &str) -> Result<(String, Timestamp), SignatureError> {
    if let Some(text) = header_text(headers, "x-amz-date") {
        let time =
            parse_amz_date(text).ok_or_else(|| SignatureError::MalformedDate(text.to_owned()))?;
        return Ok((text.to_owned(), time));
    }
    let Some(text) = header_text(headers, "date") else {
        return Err(SignatureError::MissingDate(format!(
            "{NO_DATE} {}",
            redacted(authorization)
        )));
    };
    let time =
        parse_date_header(text).ok_or_else(|| SignatureError::MalformedDate(text.to_owned()))?;
    Ok((format_amz_date(time), time))
}

const NO_DATE: &str =
    "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.";

fn incomplete(fields: &Fields<'_>, headers: &HeaderMap, authorization: &str) -> String {
    let wanted = [
        ("Credential", fields.credential),
        ("Signature", fields.signature),
        ("SignedHeaders", fields.signed),
    ];
    let mut message = String::new();
    for (name, _) in wanted.into_iter().filter(|(_, value)| value.is_none()) {
        message.push_str(&format!(
            "Authorization header requires '{name}' parameter. "
        ));
    }
    if !headers.contains_key("x-amz-date") && !headers.contains_key("date") {
        message.push_str(NO_DATE);
        message.push(' ');
    }
    message + &redacted(authorization)
}

fn redacted(authorization: &str) -> String {
    format!(
        "(Hashed with SHA-256 and encoded with Base64) Authorization={}",
        hashed(authorization)
    )
}
