//! From a reply or an error to an answer in the client's own protocol.

use crate::authenticate::signature_error;
use crate::error::AwsError;
use crate::intake::Target;
use crate::path::no_body;
use crate::reply::{Reply, ReplyBody};
use crate::request::{Answer, Request};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use haneul_model::{Model, Operation, Protocol, Value};
use haneul_runtime::ids::RequestId;
use haneul_signature::{ErrorStyle, SignatureError};
use haneul_wire::route::{self, Models, Route, RouteError, Site};
use haneul_wire::{Encoded, ErrorReply, RequestHead, WireError};
use http::{HeaderName, HeaderValue};

/// Services that let unsigned callers as far as the resource's policy.
const OPEN_TO_ANYONE: &[&str] = &["s3", "sqs", "sns"];

/// How the client speaks, as far as is known: an answer must be in its protocol even when the
/// request leads nowhere.
pub(crate) struct Voice {
    model: Option<&'static Model>,
    operation: Option<&'static Operation>,
    protocol: Protocol,
    path: String,
    is_head: bool,
}

impl Voice {
    pub fn before_routing(request: &Request) -> Voice {
        let content_type = request.header("content-type").unwrap_or_default();
        let protocol = if request.header("smithy-protocol").is_some() {
            Protocol::Cbor
        } else if content_type == "application/x-amz-cbor-1.1" {
            Protocol::AwsCbor
        } else if request.header("x-amz-target").is_some()
            || content_type.starts_with("application/x-amz-json")
        {
            Protocol::Json11
        } else if content_type.starts_with("application/x-www-form-urlencoded") {
            Protocol::Query
        } else if content_type.starts_with("application/json") {
            Protocol::RestJson
        } else {
            Protocol::RestXml
        };
        Voice {
            model: None,
            operation: None,
            protocol,
            path: request.path.clone(),
            is_head: request.method == http::Method::HEAD,
        }
    }

    pub fn routed(&mut self, target: &Target) {
        self.model = Some(target.model);
        self.operation = Some(target.operation);
        self.protocol = target.protocol;
    }

    pub fn at_site(&mut self, model: &'static Model, operation: &'static Operation) {
        self.model = Some(model);
        self.operation = Some(operation);
        self.protocol = model
            .metadata
            .protocols
            .first()
            .copied()
            .unwrap_or(self.protocol);
    }

    fn guessed(&mut self, service: &str, protocol: Protocol) {
        self.model = haneul_model::model(service);
        self.protocol = protocol;
    }

    pub fn error_style(&self) -> ErrorStyle {
        style_of(self.protocol)
    }

    pub fn asks_for_signature(&self) -> bool {
        self.model.is_none_or(|m| !OPEN_TO_ANYONE.contains(&m.id))
    }

    fn is_s3(&self) -> bool {
        self.protocol == Protocol::RestXml && self.model.is_none_or(|m| m.id == "s3")
    }

    fn written(&self, id: RequestId) -> String {
        if self.is_s3() {
            id.s3()
        } else {
            id.to_string()
        }
    }
}

fn style_of(protocol: Protocol) -> ErrorStyle {
    match protocol {
        Protocol::RestXml => ErrorStyle::S3,
        Protocol::Query => ErrorStyle::Query,
        Protocol::Ec2 => ErrorStyle::Ec2,
        Protocol::RestJson => ErrorStyle::RestJson,
        Protocol::Json10 | Protocol::Json11 | Protocol::Cbor | Protocol::AwsCbor => {
            ErrorStyle::Json
        }
    }
}

/// The answer to a key that stands for nobody, in the words of a service's kind.
pub(crate) fn unknown_key(model: &str, access_key: &str) -> AwsError {
    let protocol = haneul_model::by_id(model).and_then(|entry| entry.protocols.first().copied());
    let fault = SignatureError::UnknownAccessKey(access_key.to_owned());
    signature_error(&fault, style_of(protocol.unwrap_or(Protocol::Json11)))
}

/// Where a request goes.
pub(crate) enum Found {
    Operation(Box<Target>),
    Site(Site),
}

/// Finds the operation or the site, in the words of AWS where there is none.
pub(crate) fn route(
    head: &RequestHead<'_>,
    form: &[u8],
    voice: &mut Voice,
) -> Result<Found, AwsError> {
    match route::route(&Models, head, form) {
        Ok(Route::Operation(target)) => Ok(Found::Operation(Box::new(Target {
            model: target.model,
            operation: target.operation,
            protocol: target.protocol,
            labels: target.labels,
            region: target.region,
            bucket_in_host: target
                .host_prefix
                .filter(|p| target.bucket.as_ref() == Some(p)),
        }))),
        Ok(Route::Site(site)) => Ok(Found::Site(site)),
        Err(error) => Err(unrouted(error, head, voice)),
    }
}

