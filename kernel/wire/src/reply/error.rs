//! Errors, in the envelope of each protocol.

use super::{EMPTY, Encoded, bound, content_type, identify, reply, s3, set};
use crate::{cbor, json, xml};
use haneul_model::{Fields, Member, Model, Operation, Protocol, Shape, Value};
use http::header::HeaderName;
use std::sync::LazyLock;

/// An error on its way to a client.
#[derive(Clone, Debug)]
pub struct ErrorReply<'a> {
    /// The name of the modelled error shape or its code; any other code goes out as it is.
    pub code: &'a str,
    pub status: u16,
    pub message: &'a str,
    /// The client is to blame.
    pub sender: bool,
    /// Further modelled members of the error.
    pub fields: &'a Value,
    /// What S3 names in its errors.
    pub resource: Option<&'a str>,
    pub host_id: Option<&'a str>,
    /// Further elements of an S3 error.
    pub extra: Vec<(&'a str, &'a str)>,
}

impl<'a> ErrorReply<'a> {
    /// An error without further members; whose fault it is follows from the status.
    pub fn new(code: &'a str, status: u16, message: &'a str) -> Self {
        ErrorReply {
            code,
            status,
            message,
            sender: status < 500,
            fields: &Value::Null,
            resource: None,
            host_id: None,
            extra: Vec::new(),
        }
    }

    fn fields(&self) -> &'a Fields {
        self.fields.as_fields().unwrap_or(&EMPTY)
    }
}

/// Stands in where no service could be told.
static NO_MODEL: LazyLock<Model> = LazyLock::new(|| {
    let nothing = serde_json::json!({ "operations": {}, "shapes": {} });
    match haneul_model::from_botocore("none", &nothing) {
        Ok(model) => model,
        Err(reason) => unreachable!("an empty model is a model: {reason}"),
    }
});

/// What the model says about the error.
struct Known<'a> {
    model: &'a Model,
    shape: Option<&'a Shape>,
}

pub fn encode_error(
    model: Option<&Model>,
    protocol: Protocol,
    op: Option<&Operation>,
    error: &ErrorReply<'_>,
    request_id: &str,
) -> Encoded {
    let known = Known {
        model: model.unwrap_or(&NO_MODEL),
        shape: model.and_then(|m| m.error(error.code)),
    };
    let body = match protocol {
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => known.json(protocol, error),
        Protocol::Cbor | Protocol::AwsCbor => known.cbor(protocol, error),
        Protocol::Query => known.query(error, request_id),
        Protocol::Ec2 => known.ec2(error, request_id),
        Protocol::RestXml if model.is_none_or(s3::speaks_its_dialect) => {
            known.s3(error, request_id)
        }
        Protocol::RestXml => known.query(error, request_id),
    };
    let mut encoded = reply(error.status, Some(content_type(protocol)), body);
    known.headers(protocol, error, &mut encoded);
    identify(&mut encoded.headers, model, protocol, request_id);
    if op.is_some_and(|op| op.http.method == "HEAD") {
        encoded.body = bytes::Bytes::new();
        encoded.headers.remove(http::header::CONTENT_TYPE);
    }
    encoded
}

fn is_message(member: &Member) -> bool {
    member.name.eq_ignore_ascii_case("message")
}

