//! One line of a log: the fields that AWS documents, separated by spaces.

use crate::acl::canonical_id;
use crate::bucket::Bucket;
use crate::inventory::KEY;
use haneul_pipeline::{Answered, Call, Caller, host_id};
use haneul_policy::PrincipalKind;
use jiff::Timestamp;
use percent_encoding::utf8_percent_encode;
use std::time::Duration;

/// Text of a client's may be as long as it likes; a line not.
const MOST: usize = 8_192;

/// What is known of a request before it is answered.
pub struct Draft {
    pub bucket_owner: String,
    pub bucket: String,
    pub at: Timestamp,
    pub operation: String,
    pub key: Option<String>,
    pub version: Option<String>,
    pub access_point: Option<String>,
    /// Whether the size of the object is told, and where it is said.
    pub size: Size,
    /// What came of one of several things that were asked for at once: the code of its error.
    pub outcome: Option<Option<String>>,
    call: Said,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Unknown,
    /// The request brings the object.
    Request,
    /// The answer has it, or a range of it.
    Answer,
}

/// What a line takes of its call.
struct Said {
    remote: String,
    requester: String,
    line: String,
    referer: String,
    agent: String,
    host: String,
    signature: &'static str,
    auth: &'static str,
    length: Option<u64>,
}

impl Draft {
    pub fn new(call: &Call, bucket: &Bucket, operation: String) -> Draft {
        Draft {
            bucket_owner: canonical_id(&bucket.owner),
            bucket: bucket.name.clone(),
            at: call.now,
            operation,
            key: None,
            version: None,
            access_point: bucket.way.as_ref().map(|way| way.arn.clone()),
            size: Size::Unknown,
            outcome: None,
            call: said(call),
        }
    }

    /// The line, with its end.
    pub fn line(&self, answered: &Answered<'_>, took: Duration) -> String {
        let size = match self.size {
            Size::Unknown => None,
            Size::Request => self.call.length.filter(|_| answered.error.is_none()),
            Size::Answer => size(answered),
        };
        let took = took.as_millis().to_string();
        let number = |value: Option<u64>| value.map(|v| v.to_string());
        let quoted = |text: &str| format!("\"{text}\"");
        let said = &self.call;
        let alone = self.outcome.is_none();
        let (status, error) = match &self.outcome {
            None => (answered.status, answered.error),
            Some(None) => (204, None),
            Some(Some(code)) => (
                if code == "AccessDenied" { 403 } else { 400 },
                Some(&**code),
            ),
        };
        let fields = [
            Some(self.bucket_owner.clone()),
            Some(self.bucket.clone()),
            Some(date(self.at)),
            Some(said.remote.clone()),
            Some(said.requester.clone()),
            Some(answered.id.s3()),
            Some(self.operation.clone()),
            self.key.as_deref().map(|key| self.key_shown(key)),
            Some(quoted(or_dash(&said.line))).filter(|_| alone),
            Some(status.to_string()),
            error.map(str::to_owned),
            number(Some(answered.bytes).filter(|bytes| alone && *bytes > 0)),
            number(size),
            Some(took.clone()).filter(|_| alone),
            Some(took).filter(|_| alone && answered.error.is_none()),
            Some(quoted(or_dash(&said.referer))),
            Some(quoted(or_dash(&said.agent))),
            self.version.clone(),
            Some(host_id(answered.id)),
            Some(said.signature.to_owned()),
            None,
            Some(said.auth.to_owned()),
            Some(said.host.clone()),
            None,
            self.access_point.clone(),
            answered.needed_list.then(|| "Yes".to_owned()),
        ];
        let fields = fields.map(|field| field.map_or("-".to_owned(), |text| plain(&text)));
        fields.join(" ") + "\n"
    }

