//! Public certificates: of the cloud's own authority, which whoever trusts the cloud trusts.

use super::{errand, issued};
use crate::certificate::{self, Certificate, Renewal, Status};
use crate::limits;
use futures_util::future::BoxFuture;
use haneul_certificate::x509::name::GeneralName;
use haneul_certificate::x509::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, Ia5String, KeyUsage, KeyUsages,
    ObjectIdentifier, OctetString, SubjectAltName, SubjectKeyIdentifier, rfc4519,
};
use haneul_certificate::{
    CERTIFICATE, Draft, Fault, KeyKind, PrivateKey, Signing, authority, extension, key_id, name,
    read, read_all, write,
};
use haneul_pipeline::background::Errand;
use haneul_pipeline::{AwsError, Cloud, Cx};
use haneul_runtime::outbox::Outgoing;
use haneul_runtime::{Random, host};
use jiff::{SignedDuration, Timestamp};

/// The errand's name.
pub const ISSUE: &str = "issue";

const PURPOSES: [&str; 2] = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"];

/// All its names are validated.
pub fn order(cx: &mut Cx, id: &str) -> Result<(), AwsError> {
    let errand = errand(cx, ISSUE, id);
    cx.send(&errand)
}

pub fn issue(cloud: Cloud, call: Outgoing) -> BoxFuture<'static, Result<(), AwsError>> {
    Box::pin(async move {
        let errand = Errand::new(cloud, call, ("acm", ISSUE));
        let id = errand.call.input["id"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let wanted = |row: &Certificate| {
            row.status == Status::Pending || row.renewal.as_ref().is_some_and(is_due)
        };
        let found = errand.read(|cx| certificate::find(cx, &id))?;
        let Some(row) = found.filter(wanted) else {
            return Ok(());
        };
        let stock = authority(&errand.cloud).await?;
        let random = errand.cloud.random.clone();
        let now = errand.cloud.clock.now();
        let made = host::aside(move || make(&row, &stock, &random, now)).await;
        let made = made.ok_or_else(|| AwsError::internal("no key for a certificate"))?;
        let (private, body, chain) = made.map_err(AwsError::internal)?;
        errand
            .transact(|cx| {
                let found = certificate::find(cx, &id)?;
                let Some(row) = found.filter(wanted) else {
                    return Ok(());
                };
                certificate::put_key(cx, &id, true, &private)?;
                issued(cx, row, body.clone(), chain.clone())
            })
            .await
    })
}

fn is_due(renewal: &Renewal) -> bool {
    renewal.status == "PENDING_AUTO_RENEWAL"
}

/// The listeners have it already, unless there are none.
async fn authority(cloud: &Cloud) -> Result<authority::Stock, AwsError> {
    let known = cloud
        .store
        .read(|tx| Ok::<_, AwsError>(authority::find(tx)?))?;
    if let Some(known) = known {
        return Ok(known);
    }
    let fresh = authority::make().map_err(AwsError::internal)?;
    cloud
        .store
        .transact(|tx| match authority::find(tx)? {
            // Another was quicker.
            Some(known) => Ok(known),
            None => {
                authority::save(tx, &fresh)?;
                Ok::<_, AwsError>(fresh.clone())
            }
        })
        .await
}

type Made = (Vec<u8>, String, String);

fn make(
    row: &Certificate,
    stock: &authority::Stock,
    random: &Random,
    now: Timestamp,
) -> Result<Made, Fault> {
    let kind = KeyKind::named(&row.key_algorithm);
    let kind = kind.ok_or_else(|| Fault("a key of no known kind".to_owned()))?;
    let key = PrivateKey::generate(kind, random)?;
    let above = read_all(stock.certificate.as_bytes(), CERTIFICATE)?;
    let above = above
        .first()
        .ok_or_else(|| Fault("no authority".to_owned()))?;
    let issuer = read(above)?;
    let own = PrivateKey::of_pem(stock.key.as_bytes())?;
    let mut serial: [u8; 16] = random.bytes();
    serial[0] = serial[0] & 0x7f | 0x40;
    let public = key.public()?;
    let draft = Draft {
        serial: serial.to_vec(),
        issuer: issuer.subject.clone(),
        subject: name(&[(rfc4519::COMMON_NAME, row.domain.clone())])?,
        from: whole(now - SignedDuration::from_hours(1)),
        until: whole(now + SignedDuration::from_hours(24 * limits::PUBLIC_DAYS)),
        extensions: extensions(row, &key_id(&public), &issuer.key_id)?,
        public,
    };
    let bytes = haneul_certificate::certificate(draft, &own, Signing::usual(own.kind()))?;
    let chain = write(CERTIFICATE, above);
    Ok((key.to_pkcs8()?, write(CERTIFICATE, &bytes), chain))
}

fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

fn extensions(
    row: &Certificate,
    own: &[u8],
    issuer: &[u8],
) -> Result<Vec<haneul_certificate::x509::Extension>, Fault> {
    let constraints = BasicConstraints {
        ca: false,
        path_len_constraint: None,
    };
    let issuer = AuthorityKeyIdentifier {
        key_identifier: Some(OctetString::new(issuer)?),
        authority_cert_issuer: None,
        authority_cert_serial_number: None,
    };
    let purposes: Result<Vec<_>, _> = PURPOSES
        .iter()
        .map(|oid| ObjectIdentifier::new(oid))
        .collect();
    let mut usage = KeyUsage(KeyUsages::DigitalSignature.into());
    if row.key_algorithm.starts_with("RSA") {
        usage.0 |= KeyUsages::KeyEncipherment;
    }
    let names = row
        .names
        .iter()
        .map(|name| Ok(GeneralName::DnsName(Ia5String::new(name)?)));
    let names = SubjectAltName(names.collect::<Result<_, Fault>>()?);
    Ok(vec![
        extension(&constraints, true)?,
        extension(&issuer, false)?,
        extension(&SubjectKeyIdentifier(OctetString::new(own)?), false)?,
        extension(&usage, true)?,
        extension(&ExtendedKeyUsage(purposes?), false)?,
        extension(&names, false)?,
    ])
}
