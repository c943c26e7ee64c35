//! Certificates of the cloud's own authority, for names that clients ask the listeners for.

use haneul_certificate::authority;
use haneul_pipeline::AwsError;
use haneul_store::Store;
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, Issuer, KeyPair};
use std::sync::Arc;
use tokio_rustls::rustls::crypto::ring::sign::any_supported_type;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::sign::CertifiedKey;

/// Cheap to clone.
#[derive(Clone)]
pub struct Authority(Arc<Inner>);

struct Inner {
    certificate: String,
    key: String,
}

impl Authority {
    /// Reads the authority, or makes it at the first start.
    pub async fn open(store: &Store) -> Result<Authority, AwsError> {
        let known = store.read(|tx| Ok::<_, AwsError>(authority::find(tx)?))?;
        let stock = match known {
            Some(stock) => stock,
            None => {
                let stock = authority::make().map_err(AwsError::internal)?;
                store.transact(|tx| authority::save(tx, &stock)).await?;
                stock
            }
        };
        Ok(Authority(Arc::new(Inner {
            certificate: stock.certificate,
            key: stock.key,
        })))
    }

    /// The certificate to trust, as PEM.
    pub fn certificate(&self) -> &str {
        &self.0.certificate
    }

    /// A certificate for one name, signed by the authority.
    pub(crate) fn issue(&self, name: &str) -> Result<CertifiedKey, String> {
        let wrong = |error: &dyn std::fmt::Display| error.to_string();
        let key = KeyPair::generate().map_err(|e| wrong(&e))?;
        let root = KeyPair::from_pem(&self.0.key).map_err(|e| wrong(&e))?;
        let issuer = Issuer::from_ca_cert_pem(&self.0.certificate, root).map_err(|e| wrong(&e))?;
        let certificate = leaf(name)
            .and_then(|params| params.signed_by(&key, &issuer))
            .map_err(|e| wrong(&e))?;
        let der = PrivateKeyDer::try_from(key.serialize_der()).map_err(|e| wrong(&e))?;
        let signing = any_supported_type(&der).map_err(|e| wrong(&e))?;
        Ok(CertifiedKey::new(vec![certificate.der().clone()], signing))
    }
}

fn leaf(name: &str) -> Result<CertificateParams, rcgen::Error> {
    let mut names = vec![name.to_owned()];
    for own in ["localhost", "127.0.0.1", "::1"] {
        if own != name {
            names.push(own.to_owned());
        }
    }
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}
