//! Policy documents: how they are checked, measured and written out.

use crate::{errors, limits};
use haneul_pipeline::AwsError;
use haneul_policy::{Policy, PolicyKind};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// RFC 3986: everything but the unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// As IAM shows documents.
pub fn shown(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// White space does not count.
pub fn size(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

pub fn check_managed(text: &str) -> Result<(), AwsError> {
    Policy::parse_managed(text, PolicyKind::Identity).map_err(|e| errors::malformed(e.message))?;
    if size(text) > limits::MANAGED_POLICY_SIZE {
        return Err(errors::quota("PolicySize", limits::MANAGED_POLICY_SIZE));
    }
    Ok(())
}

pub fn check_inline(text: &str) -> Result<(), AwsError> {
    Policy::parse(text, PolicyKind::Identity).map_err(|e| errors::malformed(e.message))?;
    Ok(())
}

pub fn check_trust(text: &str) -> Result<(), AwsError> {
    Policy::parse(text, PolicyKind::Trust).map_err(|e| errors::malformed(e.message))?;
    if size(text) > limits::TRUST_POLICY_SIZE {
        return Err(errors::quota("ACLSizePerRole", limits::TRUST_POLICY_SIZE));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_shown_percent_encoded() {
        let text = r#"{"a": "b/c*~-._é"}"#;
        assert_eq!(shown(text), "%7B%22a%22%3A%20%22b%2Fc%2A~-._%C3%A9%22%7D");
        assert_eq!(size(" {\n\t\"a\": 1 }"), 7);
    }
}
