//! Bodies on their way out: whole, in pieces of a known length, or as events for as long as they come.

use bytes::Bytes;
use haneul_pipeline::{ByteStream, ReplyBody};
use http_body::{Body, Frame, SizeHint};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pub enum OutBody {
    Full(Option<Bytes>),
    Stream { left: u64, stream: ByteStream },
    Events(ByteStream),
}

impl From<ReplyBody> for OutBody {
    fn from(body: ReplyBody) -> Self {
        match body {
            ReplyBody::Full(bytes) => OutBody::Full(Some(bytes)),
            ReplyBody::Stream { length, stream } => OutBody::Stream {
                left: length,
                stream,
            },
            ReplyBody::Events(stream) => OutBody::Events(stream),
        }
    }
}

impl Body for OutBody {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        match self.get_mut() {
            OutBody::Full(bytes) => {
                let bytes = bytes.take().filter(|b| !b.is_empty());
                Poll::Ready(bytes.map(|b| Ok(Frame::data(b))))
            }
            OutBody::Stream { left, stream } => {
                let Some(piece) = ready!(stream.as_mut().poll_next(cx)) else {
                    return Poll::Ready(None);
                };
                if let Ok(piece) = &piece {
                    *left = left.saturating_sub(piece.len() as u64);
                }
                Poll::Ready(Some(piece.map(Frame::data)))
            }
            OutBody::Events(stream) => {
                let piece = ready!(stream.as_mut().poll_next(cx));
                Poll::Ready(piece.map(|piece| piece.map(Frame::data)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            OutBody::Full(bytes) => bytes.as_ref().is_none_or(Bytes::is_empty),
            OutBody::Stream { left, .. } => *left == 0,
            OutBody::Events(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            OutBody::Full(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |b| b.len() as u64))
            }
            OutBody::Stream { left, .. } => SizeHint::with_exact(*left),
            OutBody::Events(_) => SizeHint::default(),
        }
    }
}
