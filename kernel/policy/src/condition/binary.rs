use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub(crate) fn parse(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// The request's bytes may come encoded, as the policy's do, or as they are.
pub(crate) fn is_among(list: &[Vec<u8>], found: &str) -> bool {
    let decoded = parse(found);
    list.iter()
        .any(|wanted| decoded.as_ref() == Some(wanted) || wanted == found.as_bytes())
}
