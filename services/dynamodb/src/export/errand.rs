//! Writes the files of an export, and then what it is.

use crate::background::bucket::{LONGEST_PAUSE, failure};
use crate::background::{read, set};
use crate::backup::discard;
use crate::backup::row::Holds;
use crate::backup::saved::piece;
use crate::export::destination::{checksum, data, manifest, put};
use crate::export::format::line;
use crate::export::row::{EXPORTS, Export, FILES, File, Kind};
use crate::export::show;
use crate::item::row::Packed;
use crate::limits::{DAY, EXPORT as TAKES};
use crate::recovery::moment::Source;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::future::BoxFuture;
use haneul_pipeline::{AwsError, Cloud, Cx, background};
use haneul_runtime::outbox::Outgoing;
use haneul_runtime::timer::Timer;
use haneul_store::Span;
use jiff::Timestamp;
use serde_json::json;
use std::io::Write;
use std::ops::Deref;

/// The errand's name.
pub const EXPORT: &str = "export";
/// The timer that forgets an export.
pub const FORGET: &str = "forget_export";

/// For as long AWS shows it.
const SHOWN: i64 = 90 * DAY;

/// Items read together, and bytes of them; bytes of a file before it is zipped.
const PIECE: (usize, usize) = (500, 1 << 20);
const FILE: usize = 16 << 20;

/// Rows of files in one transaction.
const FORGOTTEN: usize = 500;

/// What is to be written is together: has it written, when its time has come.
pub fn write(cx: &mut Cx, source: &Source, id: &str, holds: Holds) -> Result<(), AwsError> {
    let scope = source.scope(cx);
    let key = (source.name.as_str(), id);
    let Some(mut export) = EXPORTS.get(cx.tx, scope, &key)? else {
        return discard::discard(cx, (&source.account, &source.region), holds);
    };
    export.holds = Some(holds);
    EXPORTS.put(cx.tx, scope, &key, &export)?;
    let input = json!({"table": source.name, "id": id});
    let errand = Outgoing::errand(scope, ("dynamodb", EXPORT), source.arn(cx), input)
        .pausing_at_most(LONGEST_PAUSE);
    cx.appoint(
        cx.now().as_microsecond().max(export.started + TAKES),
        &errand,
    )
}

/// The export and its files are forgotten after their time.
pub fn forget_later(cx: &mut Cx, export: &Export) -> Result<(), AwsError> {
    let place = (export.table.clone(), export.id.clone());
    set(cx, export.started + SHOWN, FORGET, &export.id, &place)
}

pub fn forget_timer(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let place: (String, String) = read(timer)?;
    let (table, id) = (place.0.as_str(), place.1.as_str());
    let scope = cx.scope();
    EXPORTS.delete(cx.tx, scope, &(table, id))?;
    let files = FILES.keys(cx.tx, scope, Span::prefix(&(id,)), FORGOTTEN, false)?;
    for file in &files {
        FILES.delete(cx.tx, scope, file)?;
    }
    match files.len() == FORGOTTEN {
        true => set(cx, cx.now().as_microsecond(), FORGET, id, &place),
        false => Ok(()),
    }
}

struct Errand {
    itself: background::Errand,
    table: String,
    id: String,
}

impl Deref for Errand {
    type Target = background::Errand;

    fn deref(&self) -> &background::Errand {
        &self.itself
    }
}

pub fn export(cloud: Cloud, call: Outgoing) -> BoxFuture<'static, Result<(), AwsError>> {
    let text = |name: &str| call.input[name].as_str().unwrap_or_default().to_owned();
    let errand = Errand {
        table: text("table"),
        id: text("id"),
        itself: background::Errand::new(cloud, call, ("dynamodb", EXPORT)),
    };
    Box::pin(async move { errand.run().await })
}

impl Errand {
    fn find(&self) -> Result<Option<Export>, AwsError> {
        let key = (self.table.as_str(), self.id.as_str());
        let found = self.read(|cx| Ok(EXPORTS.get(cx.tx, cx.scope(), &key)?))?;
        Ok(found.filter(|export| export.ended.is_none()))
    }

    async fn run(&self) -> Result<(), AwsError> {
        let Some(mut export) = self.find()? else {
            return Ok(());
        };
        match self.deliver(&mut export).await {
            Ok(()) => self.end(None).await,
            Err(error) => self.end(Some(failure(error)?)).await,
        }
    }

    async fn deliver(&self, export: &mut Export) -> Result<(), AwsError> {
        let Some(holds) = export.holds else {
            return Ok(());
        };
        self.put(export, &manifest(export, "_started"), Bytes::new())
            .await?;
        while self.file(export, holds).await? {}
        self.describe(export).await
    }

    async fn put(&self, export: &Export, key: &str, body: Bytes) -> Result<String, AwsError> {
        put(&self.cloud, &self.call, export, key, body).await
    }

