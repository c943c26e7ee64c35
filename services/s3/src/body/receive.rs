//! Bytes on their way in.

use super::hashing::{Hasher, Lost, Sums};
use super::{Algorithm, Checksum, Kind, Plan, Source, encode, failure, plan};
use crate::encryption::{self, DataKey, Sealer};
use crate::{blobs, errors, limits};
use bytes::{Bytes, BytesMut};
use haneul_blob::{BlobId, Placement, Writer};
use haneul_pipeline::{AwsError, Cloud, Upload};

/// Where bytes come from.
pub enum Incoming {
    Upload(Box<Upload>),
    /// What is stored already.
    Stored(Box<Source>),
    Nothing,
}

/// Bytes that have come whole and are what the client meant. Nothing refers to them yet.
pub struct Received {
    pub size: u64,
    pub md5: [u8; 16],
    pub algorithm: Algorithm,
    pub checksum: String,
    /// CRC-64/NVME in base64, whatever else was computed.
    pub crc64: String,
    pub data: Data,
}

#[derive(Clone, Debug)]
pub enum Data {
    /// Sealed, if there is a key and there are any.
    Inline(Bytes),
    Blob(BlobId),
}

impl Received {
    pub fn etag(&self) -> String {
        hex::encode(self.md5)
    }

    pub fn whole_checksum(&self) -> Checksum {
        Checksum {
            algorithm: self.algorithm,
            kind: Kind::FullObject,
            value: self.checksum.clone(),
        }
    }

    /// Forgets the bytes: the object did not come to be.
    pub async fn forget(self, cloud: &Cloud) {
        if let Data::Blob(id) = self.data {
            // Otherwise it is found as an orphan.
            _ = cloud.blobs.delete(id).await;
        }
    }
}

impl Incoming {
    async fn next(&mut self) -> Result<Option<Bytes>, AwsError> {
        match self {
            Incoming::Nothing => Ok(None),
            Incoming::Upload(upload) => upload.next().await,
            Incoming::Stored(source) => source.next().await,
        }
    }

    /// The length that is announced. An upload must announce one.
    fn announced(&self) -> Result<u64, AwsError> {
        match self {
            Incoming::Nothing => Ok(0),
            Incoming::Upload(upload) => {
                let length = upload.expected.or(upload.most);
                length.ok_or_else(errors::missing_content_length)
            }
            Incoming::Stored(source) => Ok(source.length()),
        }
    }

    fn trailer(&self, name: &str) -> Option<String> {
        let Incoming::Upload(upload) = self else {
            return None;
        };
        let mut trailers = upload.trailers().iter();
        let found = trailers.find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.clone())
    }
}

/// How bytes are laid to rest: under which key, and where.
#[derive(Clone, Copy)]
pub struct Rest<'r> {
    pub key: Option<&'r DataKey>,
    pub placement: Placement,
}

/// Takes the bytes in. If anything about them is wrong, nothing is left of them.
pub async fn receive(
    cloud: &Cloud,
    mut incoming: Incoming,
    plan: Plan,
    rest: Rest<'_>,
) -> Result<Received, AwsError> {
    let announced = incoming.announced()?;
    if announced > limits::UPLOAD_BYTES {
        return Err(errors::entity_too_large(announced, limits::UPLOAD_BYTES));
    }
    let mut hasher = Hasher::new(cloud.locals.get(), plan.algorithm);
    let mut sink = Sink::new(cloud, announced, plan.inline, rest).await?;
    let mut crc64 = crc_fast::Digest::new(crc_fast::CrcAlgorithm::Crc64Nvme);
    let mut size = 0;
    while let Some(bytes) = incoming.next().await? {
        size += bytes.len() as u64;
        if size > limits::UPLOAD_BYTES {
            return Err(errors::entity_too_large(size, limits::UPLOAD_BYTES));
        }
        crc64.update(&bytes);
        hasher.push(bytes.clone()).await.map_err(lost)?;
        sink.write(cloud, bytes, plan.inline, rest).await?;
    }
    let sums = hasher.finish().await.map_err(lost)?;
    check(&plan, &incoming, &sums)?;
    let data = sink.finish(cloud, rest.key).await?;
    Ok(Received {
        size,
        md5: sums.md5,
        algorithm: sums.algorithm,
        checksum: sums.checksum,
        crc64: encode(crc64.finalize().to_be_bytes()),
        data,
    })
}

