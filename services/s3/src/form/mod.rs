//! Uploads by a browser's form: PutObject, written otherwise.

mod answer;
mod policy;

use crate::{errors, limits};
use haneul_pipeline::{AwsError, Form, FormCall, FormTime};
use http::{HeaderMap, HeaderName, HeaderValue};
use policy::Policy;

/// Fields that are headers of a PutObject, and beginnings of such.
const HEADERS: &[&str] = &[
    "cache-control",
    "content-type",
    "content-disposition",
    "content-encoding",
    "content-language",
    "expires",
    "x-amz-storage-class",
    "x-amz-website-redirect-location",
    "x-amz-request-payer",
];
const BEGINNINGS: &[&str] = &[
    "x-amz-meta-",
    "x-amz-server-side-encryption",
    "x-amz-checksum-",
    "x-amz-object-lock-",
    "x-amz-grant-",
];

pub fn call(form: &Form, time: &FormTime) -> Result<FormCall, AwsError> {
    let form = expanded(form);
    let key = form.get("key").ok_or_else(|| {
        errors::invalid_argument(
            "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
            "key",
            "",
        )
    })?;
    if key.is_empty() {
        return Err(errors::invalid_argument(
            "User key must have a length greater than 0.",
            "key",
            "",
        ));
    }
    if form.get("tagging").is_some() {
        return Err(AwsError::not_implemented("tags in forms for S3"));
    }
    let sizes = match form.get("policy") {
        None => None,
        Some(text) => {
            let policy = Policy::parse(text)?;
            if time.is_over(policy.expiration) {
                return Err(policy::refused("Policy expired."));
            }
            policy.check(&form)?
        }
    };
    Ok(FormCall {
        operation: "PutObject",
        labels: vec![("Bucket", form.bucket.clone()), ("Key", key.to_owned())],
        headers: headers(&form),
        sizes: sizes.unwrap_or(0..=limits::UPLOAD_BYTES),
        wrong_size: |size, sizes| match size > *sizes.end() {
            true => errors::entity_too_large(size, *sizes.end()),
            false => errors::file_too_small(size, *sizes.start()),
        },
        answer: answer::answer,
    })
}

/// The form with the file's name where it is asked for, which comes before the policy is looked at.
fn expanded(form: &Form) -> Form {
    let mut form = form.clone();
    for (name, value) in &mut form.fields {
        if !name.eq_ignore_ascii_case("policy") {
            *value = value.replace("${filename}", &form.file_name);
        }
    }
    form
}

fn headers(form: &Form) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in &form.fields {
        let name = name.to_ascii_lowercase();
        let name = match name.as_str() {
            "acl" => "x-amz-acl",
            other => other,
        };
        let is_header = name == "x-amz-acl"
            || HEADERS.contains(&name)
            || BEGINNINGS
                .iter()
                .any(|beginning| name.starts_with(beginning));
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = HeaderValue::from_bytes(value.as_bytes());
        if let (true, Ok(name), Ok(value)) = (is_header, name, value) {
            headers.insert(name, value);
        }
    }
    headers
}
