//! The examples of the S3 documentation: uploads in chunks, a presigned URL, a browser form.

use base64::Engine;
use bytes::Bytes;
use haneul_signature::*;
use http::{HeaderMap, HeaderName, HeaderValue, Method};

const ACCESS_KEY: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const PATH: &str = "/examplebucket/chunkObject.txt";

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let pair = |(name, value): &(&'static str, &str)| {
        (
            HeaderName::from_static(name),
            HeaderValue::from_str(value).unwrap(),
        )
    };
    pairs.iter().map(pair).collect()
}

fn authorization(signed: &str, signature: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/20130524/us-east-1/s3/aws4_request,\
         SignedHeaders={signed},Signature={signature}"
    )
}

fn seed(headers: &HeaderMap) -> (Claim, Seed) {
    let claim = claim(&Method::PUT, PATH, "", headers).unwrap().unwrap();
    let seed = verify(
        &claim,
        &RequestParts::new(&Method::PUT, PATH, "", headers),
        SECRET,
        None,
        None,
    )
    .unwrap();
    (claim, seed)
}

fn signed_upload() -> HeaderMap {
    let signed = "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;\
                  x-amz-decoded-content-length;x-amz-storage-class";
    let signature = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
    headers(&[
        ("host", "s3.amazonaws.com"),
        ("x-amz-date", "20130524T000000Z"),
        ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        ("content-encoding", "aws-chunked"),
        ("x-amz-decoded-content-length", "66560"),
        ("content-length", "66824"),
        ("authorization", &authorization(signed, signature)),
    ])
}

fn trailer_upload() -> HeaderMap {
    let signed = "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;\
                  x-amz-storage-class;x-amz-trailer";
    let signature = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e";
    headers(&[
        ("host", "s3.amazonaws.com"),
        ("x-amz-date", "20130524T000000Z"),
        ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        (
            "x-amz-content-sha256",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        ),
        ("content-encoding", "aws-chunked"),
        ("x-amz-decoded-content-length", "66560"),
        ("x-amz-trailer", "x-amz-checksum-crc32c"),
        ("authorization", &authorization(signed, signature)),
    ])
}

fn body(signatures: [&str; 3], end: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for (size, signature) in [65536usize, 1024, 0].into_iter().zip(signatures) {
        body.extend_from_slice(format!("{size:x};chunk-signature={signature}\r\n").as_bytes());
        body.resize(body.len() + size, b'a');
        body.extend_from_slice(if size > 0 { b"\r\n" } else { b"" });
    }
    body.extend_from_slice(end.as_bytes());
    body
}

const CHUNKS: [&str; 3] = [
    "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
    "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
    "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
];

const TRAILED_CHUNKS: [&str; 3] = [
    "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
    "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
    "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
];

const TRAILER: &str = "x-amz-checksum-crc32c:sOO8/Q==\r\n\
    x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n";

fn decode(
    headers: &HeaderMap,
    wire: &[u8],
    piece: usize,
) -> Result<(Vec<u8>, Trailers), SignatureError> {
    let (claim, seed) = seed(headers);
    let mut decoder = ChunkedDecoder::new(
        ChunkedKind::of(&claim.payload).unwrap(),
        Some(seed),
        Some(66560),
    );
    let mut out = Vec::new();
    for part in wire.chunks(piece) {
        decoder.push(Bytes::copy_from_slice(part), &mut out)?;
    }
    Ok((out.concat(), decoder.finish()?))
}

#[test]
fn an_upload_in_signed_chunks() {
    let wire = body(CHUNKS, "\r\n");
    assert_eq!(wire.len(), 66824);
    for piece in [1, 7, 4096, wire.len()] {
        let (data, trailers) = decode(&signed_upload(), &wire, piece).unwrap();
        assert!(
            data.len() == 66560 && data.iter().all(|byte| *byte == b'a') && trailers.is_empty()
        );
    }
}

#[test]
fn an_upload_with_a_signed_trailer() {
    let wire = body(TRAILED_CHUNKS, TRAILER);
    for piece in [1, 4096, wire.len()] {
        let (data, trailers) = decode(&trailer_upload(), &wire, piece).unwrap();
        assert_eq!(
            (data.len(), trailers),
            (
                66560,
                vec![("x-amz-checksum-crc32c".into(), "sOO8/Q==".into())]
            )
        );
    }
}

