//! Packages as blobs.

use super::{Code, zip};
use crate::{errors, limits};
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::{Bytes, BytesMut};
use haneul_blob::{BlobId, Placement, Region};
use haneul_pipeline::{AwsError, Cloud, Cx, Reconciler};
use haneul_store::{Scope, Span, Stored, Table, Tx};
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Packages in use, by their blobs.
static LIVE: Table<String, Live> = Table::new("lambda_blob");
/// Blobs that nobody needs any more.
static GONE: Table<String, Gone> = Table::new("lambda_gone");

const GLOBAL: Scope<'static> = Scope::new("", "", "");
/// Ends every id made here: other services keep blobs in the same place.
const MARK: [u8; 2] = *b"la";
/// Of the clock by which the place dates blobs: far longer than any commit takes.
const AGE: Duration = Duration::from_secs(24 * 3600);
/// Blobs that are removed between two looks at the list.
const SWEPT: usize = 100;
const PIECE: usize = 1 << 20;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Live {
    users: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Gone {}

impl Stored for Live {
    const VERSION: u32 = 1;
}

impl Stored for Gone {
    const VERSION: u32 = 1;
}

/// Checks a package and writes it. Nothing refers to it yet.
pub(super) async fn keep(cloud: &Cloud, region: &str, bytes: Bytes) -> Result<Code, AwsError> {
    let checked = bytes.clone();
    let look = move || {
        let sum = digest(&SHA256, &checked);
        zip::check(&checked).map(|unzipped| (unzipped, sum))
    };
    let looked = tokio::task::spawn_blocking(look).await;
    let (unzipped, sum) = looked.map_err(AwsError::internal)?.map_err(refusal)?;
    let placement = Placement::Regional(Region::named(region));
    let id = BlobId::new(cloud.random.bytes(), MARK, placement);
    let mut writer = cloud.blobs.create(id).await.map_err(AwsError::internal)?;
    let size = bytes.len() as i64;
    let mut rest = bytes;
    while !rest.is_empty() {
        let piece = rest.split_to(rest.len().min(PIECE));
        writer.write(piece).await.map_err(AwsError::internal)?;
    }
    writer.finish().await.map_err(AwsError::internal)?;
    Ok(Code {
        blob: id.to_string(),
        size,
        unzipped,
        sha256: BASE64_STANDARD.encode(sum),
    })
}

fn refusal(wrong: zip::Wrong) -> AwsError {
    match wrong {
        zip::Wrong::Broken => errors::zip(),
        zip::Wrong::Empty => errors::invalid("Uploaded file must be a non-empty zip"),
        zip::Wrong::TooLarge => errors::unzipped(),
    }
}

/// The bytes of a package, which are not more than a package may have.
pub async fn read(cloud: &Cloud, blob: &str) -> Result<Bytes, AwsError> {
    let id = parse(blob)?;
    let range = 0..limits::UNZIPPED as u64;
    let mut reader = cloud.blobs.read(id, range).await;
    let reader = reader.as_mut().map_err(AwsError::internal)?;
    let mut whole = BytesMut::new();
    while let Some(piece) = reader.next().await {
        whole.extend_from_slice(&piece.map_err(AwsError::internal)?);
    }
    Ok(whole.freeze())
}

fn parse(blob: &str) -> Result<BlobId, AwsError> {
    blob.parse()
        .map_err(|_| AwsError::internal(format_args!("blob id {blob}")))
}

/// One more needs a package; said in the transaction that begins to refer to it.
pub fn claim(cx: &mut Cx, blob: &str) -> Result<(), AwsError> {
    let live = LIVE.get(cx.tx, GLOBAL, blob)?;
    let users = live.map_or(0, |live| live.users) + 1;
    Ok(LIVE.put(cx.tx, GLOBAL, blob, &Live { users })?)
}

/// One less.
pub fn release(cx: &mut Cx, blob: &str) -> Result<(), AwsError> {
    let live = LIVE.get(cx.tx, GLOBAL, blob)?;
    let users = live.map_or(0, |live| live.users).saturating_sub(1);
    if users > 0 {
        return Ok(LIVE.put(cx.tx, GLOBAL, blob, &Live { users })?);
    }
    LIVE.delete(cx.tx, GLOBAL, blob)?;
    Ok(GONE.put(cx.tx, GLOBAL, blob, &Gone {})?)
}

/// Whether anybody does.
pub fn is_needed(tx: &mut Tx, blob: &str) -> Result<bool, AwsError> {
    Ok(LIVE.exists(tx, GLOBAL, blob)?)
}

pub fn reconcilers() -> Vec<Reconciler> {
    vec![
        Reconciler {
            name: "lambda: remove replaced code",
            every: Duration::from_secs(60),
            run: |cloud| Box::pin(async move { sweep(&cloud).await }),
        },
        Reconciler {
            name: "lambda: find orphaned code",
            every: Duration::from_secs(6 * 3600),
            run: |cloud| Box::pin(async move { orphans(&cloud).await }),
        },
    ]
}

async fn sweep(cloud: &Cloud) -> Result<(), AwsError> {
    loop {
        let look =
            |tx: &mut Tx| Ok::<_, AwsError>(GONE.keys(tx, GLOBAL, Span::all(), SWEPT, false)?);
        let gone = cloud.store.read(look)?;
        if gone.is_empty() {
            return Ok(());
        }
        for blob in &gone {
            let deleted = cloud.blobs.delete(parse(blob)?).await;
            deleted.map_err(AwsError::internal)?;
        }
        let forget = |tx: &mut Tx| {
            for blob in &gone {
                GONE.delete(tx, GLOBAL, blob)?;
            }
            Ok::<_, AwsError>(())
        };
        cloud.store.transact(forget).await?;
    }
}

async fn orphans(cloud: &Cloud) -> Result<(), AwsError> {
    let mut list = cloud.blobs.list();
    while let Some(page) = list.page().await.map_err(AwsError::internal)? {
        for listed in page {
            if listed.id.mark() != MARK || listed.age < AGE {
                continue;
            }
            let name = listed.id.to_string();
            let look = |tx: &mut Tx| is_needed(tx, &name);
            if !cloud.store.read(look)? {
                let deleted = cloud.blobs.delete(listed.id).await;
                deleted.map_err(AwsError::internal)?;
            }
        }
    }
    Ok(())
}
