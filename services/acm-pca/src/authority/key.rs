//! An errand: an authority gets its key. Keys lie apart from what is shown, encrypted.

use super::configuration;
use super::row::{self, Authority, State};
use crate::revocation::ocsp;
use crate::{place::Place, said};
use futures_util::future::BoxFuture;
use haneul_certificate::{Fault, KeyKind, PrivateKey, Signing, key_id, request};
use haneul_pipeline::background::Errand;
use haneul_pipeline::{AwsError, Cloud, Cx};
use haneul_runtime::host;
use haneul_runtime::outbox::Outgoing;
use haneul_store::{Scope, Stored, Table, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The errand's name.
pub const MAKE: &str = "make-key";

static KEYS: Table<String, Key> = Table::new("acm_pca_key").sealed();

#[derive(Clone, Serialize, Deserialize)]
struct Key {
    /// As PKCS #8 has it.
    private: Vec<u8>,
}

impl Stored for Key {
    const VERSION: u32 = 1;
}

/// Has the key of a new authority made.
pub fn order(cx: &mut Cx, place: &Place) -> Result<(), AwsError> {
    let errand = Outgoing::errand(
        cx.scope(),
        ("acm-pca", MAKE),
        place.arn(cx),
        json!({"id": place.id}),
    );
    cx.send(&errand)
}

pub fn make(cloud: Cloud, call: Outgoing) -> BoxFuture<'static, Result<(), AwsError>> {
    Box::pin(async move {
        let errand = Errand::new(cloud, call, ("acm-pca", MAKE));
        let id = errand.call.input["id"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let found = errand.read(|cx| row::of_scope(cx.tx, cx.scope(), &id))?;
        let Some(found) = found.filter(|found| found.state == State::Creating) else {
            return Ok(());
        };
        let random = errand.cloud.random.clone();
        let made = host::aside(move || prepare(&found, &random)).await;
        let (private, csr, known_by) =
            made.ok_or_else(|| AwsError::internal("no key for an authority"))??;
        errand
            .transact(|cx| {
                let place = Place {
                    account: cx.account().to_owned(),
                    id: id.clone(),
                    certificate: None,
                };
                let Some(mut authority) = row::find(cx, &place)? else {
                    return Ok(());
                };
                if authority.csr.is_some() {
                    return Ok(());
                }
                authority.csr = Some(csr.clone());
                match &mut authority.deleted {
                    Some((before, _)) => *before = State::Pending,
                    None => authority.state = State::Pending,
                }
                authority.changed = cx.now();
                let key = Key {
                    private: private.clone(),
                };
                KEYS.put(cx.tx, cx.scope(), &id, &key)?;
                ocsp::know(cx, &known_by, &id)?;
                row::save(cx, &place, &authority)
            })
            .await
    })
}

/// The key, its request, and what it is known by.
fn prepare(
    authority: &Authority,
    random: &haneul_runtime::Random,
) -> Result<(Vec<u8>, String, Vec<u8>), AwsError> {
    let said = said::tell(
        "CertificateAuthorityConfiguration",
        &authority.configuration,
    )?;
    let kind = KeyKind::named(&authority.key_algorithm);
    let kind = kind.ok_or_else(|| AwsError::internal("a key of no known kind"))?;
    let signing = signing(authority)?;
    let (subject, extensions) = (
        configuration::subject_of(&said)?,
        configuration::request_extensions(&said)?,
    );
    let make = || -> Result<(Vec<u8>, String, Vec<u8>), Fault> {
        let key = PrivateKey::generate(kind, random)?;
        let csr = request(subject, extensions, &key, signing)?;
        Ok((key.to_pkcs8()?, csr, key_id(&key.public()?)))
    };
    make().map_err(AwsError::internal)
}

pub fn signing(authority: &Authority) -> Result<Signing, AwsError> {
    let signing = Signing::named(&authority.signing_algorithm);
    signing.ok_or_else(|| AwsError::internal("a signature of no known kind"))
}

pub fn of(tx: &mut Tx, scope: Scope, id: &str) -> Result<PrivateKey, AwsError> {
    let key = KEYS.get(tx, scope, id)?;
    let key = key.ok_or_else(|| AwsError::internal("an authority without its key"))?;
    PrivateKey::of_pkcs8(&key.private).map_err(AwsError::internal)
}

pub fn remove(tx: &mut Tx, scope: Scope, id: &str) -> Result<(), AwsError> {
    if KEYS.exists(tx, scope, id)? {
        let known_by = of(tx, scope, id)?.public().map_err(AwsError::internal)?;
        ocsp::forget(tx, scope, &key_id(&known_by))?;
        KEYS.delete(tx, scope, id)?;
    }
    Ok(())
}
