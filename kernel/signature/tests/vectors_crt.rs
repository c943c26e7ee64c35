//! The vectors of AWS's common runtime: 38 of SigV4 and 40 of SigV4a, each as headers and as a query.
//!
//! Left out: nothing for SigV4. For SigV4a `get-vanilla-query-order-key` and `get-vanilla-query-order-value` hold a
//! request only, with no expected results, so they go through a round trip instead of a comparison.

mod common;

use common::{ACCESS_KEY, Request, SECRET, load, text};
use haneul_signature::*;
use http::HeaderValue;
use serde_json::Value;

const RESULTLESS: [&str; 2] = [
    "get-vanilla-query-order-key",
    "get-vanilla-query-order-value",
];

struct Case {
    algorithm: Algorithm,
    case: Value,
    request: Request,
    body_hash: String,
}

impl Case {
    fn flag(&self, name: &str) -> bool {
        self.case["context"][name].as_bool().unwrap_or(false)
    }

    /// The token, if it is there at the time of signing.
    fn token(&self) -> Option<&str> {
        let token = self.case["context"]["credentials"]["token"].as_str();
        token.filter(|_| !self.flag("omit_session_token"))
    }

    fn path_style(&self) -> Option<PathStyle> {
        Some(if self.flag("normalize") {
            PathStyle::Normalized
        } else {
            PathStyle::Doubled
        })
    }

    fn signer(&self) -> Signer<'_> {
        let context = &self.case["context"];
        assert_eq!(text(&context["credentials"], "access_key_id"), ACCESS_KEY);
        let time = text(context, "timestamp").parse().unwrap();
        let mut signer = Signer::new(
            ACCESS_KEY,
            SECRET,
            text(context, "region"),
            text(context, "service"),
            time,
        );
        signer.algorithm = self.algorithm;
        signer.session_token = self.token();
        signer.path_style = self.path_style();
        signer
    }

    fn headers(&self) -> http::HeaderMap {
        let mut headers = self.request.headers.clone();
        if self.flag("sign_body") {
            headers.insert(
                "x-amz-content-sha256",
                HeaderValue::from_str(&self.body_hash).unwrap(),
            );
        }
        headers
    }

    fn verify(
        &self,
        path: &str,
        query: &str,
        headers: &http::HeaderMap,
    ) -> Result<Claim, SignatureError> {
        let claim =
            claim(&self.request.method, path, query, headers)?.expect("the request is signed");
        let mut parts = RequestParts::new(&self.request.method, path, query, headers);
        parts.path_style = self.path_style();
        verify(&claim, &parts, SECRET, None, Some(&self.body_hash))?;
        Ok(claim)
    }
}

fn cases(key: &str, algorithm: Algorithm) -> Vec<(String, Case)> {
    let vectors = load(include_bytes!("vectors/sigv4-aws-c-auth.json.gz"));
    let cases = vectors[key].as_object().unwrap();
    cases
        .iter()
        .map(|(name, case)| {
            let request = Request::parse(text(case, "request"));
            let body_hash = sha256_hex(request.body.as_bytes());
            (
                name.clone(),
                Case {
                    algorithm,
                    case: case.clone(),
                    request,
                    body_hash,
                },
            )
        })
        .collect()
}

/// What a wrong secret makes the verifier say is the canonical request and string to sign.
fn computed(case: &Case, query: &str, headers: &http::HeaderMap) -> (String, String) {
    let claim = claim(&case.request.method, &case.request.path, query, headers)
        .unwrap()
        .unwrap();
    let mut parts = RequestParts::new(&case.request.method, &case.request.path, query, headers);
    parts.path_style = case.path_style();
    match verify(&claim, &parts, "wrong", None, Some(&case.body_hash)).unwrap_err() {
        SignatureError::Mismatch {
            canonical_request,
            string_to_sign,
            ..
        } => (canonical_request, string_to_sign),
        other => panic!("{other:?}"),
    }
}

#[test]
fn v4_headers() {
    let cases = cases("v4", Algorithm::V4);
    assert_eq!(cases.len(), 38);
    for (name, case) in &cases {
        let mut headers = case.headers();
        let payload = PayloadHash::Sha256(case.body_hash.clone());
        let Request {
            method,
            path,
            query,
            ..
        } = &case.request;
        let seed =
            sign_headers(&case.signer(), method, path, query, &mut headers, &payload).unwrap();
        assert_eq!(
            seed.signature(),
            text(&case.case, "header-signature"),
            "{name}"
        );
        let (canonical, to_sign) = computed(case, query, &headers);
        assert_eq!(
            canonical,
            text(&case.case, "header-canonical-request"),
            "{name}"
        );
        assert_eq!(to_sign, text(&case.case, "header-string-to-sign"), "{name}");
        let signed = Request::parse(text(&case.case, "header-signed-request"));
        case.verify(&signed.path, &signed.query, &signed.headers)
            .unwrap();
    }
}