    /// One more file; false when there was nothing left for it.
    async fn file(&self, export: &mut Export, holds: Holds) -> Result<bool, AwsError> {
        let mut writer = GzEncoder::new(Vec::new(), Compression::default());
        let (mut raw, mut items, mut bytes) = (0, 0, 0);
        let mut after = export.after.clone();
        let mut more = true;
        while raw < FILE {
            let scope = self.scope();
            let found = self
                .cloud
                .store
                .read(|tx| piece(tx, scope, holds, &after, PIECE))?;
            let Some((rows, end)) = found else {
                more = false;
                break;
            };
            after = end;
            for (_, packed) in rows {
                let Some(line) = line(export, &packed)? else {
                    continue;
                };
                raw += line.len();
                items += 1;
                bytes += match export.kind {
                    Kind::Full { .. } => Packed::size(&packed) as i64,
                    Kind::Incremental { .. } => packed.0.len() as i64,
                };
                writer
                    .write_all(line.as_bytes())
                    .map_err(AwsError::internal)?;
            }
            tokio::task::yield_now().await;
        }
        // An empty table has a file, too.
        if items > 0 || export.files == 0 {
            let body: Bytes = writer.finish().map_err(AwsError::internal)?.into();
            let file = File {
                key: data(export, export.files),
                items,
                md5: checksum(&body),
                etag: self.put(export, &data(export, export.files), body).await?,
            };
            export.files += 1;
            export.items += items;
            export.bytes += bytes;
            export.after = after;
            self.note(export, &file).await?;
        }
        Ok(more)
    }

    async fn note(&self, export: &Export, file: &File) -> Result<(), AwsError> {
        let scope = self.scope();
        let write = self.cloud.store.transact(|tx| {
            FILES.put(tx, scope, &(export.id.as_str(), export.files - 1), file)?;
            EXPORTS.put(tx, scope, &export.key(), export)
        });
        Ok(write.await?)
    }

    /// Whoever sees the summary finds all the rest.
    async fn describe(&self, export: &Export) -> Result<(), AwsError> {
        let span = Span::prefix(&(export.id.as_str(),));
        let scope = self.scope();
        let files = self
            .cloud
            .store
            .read(|tx| FILES.scan_untracked(tx, scope, span.clone(), usize::MAX, false))?;
        let mut list = String::new();
        for (_, file) in &files {
            list += &json!({
                "itemCount": file.items, "md5Checksum": file.md5, "etag": file.etag,
                "dataFileS3Key": file.key,
            })
            .to_string();
            list.push('\n');
        }
        let summary = self.read(|cx| Ok(summary(cx, export)))?;
        for (name, body) in [("manifest-files", list), ("manifest-summary", summary)] {
            let sum = checksum(body.as_bytes());
            let key = manifest(export, &format!("{name}.json"));
            self.put(export, &key, body.into()).await?;
            let key = manifest(export, &format!("{name}.checksum"));
            self.put(export, &key, sum.into()).await?;
        }
        Ok(())
    }

    async fn end(&self, failure: Option<(String, String)>) -> Result<(), AwsError> {
        let end = |cx: &mut Cx| {
            let (scope, key) = (self.scope(), (self.table.as_str(), self.id.as_str()));
            let Some(mut export) = EXPORTS.get(cx.tx, scope, &key)? else {
                return Ok(());
            };
            export.ended = Some(cx.now().as_microsecond());
            export.failure = failure.clone();
            EXPORTS.put(cx.tx, scope, &key, &export)?;
            match export.holds {
                Some(holds) => discard::discard(cx, (scope.account, scope.region), holds),
                None => Ok(()),
            }
        };
        self.transact(end).await
    }
}

fn stamp(micros: i64) -> String {
    let at = Timestamp::from_microsecond(micros).unwrap_or_default();
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

fn summary(cx: &Cx, export: &Export) -> String {
    let mut summary = json!({
        "version": if export.is_full() { "2020-06-30" } else { "2023-08-01" },
        "exportArn": export.arn(cx),
        "startTime": stamp(export.started),
        "endTime": stamp(cx.now().as_microsecond()),
        "tableArn": export.table_arn(cx),
        "tableId": export.table_id,
    });
    match export.kind {
        Kind::Full { at } => summary["exportTime"] = json!(stamp(at)),
        Kind::Incremental { from, to, .. } => {
            summary["exportFromTime"] = json!(stamp(from));
            summary["exportToTime"] = json!(stamp(to));
        }
    }
    summary["s3Bucket"] = json!(export.to.bucket);
    summary["s3Prefix"] = json!(export.to.prefix);
    summary["s3SseAlgorithm"] = json!(export.to.algorithm);
    summary["s3SseKmsKeyId"] = json!(export.to.key);
    summary["manifestFilesS3Key"] = json!(manifest(export, "manifest-files.json"));
    summary["billedSizeBytes"] = json!(export.bytes);
    summary["itemCount"] = json!(export.items);
    summary["outputFormat"] = json!(if export.is_ion {
        "ION"
    } else {
        "DYNAMODB_JSON"
    });
    if let Kind::Incremental { both, .. } = export.kind {
        summary["outputView"] = json!(match both {
            true => "NEW_AND_OLD_IMAGES",
            false => "NEW_IMAGE",
        });
    }
    summary["exportType"] = json!(show::kind(export));
    summary.to_string()
}
