//! Digests of bodies that are read whole, such as a bucket's policy or a list of keys to delete.

use crate::body::{Algorithm, decode, encode};
use crate::errors;
use haneul_pipeline::{AwsError, Call, headers};

/// Operations whose checksum headers are about an object.
const OF_OBJECTS: &[&str] = &["PutObject", "UploadPart", "CompleteMultipartUpload"];

/// Where S3 takes a body without a digest, although its model asks clients for one.
const WITHOUT: &[&str] = &["PutBucketAcl", "PutObjectAcl"];

/// Compares the body with what the request says of it. Calls from inside have no headers and
/// nothing that could be damaged on its way.
pub fn check(call: &Call) -> Result<(), AwsError> {
    let headers = &call.request.headers;
    if headers.is_empty() || OF_OBJECTS.contains(&call.operation) {
        return Ok(());
    }
    let mut given = false;
    if let Some(md5) = header(call, "content-md5") {
        given = true;
        check_md5(md5, &call.request.body)?;
    }
    for algorithm in Algorithm::ALL {
        if let Some(value) = header(call, algorithm.header()) {
            given = true;
            check_sum(algorithm, value, &call.request.body)?;
        }
    }
    match given || !is_required(call) {
        true => Ok(()),
        false => Err(errors::invalid_request(
            "Missing required header for this request: Content-MD5 OR x-amz-checksum-*",
        )),
    }
}

fn header<'c>(call: &'c Call, name: &'c str) -> Option<&'c str> {
    headers::first(&call.request.headers, name)?.to_str().ok()
}

fn is_required(call: &Call) -> bool {
    if WITHOUT.contains(&call.operation) {
        return false;
    }
    let model = haneul_model::model(call.service);
    model
        .and_then(|model| model.operation(call.operation))
        .is_some_and(|operation| operation.checksum_required)
}

fn check_md5(text: &str, body: &[u8]) -> Result<(), AwsError> {
    let wanted = decode(text).filter(|bytes| bytes.len() == 16);
    let wanted = wanted.ok_or_else(|| errors::invalid_digest(text))?;
    let found = Algorithm::Md5.digest(body);
    match wanted == found {
        true => Ok(()),
        false => Err(errors::bad_md5(text, encode(&found))),
    }
}

fn check_sum(algorithm: Algorithm, text: &str, body: &[u8]) -> Result<(), AwsError> {
    if !algorithm.fits(text) {
        return Err(errors::invalid_request(format!(
            "Value for {} header is invalid.",
            algorithm.header()
        )));
    }
    match encode(algorithm.digest(body)) == text {
        true => Ok(()),
        false => Err(errors::bad_checksum(algorithm.name())),
    }
}
