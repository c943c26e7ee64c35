//! Bytes on their way out, from one or many places, as one stream.

use super::failure;
use crate::blobs::{self, Pin};
use bytes::Bytes;
use haneul_blob::{BlobError, Reader};
use haneul_pipeline::{AwsError, ByteStream, Cloud};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::ops::Range;

/// A stretch of an object's bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Piece {
    Inline(Bytes),
    /// A blob and its length.
    Blob(String, u64),
}

impl Piece {
    pub fn len(&self) -> u64 {
        match self {
            Piece::Inline(bytes) => bytes.len() as u64,
            Piece::Blob(_, length) => *length,
        }
    }
}

/// A range of an object, opened for reading.
pub struct Source {
    cloud: Cloud,
    /// What is to be read after the open reader, each with its own range.
    pieces: VecDeque<(Piece, Range<u64>)>,
    reader: Option<Reader>,
    left: u64,
    _pin: Option<Pin>,
}

/// Opens a range of the pieces' bytes; `None` if the first of them is gone, as when the object
/// was replaced a moment ago. The first blob is open when this returns; the others are kept by
/// the pin.
pub async fn open(
    cloud: &Cloud,
    pieces: Vec<Piece>,
    range: Range<u64>,
    pin: Option<Pin>,
) -> Result<Option<Source>, AwsError> {
    let mut source = Source {
        cloud: cloud.clone(),
        pieces: cut(pieces, &range),
        reader: None,
        left: range.end - range.start,
        _pin: pin,
    };
    if let Some((Piece::Blob(id, _), range)) = source.pieces.front().cloned() {
        match cloud.blobs.read(blobs::parse(&id)?, range).await {
            Ok(reader) => source.reader = Some(reader),
            Err(BlobError::NotFound(_)) => return Ok(None),
            Err(error) => return Err(failure(error)),
        }
        source.pieces.pop_front();
    }
    Ok(Some(source))
}

/// The pieces that a range touches, and which part of each.
fn cut(pieces: Vec<Piece>, range: &Range<u64>) -> VecDeque<(Piece, Range<u64>)> {
    let mut at = 0;
    let mut touched = VecDeque::new();
    for piece in pieces {
        let begin = at;
        at += piece.len();
        let from = range.start.max(begin);
        let to = range.end.min(at);
        if from < to {
            touched.push_back((piece, from - begin..to - begin));
        }
    }
    touched
}

impl Source {
    pub fn length(&self) -> u64 {
        self.left
    }

    pub async fn next(&mut self) -> Result<Option<Bytes>, AwsError> {
        loop {
            if let Some(reader) = &mut self.reader {
                match reader.next().await {
                    Some(bytes) => return Ok(Some(self.count(bytes.map_err(failure)?))),
                    None => self.reader = None,
                }
            }
            match self.pieces.pop_front() {
                None if self.left == 0 => return Ok(None),
                None => return Err(AwsError::internal("an object is shorter than its row says")),
                Some((Piece::Inline(bytes), range)) => {
                    let bytes = bytes.slice(range.start as usize..range.end as usize);
                    return Ok(Some(self.count(bytes)));
                }
                Some((Piece::Blob(id, _), range)) => {
                    let id = blobs::parse(&id)?;
                    let opened = self.cloud.blobs.read(id, range).await;
                    self.reader = Some(opened.map_err(failure)?);
                }
            }
        }
    }

    fn count(&mut self, bytes: Bytes) -> Bytes {
        self.left = self.left.saturating_sub(bytes.len() as u64);
        bytes
    }

    /// As a body.
    pub fn stream(self) -> ByteStream {
        Box::pin(futures_util::stream::try_unfold(
            self,
            |mut source| async move {
                let next = source.next().await.map_err(std::io::Error::other)?;
                Ok(next.map(|bytes| (bytes, source)))
            },
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_touches_only_what_it_needs() {
        let inline = |text: &'static str| Piece::Inline(Bytes::from_static(text.as_bytes()));
        let pieces = vec![inline("abc"), inline("defg"), inline(""), inline("hij")];
        let text = "abcdefghij";
        for from in 0..=10 {
            for to in from..=10 {
                let got: String = cut(pieces.clone(), &(from..to))
                    .into_iter()
                    .map(|(piece, range)| match piece {
                        Piece::Inline(bytes) => String::from_utf8_lossy(
                            &bytes[range.start as usize..range.end as usize],
                        )
                        .into_owned(),
                        Piece::Blob(..) => String::new(),
                    })
                    .collect();
                assert_eq!(got, text[from as usize..to as usize]);
            }
        }
    }
}