    /// Encoded as in a URL, and what a request brings once more; but deletions of many are not.
    fn key_shown(&self, key: &str) -> String {
        let once = utf8_percent_encode(key, KEY).to_string();
        match self.operation.as_str() {
            "BATCH.DELETE.OBJECT" => once,
            _ => once.replace('%', "%25"),
        }
    }
}

/// The line of something that S3 does unasked.
pub fn of_rule(
    call: &Call,
    bucket: &Bucket,
    operation: &str,
    key: &str,
    version: Option<&str>,
) -> String {
    let mut fields = vec![
        canonical_id(&bucket.owner),
        bucket.name.clone(),
        date(call.now),
        "-".to_owned(),
        "AmazonS3".to_owned(),
        call.id.s3(),
        operation.to_owned(),
        utf8_percent_encode(key, KEY).to_string(),
    ];
    fields.extend(["-", "-", "-", "-", "-", "-", "-", "-", "-"].map(str::to_owned));
    fields.push(version.unwrap_or("-").to_owned());
    fields.push(host_id(call.id));
    fields.extend(["-", "-", "-", "-", "-", "-", "-"].map(str::to_owned));
    fields.join(" ") + "\n"
}

fn date(at: Timestamp) -> String {
    at.strftime("[%d/%b/%Y:%H:%M:%S +0000]").to_string()
}

fn said(call: &Call) -> Said {
    let request = &call.request;
    let header = |name: &str| {
        let value = request.headers.get(name).and_then(|v| v.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let old = request.query.contains("AWSAccessKeyId=");
    let signed = !call.caller.is_anonymous() && call.caller.source.is_none();
    let number = |name| header(name).parse().ok();
    Said {
        remote: request
            .source_ip
            .map_or("-".to_owned(), |ip| ip.to_string()),
        requester: requester(&call.caller),
        line: request_line(call),
        referer: header("referer"),
        agent: request.user_agent.clone(),
        host: or_dash(&request.host).to_owned(),
        signature: match (signed, old) {
            (false, _) => "-",
            (true, true) => "SigV2",
            (true, false) => "SigV4",
        },
        auth: match (signed, request.presigned) {
            (false, _) => "-",
            (true, true) => "QueryString",
            (true, false) => "AuthHeader",
        },
        length: number("x-amz-decoded-content-length").or(number("content-length")),
    }
}

fn request_line(call: &Call) -> String {
    let request = &call.request;
    match (request.path.is_empty(), request.query.is_empty()) {
        (true, _) => String::new(),
        (false, true) => format!("{} {} HTTP/1.1", request.method, request.path),
        (false, false) => format!(
            "{} {}?{} HTTP/1.1",
            request.method, request.path, request.query
        ),
    }
}

/// Accounts by their canonical id, users and sessions by their ARN.
fn requester(caller: &Caller) -> String {
    match &caller.principal.kind {
        PrincipalKind::Anonymous => "-".to_owned(),
        PrincipalKind::Service(name) => format!("svc:{name}"),
        PrincipalKind::Root => canonical_id(caller.account()),
        _ => caller.principal.arn.clone(),
    }
}

/// Of the whole object, whatever range was asked for.
fn size(answered: &Answered<'_>) -> Option<u64> {
    if answered.error.is_some() {
        return None;
    }
    let header = |name: &str| answered.headers.get(name)?.to_str().ok();
    let total = header("content-range").and_then(|range| range.rsplit('/').next());
    total.or(header("content-length"))?.parse().ok()
}

fn or_dash(text: &str) -> &str {
    match text.is_empty() {
        true => "-",
        false => text,
    }
}

/// No text of a client's ends the line, and none is too long for it.
fn plain(text: &str) -> String {
    let mut plain: String = text
        .chars()
        .map(|c| if c.is_control() { '?' } else { c })
        .collect();
    if plain.len() > MOST {
        let end = (0..=MOST).rev().find(|at| plain.is_char_boundary(*at));
        plain.truncate(end.unwrap_or(0));
    }
    plain
}