#[test]
fn v4_queries() {
    for (name, case) in cases("v4", Algorithm::V4) {
        let Request {
            method,
            path,
            query,
            headers,
            ..
        } = &case.request;
        let payload = PayloadHash::Sha256(case.body_hash.clone());
        let query = presign(&case.signer(), method, path, query, headers, 3600, &payload).unwrap();
        let claim = case.verify(path, &query, headers).unwrap();
        assert_eq!(
            claim.signature,
            text(&case.case, "query-signature"),
            "{name}"
        );
        let (canonical, to_sign) = computed(&case, &query, headers);
        assert_eq!(
            canonical,
            text(&case.case, "query-canonical-request"),
            "{name}"
        );
        assert_eq!(to_sign, text(&case.case, "query-string-to-sign"), "{name}");
        let signed = Request::parse(text(&case.case, "query-signed-request"));
        let claim = case
            .verify(&signed.path, &signed.query, &signed.headers)
            .unwrap();
        assert_eq!(claim.presigned_expires, Some(3600), "{name}");
    }
}

#[test]
fn v4a_keys() {
    let pair = KeyPair::derive(ACCESS_KEY, SECRET).unwrap();
    for (name, case) in cases("v4a", Algorithm::V4a) {
        if RESULTLESS.contains(&name.as_str()) {
            continue;
        }
        let key = &case.case["public-key"];
        let expected = format!("04{}{}", text(key, "X"), text(key, "Y"));
        assert_eq!(hex::encode(pair.public_key()), expected, "{name}");
    }
}

#[test]
fn v4a_headers() {
    let cases = cases("v4a", Algorithm::V4a);
    assert_eq!(cases.len(), 40);
    for (name, case) in &cases {
        let mut headers = case.headers();
        let payload = PayloadHash::Sha256(case.body_hash.clone());
        let Request {
            method,
            path,
            query,
            ..
        } = &case.request;
        sign_headers(&case.signer(), method, path, query, &mut headers, &payload).unwrap();
        let claim = case.verify(path, query, &headers).unwrap();
        assert!(
            claim.covers_region("us-east-1") && !claim.covers_region("us-east-2"),
            "{name}"
        );
        if RESULTLESS.contains(&name.as_str()) {
            continue;
        }
        let (canonical, to_sign) = computed(case, query, &headers);
        assert_eq!(
            canonical,
            text(&case.case, "header-canonical-request"),
            "{name}"
        );
        assert_eq!(to_sign, text(&case.case, "header-string-to-sign"), "{name}");
        let signed = Request::parse(text(&case.case, "header-signed-request"));
        case.verify(&signed.path, &signed.query, &signed.headers)
            .unwrap();
        let seed = verify(
            &claim,
            &parts(case, query, &headers),
            SECRET,
            None,
            Some(&case.body_hash),
        )
        .unwrap();
        assert!(
            seed.verify_hex(to_sign.as_bytes(), text(&case.case, "header-signature")),
            "{name}"
        );
    }
}

fn parts<'a>(case: &'a Case, query: &'a str, headers: &'a http::HeaderMap) -> RequestParts<'a> {
    let mut parts = RequestParts::new(&case.request.method, &case.request.path, query, headers);
    parts.path_style = case.path_style();
    parts
}

#[test]
fn v4a_queries() {
    let pair = KeyPair::derive(ACCESS_KEY, SECRET).unwrap();
    for (name, case) in cases("v4a", Algorithm::V4a) {
        let Request {
            method,
            path,
            query,
            headers,
            ..
        } = &case.request;
        let payload = PayloadHash::Sha256(case.body_hash.clone());
        let query = presign(&case.signer(), method, path, query, headers, 3600, &payload).unwrap();
        let claim = case.verify(path, &query, headers).unwrap();
        assert_eq!(
            claim.region_set.as_deref(),
            Some(&["us-east-1".to_owned()][..]),
            "{name}"
        );
        if RESULTLESS.contains(&name.as_str()) {
            continue;
        }
        let (canonical, to_sign) = computed(&case, &query, headers);
        assert_eq!(
            canonical,
            text(&case.case, "query-canonical-request"),
            "{name}"
        );
        assert_eq!(to_sign, text(&case.case, "query-string-to-sign"), "{name}");
        let signed = Request::parse(text(&case.case, "query-signed-request"));
        case.verify(&signed.path, &signed.query, &signed.headers)
            .unwrap();
        assert_ne!(pair.sign_hex(to_sign.as_bytes()), "", "{name}");
    }
}
