//! The keys of an issuer, as it publishes them.

use crate::errors;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use haneul_outbound::{Failure, Fingerprint, Get, Outbound};
use haneul_pipeline::{AwsError, Edge, OidcProviderFacts};
use ring::signature::{self as schemes, RsaPublicKeyComponents, UnparsedPublicKey};
use serde_json::Value as Json;
use std::time::Duration;

/// Of a document of the issuer's.
const BYTES: usize = 512 << 10;
const PATIENCE: Duration = Duration::from_secs(5);
/// Of one issuer, as AWS takes them.
const KEYS: usize = 200;

pub struct Key {
    pub id: Option<String>,
    kind: Kind,
}

enum Kind {
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// The curve's name and the point, uncompressed.
    Curve {
        name: String,
        point: Vec<u8>,
    },
}

/// Asks the issuer: first where its keys are, then for them.
pub async fn of(edge: &Edge, provider: &OidcProviderFacts) -> Result<Vec<Key>, AwsError> {
    let pins: Vec<Fingerprint> = provider.thumbprints.iter().filter_map(|t| pin(t)).collect();
    let url = format!("https://{}/.well-known/openid-configuration", provider.url);
    let about = document(edge, &url, &pins).await?;
    let place = about.get("jwks_uri").and_then(Json::as_str);
    let place = place.ok_or_else(errors::no_verification_key)?;
    let keys = document(edge, place, &pins).await?;
    let listed = keys.get("keys").and_then(Json::as_array);
    let listed = listed.ok_or_else(errors::no_verification_key)?;
    Ok(listed.iter().take(KEYS).filter_map(Key::read).collect())
}

fn pin(thumbprint: &str) -> Option<Fingerprint> {
    let bytes = HEXLOWER_PERMISSIVE.decode(thumbprint.as_bytes()).ok()?;
    bytes.try_into().ok()
}

async fn document(edge: &Edge, url: &str, pins: &[Fingerprint]) -> Result<Json, AwsError> {
    let get = Get {
        url,
        pins,
        hosts: &edge.cloud.settings.hosts,
        most: BYTES,
        within: PATIENCE,
    };
    let answer = edge.cloud.locals.get::<Outbound>().get(get).await;
    let answer = answer.map_err(|failure| match failure {
        Failure::Unreachable { .. } | Failure::Slow(_) => errors::unreachable_provider(),
        Failure::Untrusted { .. } => errors::wrong_thumbprint(),
        _ => errors::no_verification_key(),
    })?;
    match answer.status {
        200 => serde_json::from_slice(&answer.body).map_err(|_| errors::no_verification_key()),
        _ => Err(errors::no_verification_key()),
    }
}

impl Key {
    fn read(listed: &Json) -> Option<Key> {
        let word = |name: &str| listed.get(name).and_then(Json::as_str);
        let bytes = |name: &str| BASE64URL_NOPAD.decode(word(name)?.as_bytes()).ok();
        if word("use").is_some_and(|used| used != "sig") {
            return None;
        }
        let kind = match word("kty")? {
            "RSA" => Kind::Rsa {
                n: bytes("n")?,
                e: bytes("e")?,
            },
            "EC" => Kind::Curve {
                name: word("crv")?.to_owned(),
                point: [vec![4], bytes("x")?, bytes("y")?].concat(),
            },
            _ => return None,
        };
        let id = word("kid").map(str::to_owned);
        Some(Key { id, kind })
    }

    /// A key is good for the algorithms of its own kind, whatever a token says.
    pub fn verifies(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
        match &self.kind {
            Kind::Rsa { n, e } => {
                let scheme = match algorithm {
                    "RS256" => &schemes::RSA_PKCS1_2048_8192_SHA256,
                    "RS384" => &schemes::RSA_PKCS1_2048_8192_SHA384,
                    "RS512" => &schemes::RSA_PKCS1_2048_8192_SHA512,
                    "PS256" => &schemes::RSA_PSS_2048_8192_SHA256,
                    _ => return false,
                };
                let key = RsaPublicKeyComponents { n, e };
                key.verify(scheme, message, signature).is_ok()
            }
            Kind::Curve { name, point } => {
                let scheme = match (algorithm, name.as_str()) {
                    ("ES256", "P-256") => &schemes::ECDSA_P256_SHA256_FIXED,
                    ("ES384", "P-384") => &schemes::ECDSA_P384_SHA384_FIXED,
                    _ => return false,
                };
                let key = UnparsedPublicKey::new(scheme, point);
                key.verify(message, signature).is_ok()
            }
        }
    }
}
