//! Certificate revocation lists.

use crate::build::{extension, extension_of};
use crate::fault::Result;
use crate::key::PrivateKey;
use crate::name::Name;
use crate::signing::Signing;
use crate::time::moment;
use der::asn1::{BitString, OctetString, Uint};
use der::{Encode, oid::AssociatedOid};
use jiff::Timestamp;
use x509_cert::certificate::Version;
use x509_cert::crl::{CertificateList, RevokedCert, TbsCertList};
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, CrlNumber, CrlReason};
use x509_cert::serial_number::SerialNumber;

pub struct Revoked {
    pub serial: Vec<u8>,
    pub at: Timestamp,
    pub reason: CrlReason,
}

/// The list's bytes, good from one moment until another.
pub fn revocation_list(
    issuer: Name,
    key_id: &[u8],
    revoked: &[Revoked],
    (from, until, number): (Timestamp, Timestamp, u64),
    key: &PrivateKey,
    signing: Signing,
) -> Result<Vec<u8>> {
    let mut entries = Vec::new();
    for one in revoked {
        entries.push(RevokedCert {
            serial_number: SerialNumber::new(&one.serial)?,
            revocation_date: moment(one.at)?,
            crl_entry_extensions: match one.reason {
                CrlReason::Unspecified => None,
                reason => Some(vec![extension_of(CrlReason::OID, false, reason.to_der()?)?]),
            },
        });
    }
    let known = AuthorityKeyIdentifier {
        key_identifier: Some(OctetString::new(key_id)?),
        authority_cert_issuer: None,
        authority_cert_serial_number: None,
    };
    let number = CrlNumber(Uint::new(&number.to_be_bytes())?);
    let tbs_cert_list = TbsCertList {
        version: Version::V2,
        signature: signing.algorithm()?,
        issuer,
        this_update: moment(from)?,
        next_update: Some(moment(until)?),
        revoked_certificates: Some(entries).filter(|entries| !entries.is_empty()),
        crl_extensions: Some(vec![extension(&known, false)?, extension(&number, false)?]),
    };
    let signature = signing.sign(key, &tbs_cert_list.to_der()?)?;
    let list = CertificateList {
        signature_algorithm: tbs_cert_list.signature.clone(),
        tbs_cert_list,
        signature: BitString::from_bytes(&signature)?,
    };
    Ok(list.to_der()?)
}
