//! What Haneul is compared with, as processes of their own: this program in another role.

use haneul_store::{Result, Store};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

/// The first argument of this program in such a role.
pub const ROLE: &str = "peer";

/// Writers and bytes of the rows of the store's own rate.
pub const WRITERS: u64 = 64;
const ROW: usize = 1024;

pub fn run(mut arguments: impl Iterator<Item = String>) -> ExitCode {
    let role = arguments.next().unwrap_or_default();
    let argument = arguments.next().unwrap_or_default();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else {
        return ExitCode::FAILURE;
    };
    let outcome = match role.as_str() {
        "http" => runtime.block_on(http(argument.parse().unwrap_or(0))),
        "store" => runtime.block_on(store(Store::open(Path::new(&argument)))),
        "store-postgres" => {
            let config = haneul_store_postgres::PostgresConfig::new(argument);
            runtime.block_on(store(haneul_store_postgres::open(&config)))
        }
        "postgres" => runtime.block_on(crate::plain::run(
            &argument,
            &arguments.next().unwrap_or_default(),
        )),
        "fill" => runtime.block_on(fill(Path::new(&argument))),
        _ => Err(format!("no role {role}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{role}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// A hyper server that reads each request whole and answers it with as many bytes.
async fn http(size: usize) -> std::result::Result<(), String> {
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .map_err(|e| e.to_string())?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    println!("ready {address}");
    let body = bytes::Bytes::from(vec![b'x'; size]);
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let _ = stream.set_nodelay(true);
        let body = body.clone();
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let body = body.clone();
            async move {
                let _ = request.into_body().collect().await;
                let mut response = hyper::Response::new(Full::new(body));
                let kind = http::HeaderValue::from_static("text/xml");
                response.headers_mut().insert("content-type", kind);
                Ok::<_, Infallible>(response)
            }
        });
        let serving = hyper::server::conn::http1::Builder::new()
            .serve_connection(TokioIo::new(stream), service);
        tokio::spawn(serving);
    }
}

/// Writers of rows on the store itself. Each line says for how many seconds; the answer is how
/// many rows a second became durable.
async fn store(opened: Result<Store>) -> std::result::Result<(), String> {
    let store = opened.map_err(|e| e.to_string())?;
    println!("ready");
    let mut written = 0;
    for line in std::io::stdin().lines() {
        let seconds: f64 = line
            .map_err(|e| e.to_string())?
            .parse()
            .map_err(|_| "how many seconds?")?;
        let start = Instant::now();
        let before = written;
        let end = start + Duration::from_secs_f64(seconds);
        let running: Vec<_> = (0..WRITERS)
            .map(|writer| tokio::spawn(write(store.clone(), before + writer, end)))
            .collect();
        let mut rows = 0;
        for running in running {
            let ended = running.await.map_err(|e| e.to_string())?;
            rows += ended.map_err(|e| e.to_string())?;
        }
        written += WRITERS * rows;
        println!("rate {}", rows as f64 / start.elapsed().as_secs_f64());
    }
    Ok(())
}

async fn write(store: Store, mut next: u64, end: Instant) -> Result<u64> {
    let mut rows = 0;
    while Instant::now() < end {
        put(&store, next..next + 1).await?;
        next += WRITERS;
        rows += 1;
    }
    Ok(rows)
}

/// Fills the store with a gigabyte of rows and goes on writing until it is killed.
async fn fill(dir: &Path) -> std::result::Result<(), String> {
    let store = Store::open(dir).map_err(|e| e.to_string())?;
    for from in (0..1_000_000).step_by(500) {
        let filled = put(&store, from..from + 500).await;
        filled.map_err(|e| e.to_string())?;
    }
    println!("ready");
    let end = Instant::now() + Duration::from_secs(600);
    let running: Vec<_> = (0..WRITERS)
        .map(|writer| tokio::spawn(write(store.clone(), writer, end)))
        .collect();
    for running in running {
        let _ = running.await;
    }
    Ok(())
}

async fn put(store: &Store, rows: std::ops::Range<u64>) -> Result<()> {
    store
        .transact(|tx| rows.clone().try_for_each(|n| tx.put(&key(n), row(n, ROW))))
        .await
}

/// A table that no service has.
pub fn key(n: u64) -> Vec<u8> {
    let mut key = b"aws\x00000000000000\x00us-east-1\0bench\0".to_vec();
    key.extend_from_slice(&scatter(n).to_be_bytes());
    key
}

/// Bytes that do not compress.
pub fn row(n: u64, bytes: usize) -> Vec<u8> {
    let words = (0..).flat_map(|word| scatter(n << 8 | word).to_be_bytes());
    words.take(bytes).collect()
}

fn scatter(n: u64) -> u64 {
    let mut n = (n ^ n >> 31).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    n = (n ^ n >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    n ^ n >> 32
}
