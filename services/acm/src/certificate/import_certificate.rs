//! ImportCertificate: somebody's own, anew or in the place of one that was imported before.

use super::row::{self, CERTIFICATES, Certificate, Status};
use crate::issuing::{event, watch};
use crate::shapes::{ImportCertificateRequest, ImportCertificateResponse};
use crate::{errors, limits, tag};
use haneul_certificate::{CERTIFICATE, Facts, KeyKind, PrivateKey, read, read_all, write};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_store::Span;

/// Bits of RSA keys that are taken.
const RSA: [usize; 4] = [1_024, 2_048, 3_072, 4_096];

struct Read {
    facts: Facts,
    body: String,
    chain: Option<String>,
    kind: KeyKind,
    private: Vec<u8>,
}

pub fn run(
    cx: &mut Cx,
    input: ImportCertificateRequest,
) -> Result<ImportCertificateResponse, AwsError> {
    let read = check(cx, &input)?;
    let tags = input.tags.unwrap_or_default();
    let again = input.certificate_arn.is_some();
    let mut row = match &input.certificate_arn {
        Some(arn) => {
            if !tags.is_empty() {
                return Err(errors::validation("Tagging is not permitted on re-import."));
            }
            before(cx, arn, &read)?
        }
        None => {
            let mut row = fresh(cx)?;
            tag::put(&mut row.tags, tags)?;
            row
        }
    };
    let common = read.facts.common_name();
    row.names = read.facts.names.clone();
    row.domain = common
        .or_else(|| row.names.first().cloned())
        .unwrap_or_default();
    row.key_algorithm = read.kind.name();
    row.body = Some(read.body);
    row.chain = read.chain;
    row.from = Some(read.facts.from);
    row.until = Some(read.facts.until);
    row.imported = Some(cx.now());
    row.edition += 1;
    row::put_key(cx, &row.id, false, &read.private)?;
    row::save(cx, &row)?;
    watch::begin(cx, &row)?;
    event::available(cx, &row, if again { "REIMPORT" } else { "IMPORT" })?;
    Ok(ImportCertificateResponse {
        certificate_arn: Some(row::arn(cx, &row.id)),
    })
}

fn before(cx: &mut Cx, arn: &str, read: &Read) -> Result<Certificate, AwsError> {
    let row = row::open(cx, arn)?;
    if row.kind != "IMPORTED" {
        return Err(errors::validation(
            "Only certificates that were imported can be imported again.",
        ));
    }
    match row.key_algorithm == read.kind.name() {
        true => Ok(row),
        false => Err(errors::validation(
            "The key algorithm of the certificate must be that of the one it replaces.",
        )),
    }
}

fn fresh(cx: &mut Cx) -> Result<Certificate, AwsError> {
    make_room(cx)?;
    Ok(Certificate {
        id: ids::uuid(cx.random()),
        domain: String::new(),
        names: Vec::new(),
        kind: "IMPORTED".to_owned(),
        status: Status::Issued,
        method: None,
        key_algorithm: String::new(),
        validations: Vec::new(),
        authority: None,
        under_way: None,
        body: None,
        chain: None,
        from: None,
        until: None,
        created: cx.now(),
        issued: None,
        imported: Some(cx.now()),
        failure: None,
        revoked: None,
        renewal: None,
        exported: false,
        ever_exported: false,
        transparency: false,
        exportable: false,
        in_use: Vec::new(),
        tags: Vec::new(),
        edition: 0,
    })
}

pub fn make_room(cx: &mut Cx) -> Result<(), AwsError> {
    let there = CERTIFICATES.count(cx.tx, cx.scope(), Span::all())?;
    match there < limits::CERTIFICATES {
        true => Ok(()),
        false => Err(errors::limit(
            "The number of certificates of this account has reached its limit.",
        )),
    }
}

fn unreadable() -> AwsError {
    errors::validation(
        "Unable to parse certificate. Please ensure the certificate is in PEM format.",
    )
}

fn check(cx: &Cx, input: &ImportCertificateRequest) -> Result<Read, AwsError> {
    let own = read_all(&input.certificate, CERTIFICATE).map_err(|_| unreadable())?;
    let bytes = match own.as_slice() {
        [one] => one,
        [] => return Err(unreadable()),
        _ => {
            return Err(errors::validation(
                "The certificate field contains more than one certificate. You can specify only one certificate in this field.",
            ));
        }
    };
    let facts = read(bytes).map_err(|_| unreadable())?;
    let key = PrivateKey::of_pem(&input.private_key).map_err(|_| {
        errors::validation("Unable to parse key. Please ensure the key is in PEM format.")
    })?;
    let kind = supported(&key, &facts)?;
    if facts.until <= cx.now() || facts.from > cx.now() {
        return Err(errors::validation(
            "The certificate is not valid at this time.",
        ));
    }
    let chain = input.certificate_chain.as_deref();
    let chain = check_chain(&facts, chain)?;
    Ok(Read {
        body: write(CERTIFICATE, bytes),
        private: key.to_pkcs8().map_err(AwsError::internal)?,
        facts,
        chain,
        kind,
    })
}

/// Of a kind that services take, and the certificate's own.
fn supported(key: &PrivateKey, facts: &Facts) -> Result<KeyKind, AwsError> {
    let kind = key.kind();
    if let KeyKind::Rsa(bits) = kind {
        if !RSA.contains(&bits) {
            return Err(errors::validation(
                "The private key length is not supported.",
            ));
        }
    }
    let own = key.public().map_err(AwsError::internal)?;
    match own == facts.public {
        true => Ok(kind),
        false => Err(errors::validation(
            "The certificate and the private key do not match.",
        )),
    }
}

fn check_chain(own: &Facts, chain: Option<&[u8]>) -> Result<Option<String>, AwsError> {
    let Some(chain) = chain else {
        return match own.is_self_signed() {
            Ok(true) => Ok(None),
            _ => Err(errors::validation(
                "Provided certificate is not a valid self signed. Please provide either a valid self-signed certificate or certificate chain.",
            )),
        };
    };
    let wrong =
        || errors::validation("Could not validate the certificate with the certificate chain.");
    let unreadable = || {
        errors::validation(
            "Unable to parse certificate chain. Please ensure the chain is in PEM format.",
        )
    };
    let blocks = read_all(chain, CERTIFICATE).map_err(|_| unreadable())?;
    if blocks.is_empty() || blocks.len() > limits::CHAIN {
        return Err(unreadable());
    }
    let above: Result<Vec<Facts>, _> = blocks.iter().map(|one| read(one)).collect();
    let mut below = own;
    let above = above.map_err(|_| unreadable())?;
    for one in &above {
        if !matches!(below.is_issued_by(one), Ok(true)) {
            return Err(wrong());
        }
        below = one;
    }
    let texts: Vec<String> = blocks.iter().map(|one| write(CERTIFICATE, one)).collect();
    Ok(Some(texts.join("\n")))
}
