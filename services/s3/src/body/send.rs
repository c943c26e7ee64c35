//! Bytes on their way out, from one or many places, as one stream.

use super::blob_source::BlobSource;
use super::failure;
use crate::blobs::Pin;
use crate::encryption::{DataKey, INLINE_EXTRA, open_inline};
use bytes::Bytes;
use haneul_blob::BlobError;
use haneul_pipeline::{AwsError, ByteStream, Cloud};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::ops::Range;

/// A stretch of an object's bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Piece {
    /// In the clear, as it was stored before anything was encrypted.
    Inline(Bytes),
    /// A blob and the length of what it holds, which is longer where it is sealed.
    Blob(String, u64),
    /// The same as the first, sealed.
    Sealed(Bytes),
}

impl Piece {
    pub fn len(&self) -> u64 {
        match self {
            Piece::Inline(bytes) => bytes.len() as u64,
            Piece::Blob(_, length) => *length,
            Piece::Sealed(bytes) => bytes.len().saturating_sub(INLINE_EXTRA) as u64,
        }
    }
}

/// A range of an object, opened for reading.
pub struct Source {
    cloud: Cloud,
    /// What is to be read after the open reader, each with its own range.
    pieces: VecDeque<(Piece, Range<u64>)>,
    reader: Option<BlobSource>,
    key: Option<DataKey>,
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
    key: Option<DataKey>,
    pin: Option<Pin>,
) -> Result<Option<Source>, AwsError> {
    let mut source = Source {
        cloud: cloud.clone(),
        pieces: cut(pieces, &range),
        reader: None,
        key,
        left: range.end - range.start,
        _pin: pin,
    };
    if let Some((Piece::Blob(id, _), range)) = source.pieces.front().cloned() {
        match BlobSource::open(cloud, &id, range, source.key.as_ref()).await {
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
                match reader.next().await.map_err(failure)? {
                    Some(bytes) => return Ok(Some(self.count(bytes))),
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
                Some((Piece::Sealed(bytes), range)) => {
                    let opened = self.key.as_ref().and_then(|key| open_inline(key, &bytes));
                    let bytes =
                        opened.ok_or_else(|| AwsError::internal("bytes that do not open"))?;
                    let bytes = bytes.slice(range.start as usize..range.end as usize);
                    return Ok(Some(self.count(bytes)));
                }
                Some((Piece::Blob(id, _), range)) => {
                    let opened = BlobSource::open(&self.cloud, &id, range, self.key.as_ref()).await;
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
                        Piece::Blob(..) | Piece::Sealed(_) => String::new(),
                    })
                    .collect();
                assert_eq!(got, text[from as usize..to as usize]);
            }
        }
    }
}
