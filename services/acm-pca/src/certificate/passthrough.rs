//! What callers add to a certificate beside its request.

use crate::authority::{attributes, general_names};
use crate::errors;
use crate::shapes;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_certificate::x509::certpolicy::{PolicyInformation, PolicyQualifierInfo};
use haneul_certificate::x509::{
    Any, CertificatePolicies, ExtendedKeyUsage, Extension, Ia5String, KeyUsage, KeyUsages,
    ObjectIdentifier, SubjectAltName,
};
use haneul_certificate::{Fault, Name, extension, extension_of, name};
use haneul_pipeline::AwsError;

const CPS: &str = "1.3.6.1.5.5.7.2.1";

/// Purposes by AWS's names.
const PURPOSES: [(&str, &str); 9] = [
    ("SERVER_AUTH", "1.3.6.1.5.5.7.3.1"),
    ("CLIENT_AUTH", "1.3.6.1.5.5.7.3.2"),
    ("CODE_SIGNING", "1.3.6.1.5.5.7.3.3"),
    ("EMAIL_PROTECTION", "1.3.6.1.5.5.7.3.4"),
    ("TIME_STAMPING", "1.3.6.1.5.5.7.3.8"),
    ("OCSP_SIGNING", "1.3.6.1.5.5.7.3.9"),
    ("SMART_CARD_LOGIN", "1.3.6.1.4.1.311.20.2.2"),
    ("DOCUMENT_SIGNING", "1.3.6.1.4.1.311.10.3.12"),
    ("CERTIFICATE_TRANSPARENCY", "1.3.6.1.4.1.11129.2.4.4"),
];

fn bad(why: Fault) -> AwsError {
    errors::arguments(format!("ApiPassthrough is not valid: {why}"))
}

fn identifier(text: &str) -> Result<ObjectIdentifier, AwsError> {
    ObjectIdentifier::new(text)
        .map_err(|_| errors::arguments(format!("{text} is no object identifier.")))
}

pub fn key_usage(said: &shapes::KeyUsage) -> KeyUsage {
    let all = [
        (said.digital_signature, KeyUsages::DigitalSignature),
        (said.non_repudiation, KeyUsages::NonRepudiation),
        (said.key_encipherment, KeyUsages::KeyEncipherment),
        (said.data_encipherment, KeyUsages::DataEncipherment),
        (said.key_agreement, KeyUsages::KeyAgreement),
        (said.key_cert_sign, KeyUsages::KeyCertSign),
        (said.crl_sign, KeyUsages::CRLSign),
        (said.encipher_only, KeyUsages::EncipherOnly),
        (said.decipher_only, KeyUsages::DecipherOnly),
    ];
    let said = all.into_iter().filter(|(said, _)| *said == Some(true));
    let mut usage = KeyUsage(Default::default());
    for (_, flag) in said {
        usage.0 |= flag;
    }
    usage
}

pub fn subject(said: &shapes::ApiPassthrough) -> Result<Option<Name>, AwsError> {
    match &said.subject {
        Some(subject) => Ok(Some(name(&attributes(subject)?).map_err(bad)?)),
        None => Ok(None),
    }
}

pub fn extensions(said: &shapes::ApiPassthrough) -> Result<Vec<Extension>, AwsError> {
    let Some(said) = &said.extensions else {
        return Ok(Vec::new());
    };
    let mut made = Vec::new();
    if let Some(usage) = &said.key_usage {
        made.push(extension(&key_usage(usage), true).map_err(bad)?);
    }
    if let Some(purposes) = &said.extended_key_usage {
        let purposes: Result<Vec<_>, _> = purposes.iter().map(purpose).collect();
        made.push(extension(&ExtendedKeyUsage(purposes?), false).map_err(bad)?);
    }
    if let Some(names) = &said.subject_alternative_names {
        let names = SubjectAltName(general_names(names)?);
        made.push(extension(&names, false).map_err(bad)?);
    }
    if let Some(policies) = &said.certificate_policies {
        let policies: Result<Vec<_>, _> = policies.iter().map(policy).collect();
        made.push(extension(&CertificatePolicies(policies?), false).map_err(bad)?);
    }
    for custom in said.custom_extensions.iter().flatten() {
        let bytes = BASE64_STANDARD.decode(&custom.value);
        let bytes = bytes.map_err(|_| errors::arguments("A custom extension is in base 64."))?;
        let oid = identifier(&custom.object_identifier)?;
        let critical = custom.critical.unwrap_or(false);
        made.push(extension_of(oid, critical, bytes).map_err(bad)?);
    }
    Ok(made)
}

fn purpose(said: &shapes::ExtendedKeyUsage) -> Result<ObjectIdentifier, AwsError> {
    let kind = said.extended_key_usage_type.as_deref();
    let known = PURPOSES.iter().find(|(name, _)| Some(*name) == kind);
    match (known, &said.extended_key_usage_object_identifier) {
        (Some((_, oid)), None) => identifier(oid),
        (None, Some(oid)) => identifier(oid),
        _ => Err(errors::arguments(
            "An extended key usage is either one of the known or a custom one.",
        )),
    }
}

fn policy(said: &shapes::PolicyInformation) -> Result<PolicyInformation, AwsError> {
    let qualifiers = said.policy_qualifiers.iter().flatten().map(|one| {
        let place = Ia5String::new(&one.qualifier.cps_uri).map_err(|e| bad(e.into()))?;
        Ok(PolicyQualifierInfo {
            policy_qualifier_id: identifier(CPS)?,
            qualifier: Some(Any::encode_from(&place).map_err(|e| bad(e.into()))?),
        })
    });
    let qualifiers: Vec<PolicyQualifierInfo> = qualifiers.collect::<Result<_, AwsError>>()?;
    Ok(PolicyInformation {
        policy_identifier: identifier(&said.cert_policy_id)?,
        policy_qualifiers: (!qualifiers.is_empty()).then_some(qualifiers),
    })
}
