//! Against servers of the test's own: who is believed, and what is too much.

use haneul_outbound::{Failure, Fingerprint, Get, Outbound, Post, fingerprint};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

const HOST: &str = "idp.example.test";

struct Server {
    address: SocketAddr,
    /// What was asked.
    heads: Arc<Mutex<Vec<String>>>,
    chain: Vec<CertificateDer<'static>>,
}

/// A certificate for the host, by an authority of the test's own.
fn chain(name: &str) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = params.self_signed(&key).unwrap();
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    let leaf = params.signed_by(&key, &issuer).unwrap();
    let chain = vec![leaf.der().clone(), authority.der().clone()];
    (chain, PrivateKeyDer::try_from(key.serialize_der()).unwrap())
}

async fn serve(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
    answer: Vec<u8>,
) -> Server {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain.clone(), key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heads = Arc::new(Mutex::new(Vec::new()));
    let noted = heads.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut head = [0; 4_096];
            let length = stream.read(&mut head).await.unwrap_or_default();
            let head = String::from_utf8_lossy(&head[..length]).into_owned();
            noted.lock().unwrap().push(head);
            _ = stream.write_all(&answer).await;
            _ = stream.shutdown().await;
        }
    });
    Server {
        address,
        heads,
        chain,
    }
}

fn ok(body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}").into_bytes()
}

async fn ask(server: &Server, pins: &[Fingerprint]) -> Result<(u16, String), Failure> {
    let hosts = HashMap::from([(HOST.to_owned(), server.address)]);
    let get = Get {
        url: "https://idp.example.test/keys?x=1",
        pins,
        hosts: &hosts,
        most: 1_000,
        within: Duration::from_secs(5),
    };
    let answer = Outbound::default().get(get).await?;
    Ok((
        answer.status,
        String::from_utf8(answer.body.to_vec()).unwrap(),
    ))
}

#[tokio::test]
async fn pinned_certificates_are_believed_where_they_vouch_for_the_host() {
    let (certificates, key) = chain(HOST);
    let server = serve(certificates, key, ok("keys")).await;
    let [leaf, authority] = [0, 1].map(|at| fingerprint(&server.chain[at]));
    for pin in [leaf, authority] {
        let answer = ask(&server, &[[0; 20], pin]).await.unwrap();
        assert_eq!(answer, (200, "keys".to_owned()));
    }
    for pins in [&[][..], &[[0; 20]]] {
        let refused = ask(&server, pins).await;
        assert!(
            matches!(refused, Err(Failure::Untrusted { .. })),
            "{refused:?}"
        );
    }
}

