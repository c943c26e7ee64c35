//! The cloud's own certificate authority: made once, kept in the store, trusted by whoever wants TLS
//! to it. The listeners issue by it, and ACM its public certificates.

use haneul_store::{Scope, StoreError, Stored, Table, Tx};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair, KeyUsagePurpose};
use serde::{Deserialize, Serialize};

static AUTHORITY: Table<String, Stock> = Table::new("authority");

const GLOBAL: Scope<'static> = Scope::new("", "", "");

/// Both as PEM.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stock {
    pub certificate: String,
    pub key: String,
}

impl Stored for Stock {
    const VERSION: u32 = 1;
}

pub fn find(tx: &mut Tx) -> Result<Option<Stock>, StoreError> {
    AUTHORITY.get(tx, GLOBAL, "root")
}

pub fn save(tx: &mut Tx, stock: &Stock) -> Result<(), StoreError> {
    AUTHORITY.put(tx, GLOBAL, "root", stock)
}

pub fn make() -> Result<Stock, rcgen::Error> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(DnType::CommonName, "Haneul local authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let certificate = params.self_signed(&key)?;
    Ok(Stock {
        certificate: certificate.pem(),
        key: key.serialize_pem(),
    })
}
