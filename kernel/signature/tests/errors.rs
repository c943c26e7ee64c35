//! Faults and what they are called.

use bytes::Bytes;
use haneul_signature::*;
use http::{HeaderMap, HeaderName, HeaderValue, Method};

const SECRET: &str = "secret";
const DATE: &str = "20150830T123600Z";

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let pair = |(name, value): &(&'static str, &str)| {
        (
            HeaderName::from_static(name),
            HeaderValue::from_str(value).unwrap(),
        )
    };
    pairs.iter().map(pair).collect()
}

fn with_authorization(authorization: &str) -> SignatureError {
    claim(
        &Method::GET,
        "/",
        "",
        &headers(&[("x-amz-date", DATE), ("authorization", authorization)]),
    )
    .unwrap_err()
}

fn with_query(query: &str) -> SignatureError {
    claim(&Method::GET, "/", query, &HeaderMap::new()).unwrap_err()
}

fn presigned(changes: &[(&str, &str)]) -> String {
    let mut pairs = [
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
        (
            "X-Amz-Credential",
            "AKID/20150830/us-east-1/s3/aws4_request",
        ),
        ("X-Amz-Date", DATE),
        ("X-Amz-Expires", "60"),
        ("X-Amz-SignedHeaders", "host"),
        ("X-Amz-Signature", "00"),
    ];
    for (name, value) in changes {
        pairs
            .iter_mut()
            .filter(|pair| pair.0 == *name)
            .for_each(|pair| pair.1 = value);
    }
    let parts: Vec<String> = pairs
        .iter()
        .filter(|pair| pair.1 != "-")
        .map(|(n, v)| format!("{n}={v}"))
        .collect();
    parts.join("&")
}

