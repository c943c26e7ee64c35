//! Subjects and other names, from how callers write them.

use crate::errors;
use crate::shapes;
use haneul_certificate::x509::name::{EdiPartyName, GeneralName, OtherName};
use haneul_certificate::x509::rfc4519::*;
use haneul_certificate::x509::{
    Any, Ia5String, ObjectIdentifier, OctetString, Utf8StringRef, name::DirectoryString,
};
use haneul_certificate::{Attribute, Fault, name};
use haneul_pipeline::AwsError;
use std::net::IpAddr;

const PSEUDONYM: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.65");
const COUNTRY: ObjectIdentifier = COUNTRY_NAME;

fn wrong(what: &str, why: Fault) -> AwsError {
    errors::arguments(format!("{what} is not valid: {why}"))
}

pub fn identifier(text: &str) -> Result<ObjectIdentifier, AwsError> {
    ObjectIdentifier::new(text)
        .map_err(|_| errors::arguments(format!("{text} is no object identifier.")))
}

/// In the order in which AWS writes them.
pub fn attributes(subject: &shapes::ASN1Subject) -> Result<Vec<Attribute>, AwsError> {
    let known = [
        (COUNTRY, &subject.country),
        (ORGANIZATION_NAME, &subject.organization),
        (ORGANIZATIONAL_UNIT_NAME, &subject.organizational_unit),
        (DN_QUALIFIER, &subject.distinguished_name_qualifier),
        (ST, &subject.state),
        (COMMON_NAME, &subject.common_name),
        (SERIAL_NUMBER, &subject.serial_number),
        (LOCALITY_NAME, &subject.locality),
        (TITLE, &subject.title),
        (SURNAME, &subject.surname),
        (GIVEN_NAME, &subject.given_name),
        (INITIALS, &subject.initials),
        (PSEUDONYM, &subject.pseudonym),
        (GENERATION_QUALIFIER, &subject.generation_qualifier),
    ];
    let known = known.into_iter();
    let known = known.filter_map(|(oid, value)| Some((oid, value.clone()?)));
    let mut known: Vec<Attribute> = known.filter(|(_, value)| !value.is_empty()).collect();
    let custom = subject.custom_attributes.iter().flatten();
    let custom: Vec<&shapes::CustomAttribute> = custom.collect();
    if !custom.is_empty() && !known.is_empty() {
        return Err(errors::arguments(
            "A subject has either custom attributes or standard ones.",
        ));
    }
    for attribute in custom {
        known.push((
            identifier(&attribute.object_identifier)?,
            attribute.value.clone(),
        ));
    }
    Ok(known)
}

pub fn general_names(names: &[shapes::GeneralName]) -> Result<Vec<GeneralName>, AwsError> {
    names.iter().map(general_name).collect()
}

pub fn general_name(said: &shapes::GeneralName) -> Result<GeneralName, AwsError> {
    let mut found = Vec::new();
    let ia5 = |text: &str| {
        Ia5String::new(text).map_err(|_| errors::arguments(format!("{text} is not of ASCII.")))
    };
    if let Some(text) = &said.dns_name {
        found.push(GeneralName::DnsName(ia5(text)?));
    }
    if let Some(text) = &said.rfc822_name {
        found.push(GeneralName::Rfc822Name(ia5(text)?));
    }
    if let Some(text) = &said.uniform_resource_identifier {
        found.push(GeneralName::UniformResourceIdentifier(ia5(text)?));
    }
    if let Some(text) = &said.ip_address {
        found.push(GeneralName::IpAddress(address(text)?));
    }
    if let Some(text) = &said.registered_id {
        found.push(GeneralName::RegisteredId(identifier(text)?));
    }
    if let Some(subject) = &said.directory_name {
        let subject = name(&attributes(subject)?).map_err(|why| wrong("DirectoryName", why))?;
        found.push(GeneralName::DirectoryName(subject));
    }
    if let Some(other) = &said.other_name {
        found.push(GeneralName::OtherName(other_name(other)?));
    }
    if let Some(party) = &said.edi_party_name {
        let text = |text: &str| DirectoryString::Utf8String(text.to_owned());
        found.push(GeneralName::EdiPartyName(EdiPartyName {
            name_assigner: party.name_assigner.as_deref().map(text),
            party_name: text(&party.party_name),
        }));
    }
    match (found.pop(), found.is_empty()) {
        (Some(name), true) => Ok(name),
        _ => Err(errors::arguments(
            "A general name says exactly one of its members.",
        )),
    }
}

fn address(text: &str) -> Result<OctetString, AwsError> {
    let bad = || errors::arguments(format!("{text} is no IP address."));
    let address: IpAddr = text.parse().map_err(|_| bad())?;
    let bytes = match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    };
    OctetString::new(bytes).map_err(|_| bad())
}

fn other_name(other: &shapes::OtherName) -> Result<OtherName, AwsError> {
    let text = Utf8StringRef::new(&other.value);
    let text = text.map_err(|why| wrong("OtherName", why.into()))?;
    Ok(OtherName {
        type_id: identifier(&other.type_id)?,
        value: Any::from(text),
    })
}
