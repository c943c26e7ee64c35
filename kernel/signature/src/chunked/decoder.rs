//! Reading `aws-chunked` bodies.

use bytes::Bytes;
use ring::digest::{Context, SHA256};

use super::Trailers;
use super::kind::ChunkedKind;
use super::line::{ChunkHead, LineReader};
use super::rolling::Rolling;
use super::trailer::TrailerReader;
use crate::error::SignatureError;
use crate::seed::Seed;

/// The longest line before a chunk: size, extension name and the longest signature, with room to spare.
const HEAD_LIMIT: usize = 512;
const TRAILER_LINE_LIMIT: usize = 8 * 1024;

/// Takes the framing off a body as it comes and checks its signatures.
///
/// A chunk's bytes are handed on as they arrive, before its signature can be judged: the caller must not make them
/// visible until [`ChunkedDecoder::finish`] has agreed. After an error every further call returns the same error.
#[derive(Debug)]
pub struct ChunkedDecoder {
    kind: ChunkedKind,
    rolling: Option<Rolling>,
    state: State,
    line: LineReader,
    chunk: Chunk,
    trailer: TrailerReader,
    decoded: u64,
    decoded_length: Option<u64>,
    minimum: u64,
    failure: Option<SignatureError>,
}

#[derive(Debug)]
enum State {
    Head,
    Data { left: u64 },
    DataEnd,
    Trailer,
    Done,
}

/// The chunk being read.
struct Chunk {
    count: u64,
    size: u64,
    signature: String,
    hash: Context,
}

impl ChunkedDecoder {
    /// A decoder for a body of that kind. Signed kinds need the seed of the request;
    /// `decoded_length` is what `x-amz-decoded-content-length` says.
    pub fn new(
        kind: ChunkedKind,
        seed: Option<Seed>,
        decoded_length: Option<u64>,
    ) -> ChunkedDecoder {
        let rolling = seed.filter(|_| kind.is_signed()).map(Rolling::new);
        let fits = rolling.as_ref().map(Rolling::algorithm) == kind.algorithm();
        ChunkedDecoder {
            kind,
            rolling,
            state: State::Head,
            line: LineReader::default(),
            chunk: Chunk {
                count: 0,
                size: 0,
                signature: String::new(),
                hash: Context::new(&SHA256),
            },
            trailer: TrailerReader::default(),
            decoded: 0,
            decoded_length,
            minimum: 0,
            failure: (!fits).then_some(SignatureError::MissingSeed),
        }
    }

    /// A decoder that takes the framing off and looks at no signature: for callers whose key nobody knows.
    pub fn unverified(kind: ChunkedKind, decoded_length: Option<u64>) -> ChunkedDecoder {
        ChunkedDecoder {
            failure: None,
            ..ChunkedDecoder::new(kind, None, decoded_length)
        }
    }

    /// Refuses chunks below that size unless they are the last ones; S3 asks for 8192 bytes.
    pub fn with_minimum_chunk(mut self, minimum: u64) -> ChunkedDecoder {
        self.minimum = minimum;
        self
    }

    /// How many bytes have been handed out.
    pub fn decoded(&self) -> u64 {
        self.decoded
    }