/// Whoever shows a pinned certificate beside their own has not been vouched for.
#[tokio::test]
async fn a_pinned_certificate_must_have_signed() {
    let (mut certificates, key) = chain(HOST);
    let (theirs, _) = chain(HOST);
    certificates[1] = theirs[1].clone();
    let server = serve(certificates, key, ok("keys")).await;
    let pin = fingerprint(&server.chain[1]);
    let refused = ask(&server, &[pin]).await;
    assert!(
        matches!(refused, Err(Failure::Untrusted { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn certificates_of_other_hosts_are_refused() {
    let (certificates, key) = chain("other.example.test");
    let server = serve(certificates, key, ok("keys")).await;
    for at in [0, 1] {
        let refused = ask(&server, &[fingerprint(&server.chain[at])]).await;
        assert!(
            matches!(refused, Err(Failure::Untrusted { .. })),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn answers_are_bounded_and_redirects_stay_answers() {
    let (certificates, key) = chain(HOST);
    let large = serve(
        certificates.clone(),
        key.clone_key(),
        ok(&"x".repeat(1_001)),
    )
    .await;
    let pin = fingerprint(&large.chain[0]);
    let refused = ask(&large, &[pin]).await;
    assert!(matches!(refused, Err(Failure::Large(_))), "{refused:?}");
    let elsewhere = b"HTTP/1.1 302 Found\r\nlocation: https://x.test/\r\ncontent-length: 0\r\n\r\n";
    let moved = serve(certificates.clone(), key.clone_key(), elsewhere.to_vec()).await;
    assert_eq!(ask(&moved, &[pin]).await.unwrap(), (302, String::new()));
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nfive!".to_vec();
    let broken = serve(certificates, key, cut).await;
    let refused = ask(&broken, &[pin]).await;
    assert!(
        matches!(refused, Err(Failure::Broken { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn what_cannot_be_asked_is_told_apart() {
    let hosts = HashMap::new();
    let get = |url| Get {
        url,
        pins: &[],
        hosts: &hosts,
        most: 10,
        within: Duration::from_millis(300),
    };
    let outbound = Outbound::default();
    for url in [
        "http://localhost/",
        "file:///etc/passwd",
        "https:",
        "nothing",
        "",
    ] {
        let refused = outbound.get(get(url)).await;
        assert!(
            matches!(refused, Err(Failure::Url(_))),
            "{url}: {refused:?}"
        );
    }
    let refused = outbound.get(get("https://127.0.0.1:1/")).await;
    assert!(
        matches!(refused, Err(Failure::Unreachable { .. })),
        "{refused:?}"
    );
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/", silent.local_addr().unwrap());
    let refused = outbound.get(get(&url)).await;
    assert!(matches!(refused, Err(Failure::Slow(_))), "{refused:?}");
}

/// `Host` names where the request goes: an IPv6 address in brackets, a port that is not the usual
/// one, and never who asks.
#[tokio::test]
async fn the_host_header_is_the_host_alone() {
    for (name, url, header) in [
        ("::1", "https://[::1]/keys", "[::1]"),
        ("::1", "https://[::1]:8443/keys", "[::1]:8443"),
        (HOST, "https://ann:secret@IDP.example.test/keys", HOST),
        (
            HOST,
            "https://ann@idp.example.test:8443/keys",
            "idp.example.test:8443",
        ),
    ] {
        let (certificates, key) = chain(name);
        let server = serve(certificates, key, ok("keys")).await;
        let hosts = HashMap::from([(name.to_owned(), server.address)]);
        let get = Get {
            url,
            pins: &[fingerprint(&server.chain[0])],
            hosts: &hosts,
            most: 1_000,
            within: Duration::from_secs(5),
        };
        let answer = Outbound::default().get(get).await.unwrap();
        assert_eq!(answer.status, 200, "{url}");
        let heads = server.heads.lock().unwrap().clone();
        let [head] = &heads[..] else {
            panic!("{url}: {heads:?}");
        };
        assert!(head.contains(&format!("host: {header}\r\n")), "{head}");
        assert!(!head.contains("ann"), "{head}");
    }
}

async fn tell(url: &str, server: SocketAddr) -> Result<u16, Failure> {
    let hosts = HashMap::from([(HOST.to_owned(), server)]);
    let headers = [(
        "x-amz-sns-message-type".to_owned(),
        "Notification".to_owned(),
    )];
    let post = Post {
        url,
        headers: &headers,
        body: "news".into(),
        hosts: &hosts,
        most: 1_000,
        within: Duration::from_secs(5),
    };
    Ok(Outbound::default().post(post).await?.status)
}

#[tokio::test]
async fn posts_go_out_plain_or_to_who_is_believed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let plain = listener.local_addr().unwrap();
    let read = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut text = String::new();
        while !text.ends_with("\r\n\r\nnews") {
            let mut bytes = [0; 4_096];
            let length = stream.read(&mut bytes).await.unwrap();
            assert_ne!(length, 0, "{text}");
            text += &String::from_utf8_lossy(&bytes[..length]);
        }
        stream.write_all(&ok("")).await.unwrap();
        text.to_ascii_lowercase()
    });
    let status = tell("http://me:secret@idp.example.test:81/hook?x=1", plain).await;
    assert_eq!(status.unwrap(), 200);
    let text = read.await.unwrap();
    assert!(text.starts_with("post /hook?x=1 http/1.1\r\n"), "{text}");
    for line in [
        "host: idp.example.test:81\r\n",
        "x-amz-sns-message-type: notification\r\n",
        "content-length: 4\r\n",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(!text.contains("secret"), "{text}");
    // Nobody vouches for this one.
    let (certificates, key) = chain(HOST);
    let server = serve(certificates, key, ok("")).await;
    let refused = tell("https://idp.example.test/hook", server.address).await;
    assert!(
        matches!(refused, Err(Failure::Untrusted { .. })),
        "{refused:?}"
    );
    let refused = tell("ftp://idp.example.test/hook", server.address).await;
    assert!(matches!(refused, Err(Failure::Url(_))), "{refused:?}");
}
