//! The scope of a signature: it names service and region. Nothing is verified here.

use crate::request::RequestHead;
use crate::value::percent;

#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    pub service: String,
    pub region: Option<String>,
}

/// The scope in the `Authorization` header or, presigned, in the query string.
pub(super) fn of(head: &RequestHead<'_>) -> Option<Scope> {
    let header = head.header("authorization").and_then(header);
    header.or_else(|| presigned(head.query))
}

/// Signatures of version 2 are only S3's.
fn version_two() -> Scope {
    Scope {
        service: "s3".to_owned(),
        region: None,
    }
}

fn header(text: &str) -> Option<Scope> {
    if text.starts_with("AWS ") {
        return Some(version_two());
    }
    const NAME: &str = "Credential=";
    let at = memchr::memmem::find(text.as_bytes(), NAME.as_bytes())?;
    let rest = &text[at + NAME.len()..];
    let end = memchr::memchr2(b',', b' ', rest.as_bytes());
    credential(&rest[..end.unwrap_or(rest.len())])
}

fn presigned(query: &str) -> Option<Scope> {
    for (name, value) in percent::pairs(query) {
        match name.as_ref() {
            "X-Amz-Credential" => return credential(&value),
            "AWSAccessKeyId" => return Some(version_two()),
            _ => {}
        }
    }
    None
}

/// `AKID/20130524/us-east-1/s3/aws4_request`; signatures for many regions leave the region out.
fn credential(text: &str) -> Option<Scope> {
    let mut parts = text.rsplit('/');
    let _terminator = parts.next()?;
    let service = parts.next()?.to_owned();
    let region = parts.next()?;
    let dated = region.len() == 8 && region.bytes().all(|b| b.is_ascii_digit());
    let region = (!dated).then(|| region.to_owned());
    Some(Scope { service, region })
}