    /// Takes bytes off the wire and appends what they hold to `out`, as slices of the same memory.
    pub fn push(&mut self, wire: Bytes, out: &mut Vec<Bytes>) -> Result<(), SignatureError> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        let result = self.advance(wire, out);
        if let Err(error) = &result {
            self.failure = Some(error.clone());
        }
        result
    }

    /// Agrees that the body is whole and gives its trailer.
    pub fn finish(self) -> Result<Trailers, SignatureError> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        // Some clients leave out the last line end. Only an unsigned trailer could lose something by that.
        let ended = match self.state {
            State::Done => true,
            State::Trailer => self.kind != ChunkedKind::UnsignedTrailer && !self.line.has_begun(),
            _ => false,
        };
        if !ended
            || self
                .decoded_length
                .is_some_and(|length| length != self.decoded)
        {
            return Err(SignatureError::IncompleteBody);
        }
        if self.kind.is_signed() && self.kind.has_trailer() && !self.trailer.is_signed() {
            return Err(SignatureError::MalformedTrailer);
        }
        Ok(self.trailer.into_lines())
    }

    fn advance(&mut self, mut wire: Bytes, out: &mut Vec<Bytes>) -> Result<(), SignatureError> {
        while !wire.is_empty() {
            match self.state {
                State::Data { left } => self.data(&mut wire, left, out)?,
                State::Done => return check_rest(&wire),
                State::Head | State::DataEnd | State::Trailer => {
                    let limit = if matches!(self.state, State::Trailer) {
                        TRAILER_LINE_LIMIT
                    } else {
                        HEAD_LIMIT
                    };
                    let Some(line) = self.line.take(&mut wire, limit)? else {
                        return Ok(());
                    };
                    self.take_line(&line)?;
                }
            }
        }
        Ok(())
    }

    fn take_line(&mut self, line: &[u8]) -> Result<(), SignatureError> {
        match self.state {
            State::Head => self.begin(ChunkHead::parse(line)?),
            State::DataEnd if line.is_empty() => {
                self.state = State::Head;
                Ok(())
            }
            State::DataEnd => Err(SignatureError::MalformedChunk(
                "a chunk is longer than its size",
            )),
            _ => self.trailer_line(line),
        }
    }

    fn begin(&mut self, head: ChunkHead) -> Result<(), SignatureError> {
        let signature = match head.signature {
            Some(signature) => signature,
            None if self.rolling.is_some() => {
                return Err(SignatureError::MalformedChunk(
                    "a chunk carries no signature",
                ));
            }
            None => String::new(),
        };
        let total = self
            .decoded
            .checked_add(head.size)
            .ok_or(SignatureError::IncompleteBody)?;
        if self.decoded_length.is_some_and(|length| total > length) {
            return Err(SignatureError::IncompleteBody);
        }
        self.check_minimum(head.size)?;
        self.chunk.count += 1;
        self.chunk.size = head.size;
        self.chunk.signature = signature;
        if head.size == 0 {
            self.state = State::Trailer;
            return self.end_of_chunk();
        }
        self.state = State::Data { left: head.size };
        Ok(())
    }

    /// Only the last chunk with data may be small, which shows when another one follows.
    fn check_minimum(&self, next: u64) -> Result<(), SignatureError> {
        let Chunk { count, size, .. } = self.chunk;
        if count > 0 && next > 0 && size < self.minimum {
            return Err(SignatureError::ChunkTooSmall { chunk: count, size });
        }
        Ok(())
    }

    fn data(
        &mut self,
        wire: &mut Bytes,
        left: u64,
        out: &mut Vec<Bytes>,
    ) -> Result<(), SignatureError> {
        let length = usize::try_from(left).map_or(wire.len(), |left| left.min(wire.len()));
        let piece = wire.split_to(length);
        if self.rolling.is_some() {
            self.chunk.hash.update(&piece);
        }
        let taken = length as u64;
        self.decoded += taken;
        out.push(piece);
        if left > taken {
            self.state = State::Data { left: left - taken };
            return Ok(());
        }
        self.state = State::DataEnd;
        self.end_of_chunk()
    }

    fn end_of_chunk(&mut self) -> Result<(), SignatureError> {
        let Some(rolling) = &mut self.rolling else {
            return Ok(());
        };
        let hash = std::mem::replace(&mut self.chunk.hash, Context::new(&SHA256)).finish();
        rolling.check_chunk(hash.as_ref(), &self.chunk.signature)
    }

    fn trailer_line(&mut self, line: &[u8]) -> Result<(), SignatureError> {
        if !line.is_empty() {
            if !self.kind.has_trailer() {
                return Err(SignatureError::MalformedTrailer);
            }
            return self.trailer.line(line, self.rolling.as_mut());
        }
        self.trailer.count(0)?;
        // Some clients put an empty line before the signature, so with one still to come this is not the end.
        let awaited = self.kind.has_trailer() && self.kind.is_signed() && !self.trailer.is_signed();
        if !awaited {
            self.state = State::Done;
        }
        Ok(())
    }
}

fn check_rest(wire: &[u8]) -> Result<(), SignatureError> {
    if wire.iter().all(|byte| matches!(byte, b'\r' | b'\n')) {
        return Ok(());
    }
    Err(SignatureError::MalformedChunk(
        "there are bytes after the end",
    ))
}

impl std::fmt::Debug for Chunk {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Chunk({} of size {})", self.count, self.size)
    }
}
