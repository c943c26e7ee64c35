//! A response with its assertion, as the provider signed it. Nothing is read that no signature covers.

use super::signature;
use super::xml::{self, Element};
use crate::errors;
use data_encoding::BASE64;
use haneul_pipeline::{AwsError, SamlProviderFacts};

pub const SAML: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
pub const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";

/// The document that came.
pub struct Response(Element);

impl Response {
    pub fn read(encoded: &str) -> Result<Response, AwsError> {
        Response::take_apart(encoded).ok_or_else(errors::no_saml_response)
    }

    fn take_apart(encoded: &str) -> Option<Response> {
        let encoded: String = encoded.split_whitespace().collect();
        let text = BASE64.decode(encoded.as_bytes()).ok()?;
        let root = xml::parse(std::str::from_utf8(&text).ok()?)?;
        root.is(PROTOCOL, "Response").then_some(Response(root))
    }

    /// The assertion, if the provider signed it or all of the response.
    pub fn assertion(&self, provider: &SamlProviderFacts) -> Result<&Element, AwsError> {
        let status = self.0.one(PROTOCOL, "Status");
        let code = status.and_then(|status| status.one(PROTOCOL, "StatusCode"));
        if code.and_then(|code| code.attribute("Value")) != Some(SUCCESS) {
            return Err(errors::rejected_claim(
                "The identity provider reported that authentication failed",
            ));
        }
        let encrypted = self.0.all(SAML, "EncryptedAssertion").next();
        if encrypted.is_some() || provider.needs_encryption {
            return Err(AwsError::not_implemented(
                "sts:AssumeRoleWithSAML with encrypted assertions",
            ));
        }
        let assertion = self.0.one(SAML, "Assertion");
        let assertion = assertion.ok_or_else(errors::no_saml_response)?;
        let certificates = provider.certificates.iter();
        let certificates: Vec<Vec<u8>> = certificates
            .filter_map(|text| BASE64.decode(text.as_bytes()).ok())
            .collect();
        let signatures = [&self.0, assertion].map(|e| signature::verified(e, &certificates));
        // One is enough, and none may be wrong.
        match signatures.contains(&Some(true)) && !signatures.contains(&Some(false)) {
            true => Ok(assertion),
            false => Err(errors::bad_saml_signature()),
        }
    }
}

/// Names below an element, one after the other.
pub fn below<'e>(element: &'e Element, path: &[&str]) -> Option<&'e Element> {
    path.iter()
        .try_fold(element, |element, name| element.one(SAML, name))
}
