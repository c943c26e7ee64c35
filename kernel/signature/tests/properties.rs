//! What holds for every request and every body.

use bytes::Bytes;
use haneul_signature::*;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use proptest::collection::vec;
use proptest::prelude::*;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

fn signer(
    service: &'static str,
    algorithm: Algorithm,
    token: Option<&'static str>,
) -> Signer<'static> {
    let time = "2015-08-30T12:36:00Z".parse().unwrap();
    Signer {
        algorithm,
        session_token: token,
        ..Signer::new("AKIDEXAMPLE", SECRET, "us-east-1", service, time)
    }
}

/// Paths as clients write them and as they should not.
fn path() -> impl Strategy<Value = String> {
    "(/[a-zA-Z0-9.~%+ $()=:ሴ_-]{0,8}|/\\.\\.|/\\.|/%2[0fF]){0,6}"
        .prop_map(|path| format!("/{path}"))
}

fn query() -> impl Strategy<Value = String> {
    vec("[a-zA-Z0-9%+/.ሴ-]{1,6}(=[a-zA-Z0-9%+/=.ሴ ~-]{0,8})?", 0..6)
        .prop_map(|parts| parts.join("&"))
}

fn headers() -> impl Strategy<Value = HeaderMap> {
    vec(("[a-z][a-z0-9-]{0,10}", "[ -~\t]{0,20}"), 0..6).prop_map(|pairs| {
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("service.example"));
        for (name, value) in pairs
            .into_iter()
            .filter(|(name, _)| name != "date" && name != "host")
        {
            let name: HeaderName = format!("my-{name}").parse().unwrap();
            headers.append(name, HeaderValue::from_str(&value).unwrap());
        }
        headers
    })
}

fn service() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("s3"), Just("iam"), Just("dynamodb")]
}

fn check(
    path: &str,
    query: &str,
    headers: &HeaderMap,
    body_hash: &str,
) -> Result<Claim, SignatureError> {
    let claim = claim(&Method::PUT, path, query, headers)?.ok_or(SignatureError::MissingToken)?;
    verify(
        &claim,
        &RequestParts::new(&Method::PUT, path, query, headers),
        SECRET,
        None,
        Some(body_hash),
    )?;
    Ok(claim)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn what_is_signed_verifies(path in path(), query in query(), headers in headers(), service in service(), body: Vec<u8>, token: bool) {
        let signer = signer(service, Algorithm::V4, token.then_some("token//+"));
        let hash = sha256_hex(&body);
        let mut signed = headers.clone();
        let payload = PayloadHash::Sha256(hash.clone());
        sign_headers(&signer, &Method::PUT, &path, &query, &mut signed, &payload).unwrap();
        let claim = check(&path, &query, &signed, &hash).unwrap();
        prop_assert_eq!(claim.session_token.is_some(), token);
        let (longer, deeper) = (format!("{query}&more"), format!("{path}/x"));
        prop_assert!(check(&path, &longer, &signed, &hash).is_err());
        prop_assert!(check(&deeper, &query, &signed, &hash).is_err());
        prop_assert!(check(&path, &query, &signed, EMPTY_SHA256).is_err() || body.is_empty());
    }

    #[test]
    fn what_is_presigned_verifies(path in path(), query in query(), headers in headers(), service in service(), expires in 0u64..=604_800) {
        let signer = signer(service, Algorithm::V4, Some("token//+"));
        let payload = PayloadHash::Unsigned;
        let signed = presign(&signer, &Method::PUT, &path, &query, &headers, expires, &payload).unwrap();
        let claim = check(&path, &signed, &headers, EMPTY_SHA256).unwrap();
        prop_assert_eq!(claim.presigned_expires, Some(expires));
        prop_assert_eq!(claim.session_token.as_deref(), Some("token//+"));
        let longer = format!("{signed}&more=1");
        prop_assert!(check(&path, &longer, &headers, EMPTY_SHA256).is_err());
    }

    #[test]
    fn nothing_a_client_sends_panics(path in "\\PC*", query in "\\PC*", names in vec(0usize..8, 0..6), values in vec(vec(any::<u8>(), 0..60), 6)) {
        let known = ["authorization", "x-amz-date", "date", "x-amz-content-sha256", "host", "x-amz-security-token", "x-amz-region-set", "x-amz-meta-a"];
        let mut headers = HeaderMap::new();
        for (at, value) in names.into_iter().zip(values) {
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                headers.append(HeaderName::from_static(known[at]), value);
            }
        }
        let _ = check(&path, &query, &headers, EMPTY_SHA256);
    }

    #[test]
    fn nearly_right_claims_do_not_panic(parts in vec("AWS4-HMAC-SHA256|AWS4-ECDSA-P256-SHA256|AWS|Bearer|Credential=|A/20150830/us-east-1/s3/aws4_request|A/20150830/s3/aws4_request|SignedHeaders=host|;x|Signature=|ab|,| |/|=|ሴ", 0..10), date in "20150830T123600Z|[0-9TZ]{0,17}|\\PC{0,20}", in_query: bool) {
        let text = parts.concat();
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("h"));
        if let Ok(value) = HeaderValue::from_bytes(date.as_bytes()) {
            headers.insert("x-amz-date", value);
        }
        let mut query = String::new();
        if in_query {
            query = format!("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={text}&X-Amz-Date={date}&X-Amz-Expires={date}&X-Amz-SignedHeaders=host&X-Amz-Signature={text}");
        } else {
            headers.insert("authorization", HeaderValue::from_bytes(text.as_bytes()).unwrap());
        }
        if let Err(error) = check("/", &query, &headers, EMPTY_SHA256) {
            for style in [ErrorStyle::S3, ErrorStyle::Query, ErrorStyle::Ec2, ErrorStyle::Json, ErrorStyle::RestJson] {
                let (code, status) = error.code(style);
                prop_assert!((400..500).contains(&status), "{} {} {:?}", code, status, error);
                prop_assert!(!error.message(style).is_empty());
            }
            error.s3_details();
        }
    }

    #[test]
    fn chunks_cut_anywhere_decode_the_same(kind in kind(), chunks in vec(vec(any::<u8>(), 0..200), 0..5), cuts in vec(1usize..90, 1..12), broken in proptest::option::weighted(0.3, (any::<prop::sample::Index>(), 1u8..))) {
        let (seed, mut wire, data, trailers) = framed(kind, &chunks);
        let damage = broken.map(|(at, bits)| { let at = at.index(wire.len()); wire[at] ^= bits; });
        let whole = decode(kind, &seed, &wire, data.len(), &[wire.len()]);
        let cut = decode(kind, &seed, &wire, data.len(), &cuts);
        if damage.is_none() {
            prop_assert_eq!(cut.as_ref().unwrap(), &(data, trailers));
        } else if kind.algorithm().is_some() && whole.is_ok() {
            // Damage to line ends or to the padding may go unseen, damage to data may not.
            prop_assert_eq!(&whole.as_ref().unwrap().0, &data);
        }
        prop_assert_eq!(whole, cut);
    }

    #[test]
    fn a_body_cut_short_is_noticed(kind in kind(), chunks in vec(vec(any::<u8>(), 1..100), 1..4), at in any::<prop::sample::Index>()) {
        let (seed, wire, data, trailers) = framed(kind, &chunks);
        let at = at.index(wire.len());
        if let Ok(result) = decode(kind, &seed, &wire[..at], data.len(), &[7]) {
            prop_assert!(wire.len() - at <= 2, "{} of {} bytes were enough", at, wire.len());
            prop_assert_eq!(result, (data, trailers));
        }
    }

    #[test]
    fn no_body_panics(kind in kind(), pieces in vec(vec(prop_oneof![any::<u8>(), Just(b'\r'), Just(b'\n'), Just(b';'), Just(b'0'), Just(b'5')], 0..40), 0..12)) {
        let (seed, ..) = framed(kind, &[]);
        let mut decoder = ChunkedDecoder::new(kind, seed, None);
        let mut out = Vec::new();
        for piece in pieces {
            let _ = decoder.push(Bytes::from(piece), &mut out);
        }
        let _ = decoder.finish();
    }
}

