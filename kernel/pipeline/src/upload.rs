//! A request's body as a stream: decoded from its chunks, checked against its signature as it
//! passes, never held whole.

use crate::error::AwsError;
use bytes::Bytes;
use haneul_signature::{ChunkedDecoder, Sha256Check, SignatureError};
use http_body_util::BodyExt;
use http_body_util::combinators::BoxBody;
use std::collections::VecDeque;

pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
pub type RawBody = BoxBody<Bytes, BoxError>;

/// The body of a request that has none.
pub(crate) fn no_body() -> RawBody {
    http_body_util::Empty::new()
        .map_err(|never| match never {})
        .boxed()
}

pub struct Upload {
    raw: RawBody,
    ready: VecDeque<Bytes>,
    decoding: Decoding,
    trailers: Vec<(String, String)>,
    /// Bytes the client says it will send, after decoding.
    pub expected: Option<u64>,
    /// The most there can be, where the length is not known beforehand.
    pub most: Option<u64>,
    received: u64,
}

enum Decoding {
    Plain(Option<Box<Sha256Check>>),
    Chunked(Box<ChunkedDecoder>),
    Done,
}

impl Upload {
    pub(crate) fn plain(raw: RawBody, expected: Option<u64>, check: Option<Sha256Check>) -> Self {
        Self::new(raw, expected, Decoding::Plain(check.map(Box::new)))
    }

    pub(crate) fn chunked(raw: RawBody, expected: Option<u64>, decoder: ChunkedDecoder) -> Self {
        Self::new(raw, expected, Decoding::Chunked(Box::new(decoder)))
    }

    /// A body that is already whole, for calls from inside.
    pub fn of(bytes: Bytes) -> Self {
        let length = bytes.len() as u64;
        let raw = http_body_util::Full::new(bytes)
            .map_err(|never| match never {})
            .boxed();
        Self::plain(raw, Some(length), None)
    }

    fn new(raw: RawBody, expected: Option<u64>, decoding: Decoding) -> Self {
        Self {
            raw,
            ready: VecDeque::new(),
            decoding,
            trailers: Vec::new(),
            expected,
            most: None,
            received: 0,
        }
    }

    /// The next piece; `None` once the whole body has come and is what was signed.
    pub async fn next(&mut self) -> Result<Option<Bytes>, AwsError> {
        loop {
            if let Some(piece) = self.ready.pop_front() {
                self.received += piece.len() as u64;
                return Ok(Some(piece));
            }
            if matches!(self.decoding, Decoding::Done) {
                return Ok(None);
            }
            match self.raw.frame().await {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.take(data)?,
                    Err(frame) => self.take_trailers(frame),
                },
                Some(Err(error)) => {
                    // A body that is read out of another one knows why it ends.
                    let known = error.downcast::<AwsError>();
                    return Err(known.map_or_else(|_| incomplete(), |known| *known));
                }
                None => self.end()?,
            }
        }
    }

    /// The body whole, when it must be small.
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, AwsError> {
        let fits = |length| {
            if length > limit {
                Err(too_large())
            } else {
                Ok(())
            }
        };
        let Some(first) = self.next().await? else {
            return Ok(Bytes::new());
        };
        fits(first.len())?;
        // A small body comes in one piece, which is handed on as it is.
        let Some(mut piece) = self.next().await? else {
            return Ok(first);
        };
        let mut whole = Vec::from(first);
        loop {
            fits(whole.len() + piece.len())?;
            whole.extend_from_slice(&piece);
            match self.next().await? {
                Some(next) => piece = next,
                None => return Ok(whole.into()),
            }
        }
    }

    /// Trailing headers of a chunked body; complete after `next` gave `None`.
    pub fn trailers(&self) -> &[(String, String)] {
        &self.trailers
    }

    fn take(&mut self, data: Bytes) -> Result<(), AwsError> {
        match &mut self.decoding {
            Decoding::Plain(check) => {
                if let Some(check) = check {
                    check.update(&data);
                }
                if !data.is_empty() {
                    self.ready.push_back(data);
                }
                Ok(())
            }
            Decoding::Chunked(decoder) => {
                let mut pieces = Vec::new();
                decoder.push(data, &mut pieces).map_err(refused)?;
                self.ready
                    .extend(pieces.into_iter().filter(|p| !p.is_empty()));
                Ok(())
            }
            Decoding::Done => Ok(()),
        }
    }

    fn take_trailers(&mut self, frame: http_body::Frame<Bytes>) {
        if let Ok(trailers) = frame.into_trailers() {
            for (name, value) in &trailers {
                if let Ok(value) = value.to_str() {
                    self.trailers
                        .push((name.as_str().to_owned(), value.to_owned()));
                }
            }
        }
    }

    fn end(&mut self) -> Result<(), AwsError> {
        match std::mem::replace(&mut self.decoding, Decoding::Done) {
            Decoding::Plain(check) => {
                if self.expected.is_some_and(|length| length != self.received) {
                    return Err(incomplete());
                }
                if let Some(check) = check {
                    check.finish().map_err(refused)?;
                }
            }
            Decoding::Chunked(decoder) => {
                self.trailers.extend(decoder.finish().map_err(refused)?);
            }
            Decoding::Done => {}
        }
        Ok(())
    }
}

fn refused(error: SignatureError) -> AwsError {
    crate::authenticate::signature_error(&error, haneul_signature::ErrorStyle::S3)
}

fn incomplete() -> AwsError {
    AwsError::new(
        "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header",
    )
    .status(400)
}

pub(crate) fn too_large() -> AwsError {
    AwsError::new(
        "RequestEntityTooLarge",
        "The request body is larger than this operation accepts.",
    )
    .status(413)
}
