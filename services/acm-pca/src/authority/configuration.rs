//! What an authority may be told to be.

use super::row::Authority;
use super::subject;
use crate::certificate::key_usage;
use crate::shapes::{
    AccessDescription, CertificateAuthorityConfiguration, CrlConfiguration, CsrExtensions,
    RevocationConfiguration,
};
use crate::{errors, said};
use haneul_certificate::x509::{
    AccessDescription as Described, Extension, ObjectIdentifier, SubjectInfoAccessSyntax,
};
use haneul_certificate::{KeyKind, Name, Signing, extension, name};
use haneul_pipeline::AwsError;

/// Refuses what no library here makes, and what does not go together.
pub fn check(said: &CertificateAuthorityConfiguration) -> Result<KeyKind, AwsError> {
    let (key, signing) = (&said.key_algorithm, &said.signing_algorithm);
    let (Some(kind), Some(way)) = (KeyKind::named(key), Signing::named(signing)) else {
        let what = format!("authorities with keys of {key} that sign by {signing}");
        return Err(AwsError::not_implemented(what));
    };
    if kind.is_rsa() != way.rsa {
        return Err(errors::validation(format!(
            "The signing algorithm {signing} does not go with the key algorithm {key}."
        )));
    }
    subject_of(said)?;
    request_extensions(said)?;
    Ok(kind)
}

pub fn subject_of(said: &CertificateAuthorityConfiguration) -> Result<Name, AwsError> {
    let attributes = subject::attributes(&said.subject)?;
    name(&attributes).map_err(|why| errors::arguments(format!("Invalid subject: {why}")))
}

/// What the authority's request asks for.
pub fn request_extensions(
    said: &CertificateAuthorityConfiguration,
) -> Result<Vec<Extension>, AwsError> {
    let asked: CsrExtensions = said.csr_extensions.clone().unwrap_or_default();
    let mut extensions = Vec::new();
    if let Some(usage) = &asked.key_usage {
        extensions.push(extension(&key_usage(usage), true).map_err(AwsError::internal)?);
    }
    let access = asked.subject_information_access.unwrap_or_default();
    if !access.is_empty() {
        let access: Result<Vec<Described>, AwsError> = access.iter().map(described).collect();
        let access = SubjectInfoAccessSyntax(access?);
        extensions.push(extension(&access, false).map_err(AwsError::internal)?);
    }
    Ok(extensions)
}

fn described(said: &AccessDescription) -> Result<Described, AwsError> {
    const KINDS: [(&str, &str); 3] = [
        ("CA_REPOSITORY", "1.3.6.1.5.5.7.48.5"),
        ("RESOURCE_PKI_MANIFEST", "1.3.6.1.5.5.7.48.10"),
        ("RESOURCE_PKI_NOTIFY", "1.3.6.1.5.5.7.48.13"),
    ];
    let method = &said.access_method;
    let kind = method.access_method_type.as_deref();
    let known = KINDS.iter().find(|(name, _)| Some(*name) == kind);
    let method: ObjectIdentifier = match (known, &method.custom_object_identifier) {
        (Some((_, oid)), None) => subject::identifier(oid)?,
        (None, Some(oid)) => subject::identifier(oid)?,
        _ => {
            return Err(errors::arguments(
                "An access method is either one of the known or a custom one.",
            ));
        }
    };
    Ok(Described {
        access_method: method,
        access_location: subject::general_name(&said.access_location)?,
    })
}

/// Which of it is honoured.
pub fn check_revocation(said: &RevocationConfiguration) -> Result<(), AwsError> {
    let Some(list) = &said.crl_configuration else {
        return Ok(());
    };
    if !list.enabled {
        return match list.s3_bucket_name.is_some() || list.expiration_in_days.is_some() {
            true => Err(errors::arguments(
                "A revocation list that is not enabled has no bucket and no expiration.",
            )),
            false => Ok(()),
        };
    }
    if list.s3_bucket_name.is_none() || list.expiration_in_days.is_none() {
        return Err(errors::arguments(
            "A revocation list needs a bucket and an expiration.",
        ));
    }
    if list.crl_type.as_deref() == Some("PARTITIONED") {
        return Err(AwsError::not_implemented("partitioned revocation lists"));
    }
    Ok(())
}

/// Its revocation list, where it has one.
pub fn list_of(authority: &Authority) -> Result<Option<CrlConfiguration>, AwsError> {
    let said = revocation(authority)?.crl_configuration;
    Ok(said.filter(|list| list.enabled))
}

pub fn ocsp_is_on(authority: &Authority) -> Result<Option<String>, AwsError> {
    let said = revocation(authority)?.ocsp_configuration;
    Ok(said
        .filter(|ocsp| ocsp.enabled)
        .map(|ocsp| ocsp.ocsp_custom_cname.unwrap_or_default()))
}

pub fn revocation(authority: &Authority) -> Result<RevocationConfiguration, AwsError> {
    match &authority.revocation {
        Some(text) => said::tell("RevocationConfiguration", text),
        None => Ok(RevocationConfiguration::default()),
    }
}
