//! Refusals: what is wrong with a request, and how each protocol says so.

use haneul_model::Protocol;
use std::borrow::Cow;

/// A request that cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub struct WireError {
    pub code: &'static str,
    pub status: u16,
    pub message: String,
}

/// The finding of a reader, before it is worded for a protocol.
#[derive(Debug)]
pub(crate) enum Bad {
    /// The body or a part of it does not have the form of its shape.
    Form(Cow<'static, str>),
    /// A header, label or query parameter is not of its type.
    Parameter(Cow<'static, str>),
    /// The content type is not the one the operation takes.
    MediaType,
    /// The answer has no form that the client accepts.
    Accept,
}

pub(crate) type Read<T> = Result<T, Bad>;

pub(crate) fn form<T>(message: impl Into<Cow<'static, str>>) -> Read<T> {
    Err(Bad::Form(message.into()))
}

impl Bad {
    pub(crate) fn into_parameter(self) -> Bad {
        match self {
            Bad::Form(message) => Bad::Parameter(message),
            other => other,
        }
    }

    pub(crate) fn in_words_of(self, protocol: Protocol) -> WireError {
        let (code, status, message) = match self {
            Bad::MediaType => (
                "UnsupportedMediaTypeException",
                415,
                "The content type is not supported by this operation.".into(),
            ),
            Bad::Accept => (
                "NotAcceptableException",
                406,
                "The answer cannot be given in an accepted media type.".into(),
            ),
            Bad::Form(message) => (body_code(protocol), 400, body_message(protocol, message)),
            Bad::Parameter(message) => (parameter_code(protocol), 400, message),
        };
        WireError {
            code,
            status,
            message: message.into_owned(),
        }
    }
}

fn body_code(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::RestXml => "MalformedXML",
        Protocol::Query => "MalformedInput",
        Protocol::Ec2 => "InvalidParameterValue",
        _ => "SerializationException",
    }
}

fn parameter_code(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::RestXml => "InvalidArgument",
        Protocol::Query => "MalformedInput",
        Protocol::Ec2 => "InvalidParameterValue",
        _ => "SerializationException",
    }
}

fn body_message(protocol: Protocol, message: Cow<'static, str>) -> Cow<'static, str> {
    match protocol {
        Protocol::RestXml => "The XML you provided was not well-formed or did not validate \
                              against our published schema"
            .into(),
        _ => message,
    }
}