fn lost(_: Lost) -> AwsError {
    AwsError::internal("a hashing thread was lost")
}

fn check(plan: &Plan, incoming: &Incoming, sums: &Sums) -> Result<(), AwsError> {
    if let Some(expected) = &plan.md5 {
        if super::decode(expected).as_deref() != Some(&sums.md5) {
            return Err(errors::bad_md5(expected, encode(sums.md5)));
        }
    }
    let trailing = match plan.trailer {
        false => None,
        true => {
            let name = plan.algorithm.header();
            let value = incoming.trailer(name).ok_or_else(|| {
                errors::invalid_request(format!("The trailer {name} was announced but not sent."))
            })?;
            plan::check(plan.algorithm, &value)?;
            Some(value)
        }
    };
    match plan.checksum.as_ref().or(trailing.as_ref()) {
        Some(expected) if *expected != sums.checksum => {
            Err(errors::bad_checksum(plan.algorithm.name()))
        }
        _ => Ok(()),
    }
}

/// Small bodies stay in memory and go into a row; the others go to a blob.
enum Sink {
    Memory(BytesMut),
    Blob(BlobId, Box<Writer>, Option<Box<Sealer>>),
}

impl Sink {
    async fn new(
        cloud: &Cloud,
        announced: u64,
        inline: usize,
        rest: Rest<'_>,
    ) -> Result<Sink, AwsError> {
        match announced <= inline as u64 {
            true => Ok(Sink::Memory(BytesMut::with_capacity(announced as usize))),
            false => Sink::blob(cloud, rest).await,
        }
    }

    /// A blob's id is used once, so it serves as the label of its bytes.
    async fn blob(cloud: &Cloud, rest: Rest<'_>) -> Result<Sink, AwsError> {
        let id = blobs::new_id(&cloud.random, rest.placement);
        let sealer = match rest.key {
            Some(key) => Some(Sealer::new(key, &id.to_string()).ok_or_else(unsealed)?),
            None => None,
        };
        let writer = cloud.blobs.create(id).await.map_err(failure)?;
        Ok(Sink::Blob(id, Box::new(writer), sealer.map(Box::new)))
    }

    async fn write(
        &mut self,
        cloud: &Cloud,
        bytes: Bytes,
        inline: usize,
        rest: Rest<'_>,
    ) -> Result<(), AwsError> {
        if let Sink::Memory(held) = self {
            if held.len() + bytes.len() <= inline {
                held.extend_from_slice(&bytes);
                return Ok(());
            }
            let held = std::mem::take(held).freeze();
            *self = Sink::blob(cloud, rest).await?;
            self.append(held).await?;
        }
        self.append(bytes).await
    }

    async fn append(&mut self, bytes: Bytes) -> Result<(), AwsError> {
        match self {
            Sink::Memory(held) => held.extend_from_slice(&bytes),
            Sink::Blob(_, writer, None) => writer.write(bytes).await.map_err(failure)?,
            Sink::Blob(_, writer, Some(sealer)) => {
                for frame in sealer.push(&bytes) {
                    writer.write(frame).await.map_err(failure)?;
                }
            }
        }
        Ok(())
    }

    async fn finish(self, cloud: &Cloud, key: Option<&DataKey>) -> Result<Data, AwsError> {
        match (self, key) {
            (Sink::Memory(held), Some(key)) if !held.is_empty() => {
                let sealed = encryption::inline(&cloud.random, key, &held);
                Ok(Data::Inline(sealed.ok_or_else(unsealed)?))
            }
            (Sink::Memory(held), _) => Ok(Data::Inline(held.freeze())),
            (Sink::Blob(id, mut writer, sealer), _) => {
                if let Some(frame) = sealer.and_then(|sealer| sealer.finish()) {
                    writer.write(frame).await.map_err(failure)?;
                }
                writer.finish().await.map_err(failure)?;
                Ok(Data::Blob(id))
            }
        }
    }
}

fn unsealed() -> AwsError {
    AwsError::internal("bytes could not be sealed")
}