fn unrouted(error: RouteError, head: &RequestHead<'_>, voice: &mut Voice) -> AwsError {
    match error {
        RouteError::MethodNotAllowed { service, protocol } => {
            voice.guessed(service, protocol);
            AwsError::new(
                "MethodNotAllowed",
                "The specified method is not allowed against this resource.",
            )
            .status(405)
            .detail("Method", head.method.as_str())
        }
        RouteError::UnknownOperation {
            service,
            operation,
            protocol,
        } => {
            voice.guessed(service, protocol);
            match protocol {
                Protocol::Query | Protocol::Ec2 => AwsError::new(
                    "InvalidAction",
                    format!("Could not find operation {operation} in {service}"),
                )
                .status(400),
                Protocol::Json10 | Protocol::Json11 => {
                    AwsError::new("UnknownOperationException", "").status(400)
                }
                _ => AwsError::new("UnknownOperationException", "").status(404),
            }
        }
        RouteError::UnknownService(service) => AwsError::new(
            "UnknownService",
            format!("No AWS service named '{service}' is known."),
        )
        .status(404),
    }
}

pub(crate) fn wire_error(error: WireError) -> AwsError {
    AwsError::new(error.code, error.message).status(error.status)
}

pub(crate) fn success(voice: &Voice, reply: Reply, id: RequestId) -> Answer {
    let (Some(model), Some(operation)) = (voice.model, voice.operation) else {
        return failure(voice, &AwsError::internal("a reply without a target"), id);
    };
    let value = match reply.value {
        Value::Null => Value::Struct(Vec::new()),
        value => value,
    };
    let encoded = haneul_wire::encode(model, operation, voice.protocol, &value, &voice.written(id));
    let mut answer = answer(encoded, &reply.headers);
    voice.sign_off(&mut answer, id);
    if let Some(status) = reply.status {
        answer.status = status;
    }
    if let Some(body) = reply.body {
        answer.body = body;
    }
    for (name, value) in reply.further {
        match name == http::header::SET_COOKIE {
            true => _ = answer.headers.append(name, value),
            false => _ = answer.headers.insert(name, value),
        }
    }
    voice.finish(answer)
}

pub(crate) fn failure(voice: &Voice, error: &AwsError, id: RequestId) -> Answer {
    let status = error.status_in(voice.model);
    let fields = Value::Struct(error.fields.clone());
    let mut reply = ErrorReply::new(&error.code, status, &error.message);
    reply.fields = &fields;
    let host_id = host_id(id);
    if voice.is_s3() {
        reply.resource = Some(&voice.path);
        reply.host_id = Some(&host_id);
        reply.extra = error
            .details
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
    }
    let encoded = haneul_wire::encode_error(
        voice.model,
        voice.protocol,
        voice.operation,
        &reply,
        &voice.written(id),
    );
    let mut answer = answer(encoded, &error.headers);
    voice.sign_off(&mut answer, id);
    voice.finish(answer)
}

fn answer(encoded: Encoded, headers: &[(&'static str, String)]) -> Answer {
    let mut answer = Answer {
        status: encoded.status,
        headers: encoded.headers,
        body: ReplyBody::Full(encoded.body),
    };
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            answer.headers.insert(HeaderName::from_static(name), value);
        }
    }
    answer
}

/// S3's second id of a request.
pub fn host_id(id: RequestId) -> String {
    BASE64_STANDARD.encode(id.0.to_be_bytes())
}

impl Voice {
    /// What every answer of S3 carries.
    fn sign_off(&self, answer: &mut Answer, id: RequestId) {
        if !self.is_s3() {
            return;
        }
        if let Ok(value) = HeaderValue::from_str(&host_id(id)) {
            answer.headers.insert("x-amz-id-2", value);
        }
        let server = HeaderValue::from_static("AmazonS3");
        answer.headers.insert(http::header::SERVER, server);
    }

    /// Answers to `HEAD`, and those that say there is nothing new, have no body.
    fn finish(&self, mut answer: Answer) -> Answer {
        if self.is_head || matches!(answer.status, 204 | 304) {
            answer.body = no_body();
        }
        answer
    }
}
