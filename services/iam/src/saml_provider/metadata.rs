//! A provider's metadata: XML that names it and holds the certificates it signs with.

use crate::pem;
use jiff::Timestamp;
use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

const METADATA: &[u8] = b"urn:oasis:names:tc:SAML:2.0:metadata";
const SIGNATURE: &[u8] = b"http://www.w3.org/2000/09/xmldsig#";

/// What of a metadata document matters here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    pub entity: String,
    pub valid_until: Option<Timestamp>,
    /// The identity provider's certificates in base 64 without white space.
    pub certificates: Vec<String>,
    /// Those that assertions are signed with.
    pub signing: Vec<String>,
    is_provider: bool,
}

/// `None` for what is no metadata of an identity provider.
pub fn read(text: &str) -> Option<Metadata> {
    let mut reader = NsReader::from_str(text);
    let mut found = Metadata::default();
    let mut depth = 0_usize;
    let mut certificate: Option<String> = None;
    // The depths of the identity provider's part and of the description of a key in it that signs:
    // other parts of the document are about other roles, whose keys sign nothing here.
    let mut provider: Option<usize> = None;
    let mut signing: Option<usize> = None;
    loop {
        let (namespace, event) = reader.read_resolved_event().ok()?;
        match event {
            Event::Start(start) | Event::Empty(start) if depth == 0 && found.entity.is_empty() => {
                let root =
                    is(&namespace, METADATA) && start.local_name().as_ref() == b"EntityDescriptor";
                if !root {
                    return None;
                }
                found.entity = attribute(&start, b"entityID")?;
                // An end that cannot be read is not the same as none.
                if start.try_get_attribute(b"validUntil").ok()?.is_some() {
                    found.valid_until = Some(attribute(&start, b"validUntil")?.parse().ok()?);
                }
                depth += 1;
            }
            Event::Start(start) => {
                depth += 1;
                match start.local_name().as_ref() {
                    b"IDPSSODescriptor" if is(&namespace, METADATA) && depth == 2 => {
                        found.is_provider = true;
                        provider = Some(depth);
                    }
                    b"KeyDescriptor" if is(&namespace, METADATA) && provider.is_some() => {
                        let signs = attribute(&start, b"use").is_none_or(|u| u == "signing");
                        signing = signs.then_some(depth);
                    }
                    b"X509Certificate" if is(&namespace, SIGNATURE) => {
                        certificate = Some(String::new());
                    }
                    _ => {}
                }
            }
            Event::Text(part) => {
                if let Some(certificate) = &mut certificate {
                    certificate.push_str(&part.decode().ok()?);
                }
            }
            Event::End(_) => {
                depth = depth.checked_sub(1)?;
                if let Some(text) = certificate.take() {
                    let text: String = text.split_whitespace().collect();
                    if signing.is_some() {
                        found.signing.push(text.clone());
                    }
                    if provider.is_some() {
                        found.certificates.push(text);
                    }
                }
                provider = provider.filter(|opened| depth >= *opened);
                signing = signing.filter(|opened| depth >= *opened);
            }
            // Entities of its own would only serve to hide something.
            Event::DocType(_) => return None,
            Event::Eof => break,
            _ => {}
        }
    }
    let sound = found.is_provider && depth == 0 && !found.certificates.is_empty();
    (sound && found.certificates.iter().all(|text| is_certificate(text))).then_some(found)
}

fn is(found: &ResolveResult, wanted: &[u8]) -> bool {
    matches!(found, ResolveResult::Bound(namespace) if namespace.as_ref() == wanted)
}

fn attribute(start: &BytesStart, name: &[u8]) -> Option<String> {
    let found = start.try_get_attribute(name).ok()??;
    let value = found.unescape_value().ok()?;
    (!value.is_empty()).then(|| value.into_owned())
}

fn is_certificate(text: &str) -> bool {
    let pem = format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n");
    pem::certificate(&pem).is_some()
}
