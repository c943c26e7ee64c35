//! What checking a request costs, on one core.
//!
//!     cargo run --release -p haneul-signature --example verify_cost

use std::hint::black_box;
use std::time::{Duration, Instant};

use bytes::Bytes;
use haneul_signature::*;
use http::{HeaderMap, HeaderName, HeaderValue, Method};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

fn signer<'a>(service: &'a str, algorithm: Algorithm, cache: Option<&'a KeyCache>) -> Signer<'a> {
    let time = "2015-08-30T12:36:00Z".parse().expect("a moment");
    Signer {
        algorithm,
        cache,
        ..Signer::new("AKIDEXAMPLE", SECRET, "us-east-1", service, time)
    }
}

fn headers() -> HeaderMap {
    let pairs = [
        ("host", "dynamodb.us-east-1.amazonaws.com"),
        ("content-type", "application/x-amz-json-1.0"),
        ("x-amz-target", "DynamoDB_20120810.GetItem"),
        (
            "amz-sdk-invocation-id",
            "7c1a3a3c-0f0e-4c1c-9d0b-2f6b8d7f1f11",
        ),
        ("amz-sdk-request", "attempt=1; max=3"),
        ("content-length", "113"),
        ("user-agent", "aws-sdk-rust/1.3.7 os/linux lang/rust/1.90.0"),
        ("accept-encoding", "identity"),
    ];
    pairs
        .into_iter()
        .map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        })
        .collect()
}

fn time(name: &str, rounds: u32, mut work: impl FnMut()) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..7 {
        let start = Instant::now();
        for _ in 0..rounds {
            work();
        }
        best = best.min(start.elapsed() / rounds);
    }
    println!("{name:<44} {best:>10.2?}");
    best
}

fn check(path: &str, query: &str, headers: &HeaderMap, cache: Option<&KeyCache>) {
    let method = Method::POST;
    let claim = claim(&method, path, query, headers)
        .expect("readable")
        .expect("signed");
    let parts = RequestParts::new(&method, path, query, headers);
    black_box(verify(&claim, &parts, SECRET, cache, Some(EMPTY_SHA256)).expect("right"));
}

fn requests(algorithm: Algorithm, rounds: u32) {
    let cache = KeyCache::new(1024);
    let name = algorithm.name();
    let signer = signer("dynamodb", algorithm, Some(&cache));
    let payload = PayloadHash::Sha256(EMPTY_SHA256.into());
    let mut signed = headers();
    sign_headers(&signer, &Method::POST, "/", "", &mut signed, &payload).expect("signable");
    let url =
        presign(&signer, &Method::POST, "/", "a=b", &headers(), 60, &payload).expect("signable");
    time(&format!("{name} header, cached key"), rounds, || {
        check("/", "", &signed, Some(&cache))
    });
    time(&format!("{name} header, key derived"), rounds, || {
        check("/", "", &signed, None)
    });
    time(&format!("{name} query, cached key"), rounds, || {
        check("/", &url, &headers(), Some(&cache))
    });
    time(&format!("{name} signing, cached key"), rounds, || {
        let mut unsigned = headers();
        black_box(
            sign_headers(&signer, &Method::POST, "/", "", &mut unsigned, &payload)
                .expect("signable"),
        );
    });
    time(&format!("{name} claim alone"), rounds, || {
        black_box(claim(&Method::POST, "/", "", &signed).expect("readable"));
    });
}

/// A body of 8 MiB in chunks of 64 KiB, arriving in pieces of 16 KiB.
fn body(kind: ChunkedKind, payload: &PayloadHash) {
    let mut headers = HeaderMap::from_iter([(http::header::HOST, HeaderValue::from_static("s3"))]);
    let signer = signer("s3", Algorithm::V4, None);
    let seed =
        sign_headers(&signer, &Method::PUT, "/b/k", "", &mut headers, payload).expect("signable");
    let data = vec![b'a'; 64 * 1024];
    let mut wire = Vec::new();
    let mut chunks = ChunkSigner::new(kind, Some(seed.clone()));
    for _ in 0..128 {
        chunks.chunk(&data, &mut wire);
    }
    chunks.finish(&[], &mut wire);
    let wire = Bytes::from(wire);
    let took = time(&format!("8 MiB body, {kind:?}"), 3, || {
        let mut decoder = ChunkedDecoder::new(kind, Some(seed.clone()), Some(8 << 20));
        let mut out = Vec::new();
        for start in (0..wire.len()).step_by(16 * 1024) {
            let piece = wire.slice(start..wire.len().min(start + 16 * 1024));
            decoder.push(piece, &mut out).expect("right");
            out.clear();
        }
        decoder.finish().expect("whole");
    });
    println!("{:<44} {:>7.0} MiB/s", "", 8.0 / took.as_secs_f64());
}

fn main() {
    requests(Algorithm::V4, 20_000);
    requests(Algorithm::V4a, 200);
    body(ChunkedKind::Signed, &PayloadHash::StreamingSigned);
    body(
        ChunkedKind::UnsignedTrailer,
        &PayloadHash::StreamingUnsignedTrailer,
    );
}