fn signer(service: &'static str) -> Signer<'static> {
    Signer::new(
        "AKID",
        SECRET,
        "us-east-1",
        service,
        "2015-08-30T12:36:00Z".parse().unwrap(),
    )
}

fn signed(service: &'static str, mut headers: HeaderMap) -> HeaderMap {
    let payload = PayloadHash::Sha256(EMPTY_SHA256.into());
    sign_headers(
        &signer(service),
        &Method::GET,
        "/",
        "",
        &mut headers,
        &payload,
    )
    .unwrap();
    headers
}

fn check(headers: &HeaderMap, secret: &str) -> Result<Seed, SignatureError> {
    let claim = claim(&Method::GET, "/", "", headers).unwrap().unwrap();
    verify(
        &claim,
        &RequestParts::new(&Method::GET, "/", "", headers),
        secret,
        None,
        Some(EMPTY_SHA256),
    )
}

#[test]
fn an_unsigned_request_claims_nothing() {
    assert_eq!(
        claim(
            &Method::GET,
            "/",
            "list-type=2&X-Amz-Date=1",
            &HeaderMap::new()
        ),
        Ok(None)
    );
    assert_eq!(
        SignatureError::MissingToken.code(ErrorStyle::Query),
        ("MissingAuthenticationToken", 403)
    );
    assert_eq!(
        SignatureError::MissingToken.code(ErrorStyle::S3),
        ("AccessDenied", 403)
    );
}

#[test]
fn an_incomplete_header() {
    let error =
        with_authorization("AWS4-HMAC-SHA256 Credential=AKID/20150830/us-east-1/iam/aws4_request");
    assert_eq!(error.code(ErrorStyle::Query), ("IncompleteSignature", 400));
    assert_eq!(
        error.code(ErrorStyle::S3),
        ("AuthorizationHeaderMalformed", 400)
    );
    let message = error.message(ErrorStyle::Query);
    assert!(message.starts_with(
        "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. \
         (Hashed with SHA-256 and encoded with Base64) Authorization="
    ));
    let bearer = with_authorization("Bearer abc");
    assert_eq!(bearer.code(ErrorStyle::S3), ("InvalidArgument", 400));
    assert_eq!(
        bearer.message(ErrorStyle::S3),
        "Unsupported Authorization Type"
    );
}

#[test]
fn version_two_is_named() {
    assert_eq!(
        with_authorization("AWS AKID:abc="),
        SignatureError::V2Unsupported
    );
    assert_eq!(
        with_query("AWSAccessKeyId=AKID&Expires=1&Signature=abc"),
        SignatureError::V2Unsupported
    );
    assert_eq!(
        SignatureError::V2Unsupported.code(ErrorStyle::S3),
        ("InvalidRequest", 400)
    );
}

#[test]
fn two_mechanisms_at_once() {
    let both = claim(
        &Method::GET,
        "/",
        &presigned(&[]),
        &headers(&[("authorization", "AWS4-HMAC-SHA256 x=y")]),
    );
    assert_eq!(both, Err(SignatureError::TwoMechanisms));
}

#[test]
fn faults_in_a_query() {
    let cases = [
        (
            ("X-Amz-Expires", "604801"),
            "X-Amz-Expires must be less than a week",
        ),
        (
            ("X-Amz-Expires", "-1"),
            "X-Amz-Expires must be non-negative",
        ),
        (
            ("X-Amz-Expires", "soon"),
            "X-Amz-Expires should be a number",
        ),
        (
            ("X-Amz-Expires", "-"),
            "Query-string authentication version 4 requires",
        ),
        (
            ("X-Amz-Signature", "-"),
            "Query-string authentication version 4 requires",
        ),
        (
            ("X-Amz-Date", "yesterday"),
            "X-Amz-Date must be in the ISO8601 Long Format",
        ),
        (
            ("X-Amz-Date", "20150831T123600Z"),
            "Error parsing the X-Amz-Credential parameter; Invalid credential date",
        ),
        (
            ("X-Amz-Credential", "AKID"),
            "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed",
        ),
        (("X-Amz-Algorithm", "AWS5"), "X-Amz-Algorithm only supports"),
    ];
    for (change, message) in cases {
        let error = with_query(&presigned(&[change]));
        assert_eq!(
            error.code(ErrorStyle::S3),
            ("AuthorizationQueryParametersError", 400),
            "{change:?}"
        );
        assert!(
            error.message(ErrorStyle::S3).starts_with(message),
            "{}",
            error.message(ErrorStyle::S3)
        );
    }
}

#[test]
fn another_day_than_the_scopes() {
    let error = with_authorization(
        "AWS4-HMAC-SHA256 Credential=AKID/20150829/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=00",
    );
    assert_eq!(
        error.code(ErrorStyle::Query),
        ("SignatureDoesNotMatch", 403)
    );
    assert_eq!(
        error.message(ErrorStyle::Query),
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
         '20150829' != '20150830', from '20150830T123600Z'."
    );
}

#[test]
fn a_wrong_secret() {
    let headers = signed("s3", headers(&[("host", "b.s3")]));
    check(&headers, SECRET).unwrap();
    let error = check(&headers, "other").unwrap_err();
    assert_eq!(
        error.code(ErrorStyle::Json),
        ("InvalidSignatureException", 400)
    );
    assert_eq!(
        error.code(ErrorStyle::RestJson),
        ("InvalidSignatureException", 403)
    );
    assert_eq!(error.code(ErrorStyle::Ec2), ("AuthFailure", 401));
    let details = error.s3_details();
    assert_eq!(details[0], ("AWSAccessKeyId", "AKID".into()));
    assert!(
        details[1]
            .1
            .starts_with("AWS4-HMAC-SHA256\n20150830T123600Z\n")
    );
    assert!(details[3].1.starts_with("41 57 53 34 "));
    assert!(details[4].1.starts_with("GET\n/\n\nhost:b.s3\n"));
}

#[test]
fn headers_that_had_to_be_signed() {
    let mut late = signed("s3", headers(&[("host", "b.s3")]));
    late.insert("x-amz-acl", HeaderValue::from_static("public-read"));
    late.insert("x-amzn-trace-id", HeaderValue::from_static("1"));
    let error = check(&late, SECRET).unwrap_err();
    assert_eq!(error.code(ErrorStyle::S3), ("AccessDenied", 403));
    assert_eq!(
        error.s3_details(),
        [("HeadersNotSigned", "x-amz-acl".to_owned())]
    );
    let mut late = signed("iam", headers(&[("host", "iam")]));
    late.insert("x-amz-acl", HeaderValue::from_static("public-read"));
    check(&late, SECRET).unwrap();
    assert_eq!(
        check(&signed("iam", HeaderMap::new()), SECRET).unwrap_err(),
        SignatureError::HostNotSigned
    );
}

#[test]
fn a_region_set_cannot_be_added_later() {
    let authorization = "AWS4-ECDSA-P256-SHA256 Credential=AKID/20150830/iam/aws4_request, SignedHeaders=host, Signature=00";
    let pairs = [
        ("host", "h"),
        ("x-amz-date", DATE),
        ("x-amz-region-set", "*"),
        ("authorization", authorization),
    ];
    let error = check(&headers(&pairs), SECRET).unwrap_err();
    assert_eq!(
        error,
        SignatureError::HeadersNotSigned(vec!["x-amz-region-set".into()])
    );
}

#[test]
fn another_body_than_announced() {
    let mut headers = headers(&[("host", "b.s3")]);
    let payload = PayloadHash::Sha256(sha256_hex(b"x"));
    sign_headers(&signer("s3"), &Method::GET, "/", "", &mut headers, &payload).unwrap();
    let error = check(&headers, SECRET).unwrap_err();
    assert_eq!(
        error.code(ErrorStyle::S3),
        ("XAmzContentSHA256Mismatch", 400)
    );
    headers.insert("x-amz-content-sha256", HeaderValue::from_static("nonsense"));
    let error = claim(&Method::GET, "/", "", &headers).unwrap_err();
    assert_eq!(error.code(ErrorStyle::S3), ("InvalidArgument", 400));
    headers.insert(
        "x-amz-content-sha256",
        HeaderValue::from_static("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"),
    );
    assert!(matches!(
        claim(&Method::GET, "/", "", &headers),
        Err(SignatureError::InvalidContentSha256(_))
    ));
}

fn decode(
    wire: &'static str,
    length: Option<u64>,
    minimum: u64,
) -> Result<Trailers, SignatureError> {
    let mut decoder =
        ChunkedDecoder::new(ChunkedKind::UnsignedTrailer, None, length).with_minimum_chunk(minimum);
    let pushed = decoder.push(Bytes::from_static(wire.as_bytes()), &mut Vec::new());
    let finished = decoder.finish();
    assert!(pushed.is_ok() || finished == Err(pushed.clone().unwrap_err()));
    finished
}

#[test]
fn bodies_that_are_not_right() {
    let trailers = vec![("x-amz-checksum-crc32".to_owned(), "AAAA".to_owned())];
    let right = "3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\nX-Amz-Checksum-Crc32: AAAA\r\n\r\n";
    assert_eq!(decode(right, Some(5), 0), Ok(trailers));
    assert_eq!(
        decode(right, Some(4), 0),
        Err(SignatureError::IncompleteBody)
    );
    assert_eq!(
        decode(right, Some(6), 0),
        Err(SignatureError::IncompleteBody)
    );
    assert_eq!(
        decode(right, None, 4),
        Err(SignatureError::ChunkTooSmall { chunk: 1, size: 3 })
    );
    assert!(
        decode(right, None, 3).is_ok(),
        "the last chunk may be small"
    );
    assert_eq!(
        decode("3\r\nabc\r\n", None, 0),
        Err(SignatureError::IncompleteBody)
    );
    assert_eq!(
        decode("3\r\nabc\r\n0\r\n", None, 0),
        Err(SignatureError::IncompleteBody)
    );
    assert_eq!(
        decode("0\r\nno colon\r\n\r\n", None, 0),
        Err(SignatureError::MalformedTrailer)
    );
    for wire in [
        "3\r\nabcd\r\n0\r\n\r\n",
        "x\r\n",
        "0\r\n\r\nmore",
        "ffffffffffffffff1\r\n",
    ] {
        assert!(
            matches!(
                decode(wire, None, 0),
                Err(SignatureError::MalformedChunk(_))
            ),
            "{wire:?}"
        );
    }
    assert_eq!(
        decode("1\r\na\r\nffffffffffffffff\r\n", None, 0),
        Err(SignatureError::IncompleteBody)
    );
}

#[test]
fn a_signed_body_needs_its_seed() {
    let mut decoder = ChunkedDecoder::new(ChunkedKind::Signed, None, None);
    let error = decoder.push(Bytes::from_static(b"0\r\n\r\n"), &mut Vec::new());
    assert_eq!(error, Err(SignatureError::MissingSeed));
}
