//! An endpoint that records are posted to, and what it was told.

#![allow(dead_code)]

use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::json;
use std::sync::{Arc, LazyLock, Mutex};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A certificate for `localhost` that the host's authorities vouch for, as this process sees them.
static TLS: LazyLock<(CertificateDer<'static>, Vec<u8>)> = LazyLock::new(|| {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let file = std::env::temp_dir().join(format!("haneul-firehose-{}.pem", std::process::id()));
    std::fs::write(&file, certificate.pem()).unwrap();
    // SAFETY: before any thread of this process looks for authorities.
    unsafe { std::env::set_var("SSL_CERT_FILE", &file) };
    (certificate.der().clone(), key.serialize_der())
});

pub struct Posted {
    pub head: String,
    pub body: Vec<u8>,
}

pub type Posts = Arc<Mutex<Vec<Posted>>>;

/// How an endpoint answers.
#[derive(Clone, Copy)]
pub enum Say {
    Taken,
    Status(u16),
    AnotherRequest,
}

/// Answers with these in turn, and then always with the last.
pub async fn endpoint(turns: Vec<Say>) -> (String, Posts) {
    let (certificate, key) = &*TLS;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = PrivateKeyDer::try_from(key.clone()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let posts = Posts::default();
    let seen = posts.clone();
    tokio::spawn(async move {
        for turn in 0.. {
            let (stream, _) = listener.accept().await.unwrap();
            let mut stream = acceptor.accept(stream).await.unwrap();
            let posted = read(&mut stream).await;
            let id = header(&posted.head, "x-amz-firehose-request-id").unwrap_or_default();
            let (status, id) = match turns[turn.min(turns.len() - 1)] {
                Say::Taken => (200, id),
                Say::Status(status) => (status, id),
                Say::AnotherRequest => (200, "another".to_owned()),
            };
            seen.lock().unwrap().push(posted);
            let body = json!({"requestId": id, "timestamp": 1}).to_string();
            let length = body.len();
            let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\n\r\n{body}");
            stream.write_all(answer.as_bytes()).await.unwrap();
            _ = stream.shutdown().await;
        }
    });
    (format!("https://localhost:{port}/take?from=hose"), posts)
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Posted {
    let mut bytes = Vec::new();
    loop {
        let mut buffer = [0; 4_096];
        let read = stream.read(&mut buffer).await.unwrap();
        assert!(read > 0, "the post ended early");
        bytes.extend_from_slice(&buffer[..read]);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let length: usize = header(&head, "content-length").unwrap().parse().unwrap();
        if bytes.len() >= end + 4 + length {
            let body = bytes.split_off(end + 4);
            return Posted { head, body };
        }
    }
}

pub fn header(head: &str, name: &str) -> Option<String> {
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    let found = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.to_owned())
}
