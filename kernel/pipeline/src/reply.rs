//! What an operation answers: the output's members, and for streaming operations a body.

use bytes::Bytes;
use futures_util::Stream;
use haneul_model::{ToValue, Value};
use http::{HeaderName, HeaderValue};
use std::pin::Pin;

pub type ByteStream = Pin<Box<dyn Stream<Item = std::io::Result<Bytes>> + Send>>;

#[derive(Default)]
pub struct Reply {
    pub value: Value,
    pub body: Option<ReplyBody>,
    /// Overrides the model's status.
    pub status: Option<u16>,
    pub headers: Vec<(&'static str, String)>,
    /// Those that somebody's program made up.
    pub further: Vec<(HeaderName, HeaderValue)>,
}

pub enum ReplyBody {
    Full(Bytes),
    /// `length` bytes in pieces.
    Stream {
        length: u64,
        stream: ByteStream,
    },
    /// Pieces without an end that is known before: events, each as it comes.
    Events(ByteStream),
}

impl Reply {
    pub fn new(output: impl ToValue) -> Reply {
        Reply {
            value: output.to_value(),
            ..Reply::default()
        }
    }

    pub fn status(mut self, status: u16) -> Reply {
        self.status = Some(status);
        self
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Reply {
        self.headers.push((name, value.into()));
        self
    }

    pub fn body(mut self, body: impl Into<Bytes>) -> Reply {
        self.body = Some(ReplyBody::Full(body.into()));
        self
    }

    pub fn stream(mut self, length: u64, stream: ByteStream) -> Reply {
        self.body = Some(ReplyBody::Stream { length, stream });
        self
    }

    pub fn events(mut self, stream: ByteStream) -> Reply {
        self.body = Some(ReplyBody::Events(stream));
        self
    }
}

pub trait IntoReply {
    fn into_reply(self) -> Reply;
}

impl IntoReply for Reply {
    fn into_reply(self) -> Reply {
        self
    }
}

impl<T: ToValue> IntoReply for T {
    fn into_reply(self) -> Reply {
        Reply::new(self)
    }
}
