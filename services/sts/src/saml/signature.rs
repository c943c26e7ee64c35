//! XML signatures, as far as assertions need them: enveloped, by reference to the very element that
//! is read afterwards, in exclusive canonical form, by RSA.

use super::canonical::Form;
use super::xml::Element;
use data_encoding::BASE64;
use ring::digest::{self, SHA256, SHA384, SHA512};
use ring::signature::{self as schemes, RsaParameters, UnparsedPublicKey};
use subtle::ConstantTimeEq;
use x509_parser::prelude::{FromDer, X509Certificate};

pub const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/// Whether `element` holds a signature of itself by one of the certificates. `None`: it holds none.
pub fn verified(element: &Element, certificates: &[Vec<u8>]) -> Option<bool> {
    element.all(DS, "Signature").next()?;
    Some(verify(element, certificates).is_some())
}

fn verify(element: &Element, certificates: &[Vec<u8>]) -> Option<()> {
    let signature = element.one(DS, "Signature")?;
    let info = signature.one(DS, "SignedInfo")?;
    let reference = info.one(DS, "Reference")?;
    // What is signed must be what holds the signature, not something of its name elsewhere.
    let id = element.attribute("ID").filter(|id| !id.is_empty())?;
    if reference.attribute("URI")?.strip_prefix('#')? != id {
        return None;
    }
    let form = Form {
        inclusive: transforms(reference)?,
        without: Some(signature),
    };
    let method = reference.one(DS, "DigestMethod")?.attribute("Algorithm")?;
    let digest = digest::digest(digest_method(method)?, form.of(element).as_bytes());
    let claimed = bytes(&reference.one(DS, "DigestValue")?.text()?)?;
    if !bool::from(digest.as_ref().ct_eq(&claimed)) {
        return None;
    }
    let form = Form {
        inclusive: exclusive(info.one(DS, "CanonicalizationMethod")?)?,
        without: None,
    };
    let signed = form.of(info);
    let method = info.one(DS, "SignatureMethod")?.attribute("Algorithm")?;
    let scheme = signature_method(method)?;
    let value = bytes(&signature.one(DS, "SignatureValue")?.text()?)?;
    // The key in the message says nothing: whoever wrote the message put it there.
    let by = |certificate: &&Vec<u8>| by(certificate, scheme, signed.as_bytes(), &value);
    certificates.iter().find(by).map(|_| ())
}

fn by(certificate: &[u8], scheme: &'static RsaParameters, message: &[u8], value: &[u8]) -> bool {
    let Ok((_, certificate)) = X509Certificate::from_der(certificate) else {
        return false;
    };
    let key = &certificate.public_key().subject_public_key.data;
    let key = UnparsedPublicKey::new(scheme, key);
    key.verify(message, value).is_ok()
}

/// Taking the signature out, then exclusive form; the prefixes that it declares beyond need.
fn transforms(reference: &Element) -> Option<Vec<&str>> {
    let transforms: Vec<&Element> = reference.one(DS, "Transforms")?.elements().collect();
    let [first, second] = transforms[..] else {
        return None;
    };
    let right = first.is(DS, "Transform")
        && first.attribute("Algorithm") == Some(ENVELOPED)
        && second.is(DS, "Transform");
    right.then(|| exclusive(second)).flatten()
}

fn exclusive(method: &Element) -> Option<Vec<&str>> {
    if method.attribute("Algorithm") != Some(EXCLUSIVE) {
        return None;
    }
    let inclusive = method.one(EXCLUSIVE, "InclusiveNamespaces");
    let list = inclusive.and_then(|inclusive| inclusive.attribute("PrefixList"));
    let list: Vec<&str> = list.unwrap_or_default().split_whitespace().collect();
    // No element knows more prefixes. Each is compared with each, before any key is.
    (list.len() <= super::xml::PREFIXES).then_some(list)
}

fn digest_method(uri: &str) -> Option<&'static digest::Algorithm> {
    match uri {
        "http://www.w3.org/2001/04/xmlenc#sha256" => Some(&SHA256),
        "http://www.w3.org/2001/04/xmldsig-more#sha384" => Some(&SHA384),
        "http://www.w3.org/2001/04/xmlenc#sha512" => Some(&SHA512),
        _ => None,
    }
}

fn signature_method(uri: &str) -> Option<&'static RsaParameters> {
    match uri.strip_prefix("http://www.w3.org/2001/04/xmldsig-more#")? {
        "rsa-sha256" => Some(&schemes::RSA_PKCS1_2048_8192_SHA256),
        "rsa-sha384" => Some(&schemes::RSA_PKCS1_2048_8192_SHA384),
        "rsa-sha512" => Some(&schemes::RSA_PKCS1_2048_8192_SHA512),
        _ => None,
    }
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let text: String = text.split_whitespace().collect();
    BASE64.decode(text.as_bytes()).ok()
}
