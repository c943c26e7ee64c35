//! The 34 older vectors, as botocore keeps them. None is left out.
//!
//! Each is run on its signed form (`sreq`). In `get-vanilla-with-session-token` that form carries the signature of
//! another case, so the `authz` that fits the rest takes its place.

mod common;

use common::{Request, SECRET, load, text};
use haneul_signature::*;
use http::HeaderValue;

const STALE: &str = "get-vanilla-with-session-token";

#[test]
fn all_of_them() {
    let vectors = load(include_bytes!("vectors/sigv4-botocore.json.gz"));
    let cases = vectors.as_object().unwrap();
    assert_eq!(cases.len(), 34);
    for (name, case) in cases {
        let mut signed = Request::parse(text(case, "sreq"));
        let stale = signed.headers["authorization"] != text(case, "authz");
        assert_eq!(stale, STALE == name, "{name}");
        signed.headers.insert(
            "authorization",
            HeaderValue::from_str(text(case, "authz")).unwrap(),
        );
        let body_hash = sha256_hex(signed.body.as_bytes());
        let claim = claim(&signed.method, &signed.path, &signed.query, &signed.headers)
            .unwrap()
            .unwrap();
        let parts = RequestParts::new(&signed.method, &signed.path, &signed.query, &signed.headers);
        let wrong = verify(&claim, &parts, "wrong", None, Some(&body_hash)).unwrap_err();
        let SignatureError::Mismatch {
            canonical_request,
            string_to_sign,
            ..
        } = wrong
        else {
            panic!("{name}: {wrong:?}")
        };
        assert_eq!(canonical_request, text(case, "creq"), "{name}");
        assert_eq!(string_to_sign, text(case, "sts"), "{name}");
        verify(&claim, &parts, SECRET, None, Some(&body_hash))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}