impl Known<'_> {
    /// The error's name in the protocols that say shape names.
    fn name<'e>(&self, error: &ErrorReply<'e>) -> &'e str
    where
        Self: 'e,
    {
        self.shape.map_or(error.code, |shape| shape.name)
    }

    /// The error's code in the protocols that say codes.
    fn code<'e>(&self, error: &ErrorReply<'e>) -> &'e str {
        let code = self.shape.and_then(|shape| shape.query_error_code());
        code.unwrap_or(error.code)
    }

    /// The name within its namespace, as JSON 1.0 and CBOR services write it.
    fn qualified(&self, error: &ErrorReply<'_>) -> String {
        let metadata = &self.model.metadata;
        let name = self.name(error);
        match metadata.signing_name {
            "" => name.to_owned(),
            _ if name == "ValidationException" && metadata.signing_name == "dynamodb" => {
                format!("com.amazon.coral.validate#{name}")
            }
            // What the service's framework refuses before the service sees it.
            _ if self.shape.is_none() => format!("com.amazon.coral.service#{name}"),
            "dynamodb" => format!("com.amazonaws.dynamodb.v20120810#{name}"),
            service => format!("com.amazonaws.{service}#{name}"),
        }
    }

    fn message_name(&self) -> &'static str {
        let members = self.shape.map(Shape::members).unwrap_or_default();
        let member = members.iter().find(|m| is_message(m));
        member.map_or("message", |m| m.location_name.unwrap_or(m.name))
    }

    fn json(&self, protocol: Protocol, error: &ErrorReply<'_>) -> Vec<u8> {
        let mut writer = json::Writer::new(self.model, protocol);
        writer.out.push(b'{');
        if protocol != Protocol::RestJson {
            writer.key("__type");
            match protocol {
                Protocol::Json10 => writer.string(&self.qualified(error)),
                _ => writer.string(self.name(error)),
            }
        }
        if !error.message.is_empty() {
            writer.key(self.message_name());
            writer.string(error.message);
        }
        if let Some(shape) = self.shape {
            let keep = |m: &Member| m.location.is_none() && !is_message(m);
            writer.members(shape.members(), error.fields(), keep);
        }
        writer.out.push(b'}');
        writer.out
    }

    fn cbor(&self, protocol: Protocol, error: &ErrorReply<'_>) -> Vec<u8> {
        let mut writer = cbor::Writer::new(self.model, cbor::Times::of(protocol));
        // As JSON 1.1 says it, which this stands for.
        let name = match protocol {
            Protocol::AwsCbor => self.name(error).to_owned(),
            _ => self.qualified(error),
        };
        let mut extra = vec![("__type", name.as_str())];
        if !error.message.is_empty() {
            extra.push((self.message_name(), error.message));
        }
        let fields = error.fields().iter();
        let fields = fields.filter(|(n, _)| !n.eq_ignore_ascii_case("message"));
        let fields: Fields = fields.cloned().collect();
        match self.shape {
            Some(shape) => writer.structure(shape, &fields, &extra),
            None => writer.entries(&extra),
        }
        writer.out
    }

    /// `<ErrorResponse>`, which restXml services other than S3 share.
    fn query(&self, error: &ErrorReply<'_>, request_id: &str) -> Vec<u8> {
        let mut writer = xml::Writer::new(self.model);
        writer.open("ErrorResponse", self.model.metadata.xml_namespace);
        writer.open("Error", None);
        writer.text("Type", if error.sender { "Sender" } else { "Receiver" });
        self.details(&mut writer, error);
        writer.close("Error");
        writer.text("RequestId", request_id);
        writer.close("ErrorResponse");
        writer.out.into_bytes()
    }

    fn ec2(&self, error: &ErrorReply<'_>, request_id: &str) -> Vec<u8> {
        let mut writer = xml::Writer::new(self.model);
        writer.declaration();
        writer.open("Response", None);
        writer.open("Errors", None);
        writer.open("Error", None);
        self.details(&mut writer, error);
        writer.close("Error");
        writer.close("Errors");
        writer.text("RequestID", request_id);
        writer.close("Response");
        writer.out.into_bytes()
    }

    fn s3(&self, error: &ErrorReply<'_>, request_id: &str) -> Vec<u8> {
        let mut writer = xml::Writer::new(self.model);
        writer.declaration();
        writer.open("Error", None);
        self.details(&mut writer, error);
        for (name, value) in &error.extra {
            writer.text(name, value);
        }
        if let Some(resource) = error.resource {
            writer.text("Resource", resource);
        }
        writer.text("RequestId", request_id);
        if let Some(host_id) = error.host_id {
            writer.text("HostId", host_id);
        }
        writer.close("Error");
        writer.out.into_bytes()
    }

    fn details(&self, writer: &mut xml::Writer<'_>, error: &ErrorReply<'_>) {
        writer.text("Code", self.code(error));
        if !error.message.is_empty() {
            writer.text("Message", error.message);
        }
        if let Some(shape) = self.shape {
            let keep = |m: &Member| m.location.is_none() && !is_message(m);
            writer.members(shape.members(), error.fields(), keep);
        }
    }

    fn headers(&self, protocol: Protocol, error: &ErrorReply<'_>, encoded: &mut Encoded) {
        let headers = &mut encoded.headers;
        let rest = matches!(protocol, Protocol::RestJson | Protocol::RestXml);
        if let Some(shape) = self.shape.filter(|_| rest) {
            bound::write(self.model, shape, error.fields(), headers);
        }
        let json = matches!(
            protocol,
            Protocol::Json10 | Protocol::Json11 | Protocol::RestJson | Protocol::AwsCbor
        );
        if json {
            let name = HeaderName::from_static("x-amzn-errortype");
            set(headers, name, self.name(error));
        }
        if self.model.metadata.query_compatible && (json || protocol == Protocol::Cbor) {
            let fault = if error.sender { "Sender" } else { "Receiver" };
            let name = HeaderName::from_static("x-amzn-query-error");
            set(headers, name, &format!("{};{fault}", self.code(error)));
        }
        if let Some(host_id) = error.host_id {
            set(headers, HeaderName::from_static("x-amz-id-2"), host_id);
        }
    }
}
