//! Signature version 2, only as S3's presigned URLs and forms still carry it: SDKs make such by
//! default in the oldest Regions.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ring::hmac;

use crate::canonical::{RequestParts, pairs};
use crate::error::SignatureError;

/// What such a URL says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct V2Claim {
    pub access_key: String,
    /// Seconds since 1970 by the clock of whoever signed.
    pub expires: i64,
    pub session_token: Option<String>,
    signature: String,
}

/// Query parameters that are part of the resource.
const SUBRESOURCES: &[&str] = &[
    "accelerate",
    "acl",
    "analytics",
    "cors",
    "defaultObjectAcl",
    "delete",
    "inventory",
    "lifecycle",
    "location",
    "logging",
    "metrics",
    "notification",
    "object-lock",
    "partNumber",
    "policy",
    "replication",
    "requestPayment",
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
    "restore",
    "select",
    "select-type",
    "storageClass",
    "tagging",
    "torrent",
    "uploadId",
    "uploads",
    "versionId",
    "versioning",
    "versions",
    "website",
];

/// Reads the claim; `None` where the query is not about version 2.
pub fn claim(query: &str) -> Option<Result<V2Claim, SignatureError>> {
    let find = |name: &str| pairs(query).find(|(n, _)| n == name).map(|(_, v)| v);
    let (access_key, signature) = (find("AWSAccessKeyId")?, find("Signature")?);
    let expires = find("Expires").and_then(|text| text.parse().ok());
    Some(match expires {
        None => Err(SignatureError::InQuery(Box::new(
            SignatureError::Incomplete(
                "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters"
                    .to_owned(),
            ),
        ))),
        Some(expires) => Ok(V2Claim {
            access_key,
            expires,
            session_token: pairs(query)
                .find(|(n, _)| n.eq_ignore_ascii_case("x-amz-security-token"))
                .map(|(_, v)| v),
            signature,
        }),
    })
}

/// Checks the claim. `bucket` is the bucket where the host, not the path, names it.
pub fn verify(
    claim: &V2Claim,
    parts: &RequestParts<'_>,
    bucket: Option<&str>,
    secret: &str,
) -> Result<(), SignatureError> {
    let text = string_to_sign(claim, parts, bucket);
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.as_bytes());
    let given = BASE64_STANDARD.decode(&claim.signature).unwrap_or_default();
    hmac::verify(&key, text.as_bytes(), &given).map_err(|_| SignatureError::Mismatch {
        canonical_request: String::new(),
        string_to_sign: text,
        access_key: claim.access_key.clone(),
        signature: claim.signature.clone(),
    })
}

/// What a browser's form says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct V2Form {
    pub access_key: String,
    pub session_token: Option<String>,
    /// As it stands in the form, which is what is signed.
    policy: String,
    signature: String,
}

/// Reads the fields of a form, whatever their capitals; `None` where they are not of version 2.
pub fn form<'a>(
    fields: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Option<V2Form>, SignatureError> {
    let mut found: [Option<String>; 4] = Default::default();
    let names = [
        "awsaccesskeyid",
        "policy",
        "signature",
        "x-amz-security-token",
    ];
    for (name, value) in fields {
        let name = name.to_ascii_lowercase();
        if name == "x-amz-algorithm" {
            return Ok(None);
        }
        if let Some(place) = names.iter().position(|known| *known == name) {
            found[place] = Some(value.to_owned());
        }
    }
    let [access_key, policy, signature, session_token] = found;
    let Some(access_key) = access_key else {
        return Ok(None);
    };
    let want = |value: Option<String>, name| value.ok_or(SignatureError::MissingFormField(name));
    Ok(Some(V2Form {
        access_key,
        session_token,
        policy: want(policy, "policy")?,
        signature: want(signature, "signature")?,
    }))
}