fn kind() -> impl Strategy<Value = ChunkedKind> {
    use ChunkedKind::*;
    prop_oneof![5 => Just(Signed), 5 => Just(SignedTrailer), 5 => Just(UnsignedTrailer), 1 => Just(SignedV4aTrailer)]
}

fn framed(kind: ChunkedKind, chunks: &[Vec<u8>]) -> (Option<Seed>, Vec<u8>, Vec<u8>, Trailers) {
    let trailers = vec![("x-amz-checksum-crc32".to_owned(), "AAAA/w==".to_owned())];
    let trailers = if kind == ChunkedKind::Signed {
        Vec::new()
    } else {
        trailers
    };
    let seed = kind.algorithm().map(|algorithm| {
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("s3.example"));
        let payload = PayloadHash::parse("STREAMING-UNSIGNED-PAYLOAD-TRAILER").unwrap();
        sign_headers(
            &signer("s3", algorithm, None),
            &Method::PUT,
            "/b/k",
            "",
            &mut headers,
            &payload,
        )
        .unwrap()
    });
    let mut wire = Vec::new();
    let mut signer = ChunkSigner::new(kind, seed.clone());
    for chunk in chunks {
        signer.chunk(chunk, &mut wire);
    }
    signer.finish(&trailers, &mut wire);
    (seed, wire, chunks.concat(), trailers)
}

type Decoded = Result<(Vec<u8>, Trailers), SignatureError>;

fn decode(
    kind: ChunkedKind,
    seed: &Option<Seed>,
    mut wire: &[u8],
    length: usize,
    cuts: &[usize],
) -> Decoded {
    let mut decoder = ChunkedDecoder::new(kind, seed.clone(), Some(length as u64));
    let mut out = Vec::new();
    for cut in cuts.iter().cycle() {
        if wire.is_empty() {
            break;
        }
        let (piece, rest) = wire.split_at(wire.len().min(*cut));
        decoder.push(Bytes::copy_from_slice(piece), &mut out)?;
        wire = rest;
    }
    Ok((out.concat(), decoder.finish()?))
}
