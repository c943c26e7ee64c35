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
    /// The certificates in base 64 without white space.
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
    // The depth of the description that a certificate is in, and whether it is for signatures.
    let mut keys: Option<(usize, bool)> = None;
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
                let until = attribute(&start, b"validUntil");
                found.valid_until = until.and_then(|until| until.parse().ok());
                depth += 1;
            }
            Event::Start(start) => {
                depth += 1;
                match start.local_name().as_ref() {
                    b"IDPSSODescriptor" if is(&namespace, METADATA) => found.is_provider = true,
                    b"KeyDescriptor" if is(&namespace, METADATA) && found.is_provider => {
                        let signs = attribute(&start, b"use").is_none_or(|u| u == "signing");
                        keys = Some((depth, signs));
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
                    if keys.is_some_and(|(_, signs)| signs) {
                        found.signing.push(text.clone());
                    }
                    found.certificates.push(text);
                }
                keys = keys.filter(|(opened, _)| depth >= *opened);
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
