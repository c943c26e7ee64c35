//! An OpenID Connect provider of the tests' own: keys, tokens, and a server that publishes the keys.

// Each test uses a part of it.
#![allow(dead_code)]

use data_encoding::BASE64URL_NOPAD;
use haneul_runtime::Random;
use rcgen::{CertificateParams, KeyPair};
use ring::rand::SystemRandom;
use ring::signature::{self as schemes, EcdsaKeyPair, KeyPair as _, RsaKeyPair};
use rustls::pki_types::PrivateKeyDer;
use serde_json::{Value as Json, json};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, Notify};
use tokio_rustls::TlsAcceptor;

pub const HOST: &str = "idp.example.test";

/// A key pair that signs tokens.
pub enum Signer {
    Curve(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

impl Signer {
    pub fn curve() -> Signer {
        let scheme = &schemes::ECDSA_P256_SHA256_FIXED_SIGNING;
        let chance = SystemRandom::new();
        let pair = EcdsaKeyPair::generate_pkcs8(scheme, &chance).unwrap();
        Signer::Curve(EcdsaKeyPair::from_pkcs8(scheme, pair.as_ref(), &chance).unwrap())
    }

    pub fn rsa() -> Signer {
        Signer::rsa_of(7)
    }

    pub fn rsa_of(seed: u64) -> Signer {
        Signer::Rsa(RsaKeyPair::from_pkcs8(&key_of(seed)).unwrap())
    }

    pub fn sign(&self, algorithm: &str, message: &[u8]) -> Vec<u8> {
        let chance = SystemRandom::new();
        match self {
            Signer::Curve(pair) => pair.sign(&chance, message).unwrap().as_ref().to_vec(),
            Signer::Rsa(pair) => {
                let scheme: &dyn schemes::RsaEncoding = match algorithm {
                    "RS384" => &schemes::RSA_PKCS1_SHA384,
                    "RS512" => &schemes::RSA_PKCS1_SHA512,
                    "PS256" => &schemes::RSA_PSS_SHA256,
                    _ => &schemes::RSA_PKCS1_SHA256,
                };
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(scheme, &chance, message, &mut signature).unwrap();
                signature
            }
        }
    }

    /// As an issuer publishes it.
    pub fn published(&self, id: &str) -> Json {
        let text = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        match self {
            Signer::Curve(pair) => {
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                json!({"kty": "EC", "crv": "P-256", "kid": id, "use": "sig",
                    "x": text(x), "y": text(y)})
            }
            Signer::Rsa(pair) => {
                let public = ring::rsa::PublicKeyComponents::<Vec<u8>>::from(pair.public());
                json!({"kty": "RSA", "kid": id, "n": text(&public.n), "e": text(&public.e)})
            }
        }
    }
}

/// The same key in every run: looking for primes takes chance, and a test needs none.
pub fn rsa_key() -> Vec<u8> {
    key_of(7)
}

fn key_of(seed: u64) -> Vec<u8> {
    use rsa::pkcs8::EncodePrivateKey;
    let key = rsa::RsaPrivateKey::new(&mut Chance(Random::seeded(seed)), 2_048).unwrap();
    key.to_pkcs8_der().unwrap().as_bytes().to_vec()
}

struct Chance(Random);

impl rsa::rand_core::RngCore for Chance {
    fn next_u32(&mut self) -> u32 {
        self.0.u64() as u32
    }

    fn next_u64(&mut self) -> u64 {
        self.0.u64()
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rsa::rand_core::Error> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl rsa::rand_core::CryptoRng for Chance {}

pub fn token(signer: &Signer, algorithm: &str, claims: &Json) -> String {
    let head = json!({"alg": algorithm, "kid": "one", "typ": "JWT"});
    let part = |json: &Json| BASE64URL_NOPAD.encode(json.to_string().as_bytes());
    let signed = format!("{}.{}", part(&head), part(claims));
    let signature = signer.sign(algorithm, signed.as_bytes());
    format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature))
}

pub struct Issuer {
    pub address: SocketAddr,
    /// SHA-1 of its certificate.
    pub thumbprint: String,
    /// Told when somebody asks for the keys, who get them once nobody holds this.
    pub asked: Arc<Notify>,
    pub held: Arc<Mutex<()>>,
}

/// Publishes keys at `https://idp.example.test`; its documents can be replaced by others.
pub async fn issuer(keys: Json, about: Option<Json>) -> Issuer {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec![HOST.to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap().der().clone();
    let thumbprint = haneul_outbound::fingerprint(&certificate);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let about = about.unwrap_or_else(
        || json!({"issuer": format!("https://{HOST}"), "jwks_uri": format!("https://{HOST}/keys")}),
    );
    let (asked, held) = (Arc::new(Notify::new()), Arc::new(Mutex::new(())));
    let (tell, wait) = (asked.clone(), held.clone());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut head = vec![0; 4_096];
            let read = stream.read(&mut head).await.unwrap_or_default();
            let head = String::from_utf8_lossy(&head[..read]).into_owned();
            let (status, body) = match head.split(' ').nth(1) {
                Some("/.well-known/openid-configuration") => ("200 OK", about.to_string()),
                Some("/keys") => {
                    tell.notify_one();
                    drop(wait.lock().await);
                    ("200 OK", json!({"keys": keys}).to_string())
                }
                _ => ("404 Not Found", String::new()),
            };
            let length = body.len();
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n{body}");
            _ = stream.write_all(answer.as_bytes()).await;
            _ = stream.shutdown().await;
        }
    });
    Issuer {
        address,
        thumbprint: thumbprint
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
        asked,
        held,
    }
}