#[test]
fn the_chunk_signer_writes_the_same_bodies() {
    let data = [b'a'; 66560];
    for (headers, expected, trailers) in [
        (signed_upload(), body(CHUNKS, "\r\n"), vec![]),
        (
            trailer_upload(),
            body(TRAILED_CHUNKS, TRAILER),
            vec![("x-amz-checksum-crc32c".to_owned(), "sOO8/Q==".to_owned())],
        ),
    ] {
        let (claim, seed) = seed(&headers);
        let mut signer = ChunkSigner::new(ChunkedKind::of(&claim.payload).unwrap(), Some(seed));
        let mut out = Vec::new();
        signer.chunk(&data[..65536], &mut out);
        signer.chunk(&data[65536..], &mut out);
        signer.finish(&trailers, &mut out);
        assert!(out == expected);
    }
}

#[test]
fn one_changed_byte_is_found() {
    let wire = body(CHUNKS, "\r\n");
    for at in [100, 65_700, wire.len() - 10] {
        let mut changed = wire.clone();
        changed[at] ^= 1;
        let error = decode(&signed_upload(), &changed, 1000).unwrap_err();
        assert_eq!(error.code(ErrorStyle::S3), ("SignatureDoesNotMatch", 403));
    }
}

#[test]
fn a_presigned_url() {
    let query = "X-Amz-Algorithm=AWS4-HMAC-SHA256\
        &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
        &X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
        &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
    let headers = headers(&[("host", "examplebucket.s3.amazonaws.com")]);
    let claim = claim(&Method::GET, "/test.txt", query, &headers)
        .unwrap()
        .unwrap();
    let parts = RequestParts::new(&Method::GET, "/test.txt", query, &headers);
    verify(&claim, &parts, SECRET, None, None).unwrap();
    assert_eq!(
        (claim.presigned_expires, claim.payload),
        (Some(86400), PayloadHash::Unsigned)
    );
}

const POLICY: [&str; 15] = [
    "{ \"expiration\": \"2015-12-30T12:00:00.000Z\",",
    "  \"conditions\": [",
    "    {\"bucket\": \"sigv4examplebucket\"},",
    "    [\"starts-with\", \"$key\", \"user/user1/\"],",
    "    {\"acl\": \"public-read\"},",
    "    {\"success_action_redirect\": \"http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html\"},",
    "    [\"starts-with\", \"$Content-Type\", \"image/\"],",
    "    {\"x-amz-meta-uuid\": \"14365123651274\"},",
    "    {\"x-amz-server-side-encryption\": \"AES256\"},",
    "    [\"starts-with\", \"$x-amz-meta-tag\", \"\"],",
    "",
    "    {\"x-amz-credential\": \"AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request\"},",
    "    {\"x-amz-algorithm\": \"AWS4-HMAC-SHA256\"},",
    "    {\"x-amz-date\": \"20151229T000000Z\" }",
    "  ]",
];

#[test]
fn a_browser_form() {
    let policy = base64::engine::general_purpose::STANDARD.encode(POLICY.join("\r\n") + "\r\n}");
    let form = |signature| {
        [
            ("Policy", policy.as_str()),
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
            (
                "X-Amz-Credential",
                "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request",
            ),
            ("X-Amz-Date", "20151229T000000Z"),
            ("X-Amz-Signature", signature),
        ]
    };
    let right = form("8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e");
    let claim = post_policy::claim(right).unwrap().unwrap();
    assert_eq!(
        (claim.access_key.as_str(), claim.region.as_deref()),
        (ACCESS_KEY, Some("us-east-1"))
    );
    post_policy::verify(&claim, SECRET, None).unwrap();
    let wrong = post_policy::claim(form("8afdbf40")).unwrap().unwrap();
    let error = post_policy::verify(&wrong, SECRET, None).unwrap_err();
    assert_eq!(error.code(ErrorStyle::S3), ("SignatureDoesNotMatch", 403));
    assert_eq!(post_policy::claim([("key", "a")]), Ok(None));
    assert!(post_policy::claim([("policy", "x")]).is_err());
}