/// Checks the signature of a form's policy.
pub fn verify_form(form: &V2Form, secret: &str) -> Result<(), SignatureError> {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.as_bytes());
    let given = BASE64_STANDARD.decode(&form.signature).unwrap_or_default();
    let policy = form.policy.as_bytes();
    hmac::verify(&key, policy, &given).map_err(|_| SignatureError::Mismatch {
        canonical_request: String::new(),
        string_to_sign: form.policy.clone(),
        access_key: form.access_key.clone(),
        signature: form.signature.clone(),
    })
}

fn string_to_sign(claim: &V2Claim, parts: &RequestParts<'_>, bucket: Option<&str>) -> String {
    let mut text = format!(
        "{}\n{}\n{}\n{}\n",
        parts.method,
        said(parts, "content-md5"),
        said(parts, "content-type"),
        claim.expires
    );
    for (name, value) in amz_headers(parts) {
        text += &format!("{name}:{value}\n");
    }
    if let Some(bucket) = bucket {
        text += &format!("/{bucket}");
    }
    text + parts.path + &subresources(parts.query)
}

/// A header, or the parameter that a presigned URL carries in its stead.
fn said(parts: &RequestParts<'_>, name: &str) -> String {
    let header = parts.headers.get(name).and_then(|v| v.to_str().ok());
    match header {
        Some(value) => value.trim().to_owned(),
        None => pairs(parts.query)
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map_or_else(String::new, |(_, value)| value),
    }
}

fn amz_headers(parts: &RequestParts<'_>) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = parts
        .headers
        .iter()
        .filter_map(|(name, value)| {
            Some((
                name.as_str().to_owned(),
                value.to_str().ok()?.trim().to_owned(),
            ))
        })
        .chain(pairs(parts.query).map(|(name, value)| (name.to_ascii_lowercase(), value)))
        .filter(|(name, _)| name.starts_with("x-amz-"))
        .collect();
    found.sort();
    found.dedup();
    // All values of a name are signed: otherwise one that was added would go unnoticed.
    found.dedup_by(|later, first| {
        let same = later.0 == first.0;
        if same {
            first.1 = format!("{},{}", first.1, later.1);
        }
        same
    });
    found
}

fn subresources(query: &str) -> String {
    let mut named: Vec<String> = pairs(query)
        .filter(|(name, _)| SUBRESOURCES.contains(&name.as_str()))
        .map(|(name, value)| match value.is_empty() {
            true => name,
            false => format!("{name}={value}"),
        })
        .collect();
    named.sort();
    match named.is_empty() {
        true => String::new(),
        false => format!("?{}", named.join("&")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, Method};

    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    /// The query-string example of S3's documentation of the old authentication.
    #[test]
    fn the_documented_url_is_good() {
        let query = "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620";
        let claim = claim(query).unwrap().unwrap();
        let (method, headers) = (Method::GET, HeaderMap::new());
        let parts = RequestParts::new(&method, "/photos/puppy.jpg", query, &headers);
        assert_eq!(verify(&claim, &parts, Some("johnsmith"), SECRET), Ok(()));
        assert!(verify(&claim, &parts, None, SECRET).is_err());
        assert!(verify(&claim, &parts, Some("johnsmith"), "another").is_err());
    }

    #[test]
    fn a_second_value_of_a_parameter_is_noticed() {
        let amz = |query: &str| {
            let (method, headers) = (Method::GET, HeaderMap::new());
            amz_headers(&RequestParts::new(&method, "/b/k", query, &headers))
        };
        let one = |value: &str| vec![("x-amz-acl".to_owned(), value.to_owned())];
        assert_eq!(amz("x-amz-acl=private"), one("private"));
        assert_eq!(amz("x-amz-acl=private&X-Amz-Acl=private"), one("private"));
        assert_eq!(
            amz("x-amz-acl=private&x-amz-acl=public-read"),
            one("private,public-read")
        );
    }

    #[test]
    fn what_is_not_about_version_2_is_left_alone() {
        assert_eq!(claim("X-Amz-Signature=1"), None);
        assert!(claim("AWSAccessKeyId=a&Signature=b").unwrap().is_err());
    }
}
