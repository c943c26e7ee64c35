//! Distinguished names, one attribute in each part.

use crate::fault::{Fault, Result};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc4519::{COUNTRY_NAME, DN_QUALIFIER, SERIAL_NUMBER};
use der::asn1::{PrintableStringRef, SetOfVec, Utf8StringRef};
use der::{Any, Tag};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::RelativeDistinguishedName;

pub use x509_cert::name::Name;

pub type Attribute = (ObjectIdentifier, String);

pub fn name(attributes: &[Attribute]) -> Result<Name> {
    let mut parts = Vec::new();
    for (oid, value) in attributes {
        let attribute = AttributeTypeAndValue {
            oid: *oid,
            value: text(*oid, value)?,
        };
        let mut part = SetOfVec::new();
        part.insert(attribute)?;
        parts.push(RelativeDistinguishedName(part));
    }
    Ok(Name::from(parts))
}

/// Some may only be of the letters that can be printed.
fn text(oid: ObjectIdentifier, value: &str) -> Result<Any> {
    if [COUNTRY_NAME, DN_QUALIFIER, SERIAL_NUMBER].contains(&oid) {
        let value = PrintableStringRef::new(value).map_err(Fault::of)?;
        return Ok(Any::from(value));
    }
    let value = Utf8StringRef::new(value)?;
    Ok(Any::new(Tag::Utf8String, value.as_bytes())?)
}
