//! What a certificate is to say: first the template's word counts, then the caller's, then the
//! request's.

use super::template::{Purpose, Template};
use crate::authority::{Authority, list_of, ocsp_is_on};
use crate::revocation::{list_url, ocsp};
use haneul_certificate::x509::name::{DistributionPointName, GeneralName};
use haneul_certificate::x509::{
    AccessDescription, AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints,
    CrlDistributionPoints, ExtendedKeyUsage, Extension, Ia5String, KeyUsage, KeyUsages,
    ObjectIdentifier, OctetString, SubjectKeyIdentifier, crl::dp::DistributionPoint, rfc5912,
};
use haneul_certificate::{Fault, Request, extension, key_id};
use haneul_pipeline::AwsError;

const SERVER: &str = "1.3.6.1.5.5.7.3.1";
const CLIENT: &str = "1.3.6.1.5.5.7.3.2";
const CODE: &str = "1.3.6.1.5.5.7.3.3";
const OCSP: &str = "1.3.6.1.5.5.7.3.9";
const OCSP_ACCESS: &str = "1.3.6.1.5.5.7.48.1";

/// What belongs to the authority: no request says it.
const ITS_OWN: [ObjectIdentifier; 5] = [
    rfc5912::ID_CE_BASIC_CONSTRAINTS,
    rfc5912::ID_CE_AUTHORITY_KEY_IDENTIFIER,
    rfc5912::ID_CE_SUBJECT_KEY_IDENTIFIER,
    rfc5912::ID_CE_CRL_DISTRIBUTION_POINTS,
    rfc5912::ID_PE_AUTHORITY_INFO_ACCESS,
];

pub struct Issuing<'a> {
    pub template: &'a Template,
    pub authority: &'a Authority,
    pub region: &'a str,
    /// The issuing key's.
    pub issuer_key: Vec<u8>,
    pub request: &'a Request,
    /// The caller's.
    pub added: Vec<Extension>,
}

pub fn extensions(issuing: Issuing<'_>) -> Result<Vec<Extension>, AwsError> {
    let mut all = by_template(&issuing).map_err(AwsError::internal)?;
    all.extend(by_revocation(&issuing)?);
    let Issuing {
        template,
        request,
        added,
        ..
    } = issuing;
    if template.api {
        add(&mut all, added);
    }
    let asked = request.extensions.iter().cloned();
    let passes = |one: &Extension| {
        one.extn_id == rfc5912::ID_CE_SUBJECT_ALT_NAME
            || (template.csr && !ITS_OWN.contains(&one.extn_id))
    };
    add(&mut all, asked.filter(passes).collect());
    Ok(all)
}

/// Who comes first has the word.
fn add(all: &mut Vec<Extension>, more: Vec<Extension>) {
    for one in more {
        if all.iter().all(|known| known.extn_id != one.extn_id) {
            all.push(one);
        }
    }
}

fn by_template(issuing: &Issuing<'_>) -> Result<Vec<Extension>, Fault> {
    let template = issuing.template;
    let constraints = BasicConstraints {
        ca: template.is_authority(),
        path_len_constraint: template.path_length,
    };
    let critical = template.is_authority() || template.critical_constraints;
    let issuer = AuthorityKeyIdentifier {
        key_identifier: Some(OctetString::new(issuing.issuer_key.clone())?),
        authority_cert_issuer: None,
        authority_cert_serial_number: None,
    };
    let own = SubjectKeyIdentifier(OctetString::new(key_id(&issuing.request.public))?);
    let mut all = vec![
        extension(&constraints, critical)?,
        extension(&issuer, false)?,
        extension(&own, false)?,
    ];
    if template.blank {
        return Ok(all);
    }
    let (flags, purposes) = usage(template.purpose);
    let mut usage = KeyUsage(Default::default());
    for flag in flags {
        usage.0 |= *flag;
    }
    all.push(extension(&usage, true)?);
    if !purposes.is_empty() {
        let oids: Result<Vec<_>, _> = purposes
            .iter()
            .map(|oid| ObjectIdentifier::new(oid))
            .collect();
        let critical = template.purpose == Purpose::OcspSigning;
        all.push(extension(&ExtendedKeyUsage(oids?), critical)?);
    }
    Ok(all)
}

fn usage(purpose: Purpose) -> (&'static [KeyUsages], &'static [&'static str]) {
    const OF_TLS: &[KeyUsages] = &[KeyUsages::DigitalSignature, KeyUsages::KeyEncipherment];
    const SIGNING: &[KeyUsages] = &[KeyUsages::DigitalSignature];
    const ISSUING: &[KeyUsages] = &[
        KeyUsages::DigitalSignature,
        KeyUsages::KeyCertSign,
        KeyUsages::CRLSign,
    ];
    match purpose {
        Purpose::EndEntity => (OF_TLS, &[SERVER, CLIENT]),
        Purpose::Client => (OF_TLS, &[CLIENT]),
        Purpose::Server => (OF_TLS, &[SERVER]),
        Purpose::CodeSigning => (SIGNING, &[CODE]),
        Purpose::OcspSigning => (SIGNING, &[OCSP]),
        Purpose::Root | Purpose::Subordinate => (ISSUING, &[]),
    }
}

/// Where others learn whether it was revoked. Nobody revokes a root.
fn by_revocation(issuing: &Issuing<'_>) -> Result<Vec<Extension>, AwsError> {
    let mut all = Vec::new();
    if issuing.template.purpose == Purpose::Root {
        return Ok(all);
    }
    let place = |url: &str| -> Result<GeneralName, AwsError> {
        let url = Ia5String::new(url).map_err(AwsError::internal)?;
        Ok(GeneralName::UniformResourceIdentifier(url))
    };
    if let Some(list) = list_of(issuing.authority)? {
        let omitted = &list.crl_distribution_point_extension_configuration;
        if !omitted.as_ref().is_some_and(|said| said.omit_extension) {
            let url = place(&list_url(&list, &issuing.authority.id, issuing.region))?;
            let points = CrlDistributionPoints(vec![DistributionPoint {
                distribution_point: Some(DistributionPointName::FullName(vec![url])),
                reasons: None,
                crl_issuer: None,
            }]);
            all.push(extension(&points, false).map_err(AwsError::internal)?);
        }
    }
    if let Some(name) = ocsp_is_on(issuing.authority)? {
        let access = AuthorityInfoAccessSyntax(vec![AccessDescription {
            access_method: ObjectIdentifier::new(OCSP_ACCESS).map_err(AwsError::internal)?,
            access_location: place(&ocsp::url(&name, issuing.region))?,
        }]);
        all.push(extension(&access, false).map_err(AwsError::internal)?);
    }
    Ok(all)
}
