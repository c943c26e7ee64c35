//! An object as it comes: fetched in ranges, unpacked and taken apart on a thread of its own, which
//! waits when its items are not taken.

use crate::import::parse::{Parsed, parse};
use crate::import::row::Import;
use bytes::{Buf, Bytes};
use flate2::read::MultiGzDecoder;
use haneul_pipeline::{AwsError, Caller, Cloud, Invocation, Invoked, invoke};
use haneul_runtime::outbox::Outgoing;
use serde_json::{Value as Json, json};
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use tokio::sync::mpsc as items;

/// Of an object at a time.
const RANGE: u64 = 4 << 20;

/// Calls of S3 as whoever asked for the import.
pub struct Bucket<'b> {
    pub cloud: &'b Cloud,
    pub call: &'b Outgoing,
    pub import: &'b Import,
}

impl Bucket<'_> {
    async fn s3(&self, operation: &str, mut input: Json) -> Result<Invoked, AwsError> {
        input["Bucket"] = json!(self.import.bucket);
        if let Some(owner) = &self.import.owner {
            input["ExpectedBucketOwner"] = json!(owner);
        }
        let caller: Caller = self.import.actor.caller(self.cloud)?;
        let invocation = Invocation {
            caller,
            account: self.call.account.clone(),
            region: self.call.region.clone(),
            service: "s3",
            operation,
            input,
            body: None,
            delivers: None,
        };
        invoke(self.cloud, invocation).await
    }

    /// Keys behind one, with their sizes: a page of them.
    pub async fn list(&self, after: Option<&str>) -> Result<Vec<(String, u64)>, AwsError> {
        let mut input = json!({"Prefix": self.import.prefix.as_deref().unwrap_or_default()});
        if let Some(after) = after {
            input["StartAfter"] = json!(after);
        }
        let answer = self.s3("ListObjectsV2", input).await?;
        let listed = answer.output["Contents"].as_array().into_iter().flatten();
        let object = |one: &Json| Some((one["Key"].as_str()?.to_owned(), one["Size"].as_u64()?));
        Ok(listed.filter_map(object).collect())
    }

    async fn range(&self, key: &str, from: u64, to: u64) -> Result<Bytes, AwsError> {
        let input = json!({"Key": key, "Range": format!("bytes={from}-{to}")});
        Ok(self.s3("GetObject", input).await?.body)
    }

    /// Sends the bytes of an object to whoever unpacks them, until that wants no more.
    async fn feed(&self, key: &str, size: u64, to: SyncSender<Bytes>) -> Result<(), AwsError> {
        let mut from = 0;
        while from < size {
            let piece = self.range(key, from, (from + RANGE).min(size) - 1).await?;
            from += RANGE;
            let (to, piece) = (to.clone(), piece);
            let sent = tokio::task::spawn_blocking(move || to.send(piece).is_ok()).await;
            if !sent.map_err(AwsError::internal)? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The items of an object, in pieces; how many bytes it has unpacked.
    pub async fn read<F: Future<Output = Result<(), AwsError>>>(
        &self,
        (key, size): (&str, u64),
        mut take: impl FnMut(Vec<Parsed>) -> F,
    ) -> Result<i64, AwsError> {
        let (to, from) = sync_channel(1);
        let (give, mut given) = items::channel::<Vec<Parsed>>(1);
        let (import, count) = (self.import.clone(), Arc::new(AtomicI64::new(0)));
        let counted = count.clone();
        let thread = tokio::task::spawn_blocking(move || {
            let packed = Pipe {
                from,
                rest: Bytes::new(),
            };
            let give = |piece| give.blocking_send(piece).is_ok();
            match unpack(&import.compression, packed) {
                Ok(plain) => {
                    let plain = Counted { plain, counted };
                    parse(&import.format, &import.table, plain, give);
                }
                Err(error) => _ = give(vec![Err(error.to_string())]),
            }
        });
        // Moved, so that who fails lets the thread go.
        let taken = async move {
            while let Some(piece) = given.recv().await {
                take(piece).await?;
            }
            Ok::<(), AwsError>(())
        };
        let (fed, taken) = tokio::join!(self.feed(key, size, to), taken);
        thread.await.map_err(AwsError::internal)?;
        fed?;
        taken?;
        Ok(count.load(Ordering::Relaxed))
    }
}

fn unpack(compression: &str, packed: Pipe) -> io::Result<Box<dyn Read>> {
    Ok(match compression {
        "GZIP" => Box::new(MultiGzDecoder::new(packed)),
        "ZSTD" => {
            let plain = ruzstd::decoding::StreamingDecoder::new(packed);
            Box::new(plain.map_err(io::Error::other)?)
        }
        _ => Box::new(packed),
    })
}

/// Bytes that come from another thread.
struct Pipe {
    from: Receiver<Bytes>,
    rest: Bytes,
}

impl Read for Pipe {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match self.from.recv() {
                Ok(bytes) => self.rest = bytes,
                // There are no more.
                Err(_) => return Ok(0),
            }
        }
        let count = out.len().min(self.rest.len());
        self.rest.split_to(count).copy_to_slice(&mut out[..count]);
        Ok(count)
    }
}

struct Counted {
    plain: Box<dyn Read>,
    counted: Arc<AtomicI64>,
}

impl Read for Counted {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.plain.read(out)?;
        self.counted.fetch_add(count as i64, Ordering::Relaxed);
        Ok(count)
    }
}
