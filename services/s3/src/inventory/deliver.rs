//! Lists on their way: files of rows, and a manifest that says which they are. S3 writes them as
//! itself, so the destination's policy decides.

use super::fields::{Ground, date};
use super::row::{Inventory, KIND};
use crate::body::Algorithm;
use crate::bucket::configured;
use crate::bucket::scheduled::{self, Turn};
use crate::listing::walk::{Entry, Query};
use crate::listing::{After, Row, versions_page};
use crate::object::{Object, shown_version, version_order};
use crate::{intelligent_tiering, lifecycle, midnight};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use haneul_pipeline::{AwsError, Cloud, Cx, Invocation, Reconciler, invoke};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use std::io::Write;
use std::time::Duration;

/// Rows read together, and rows of one file.
const BATCH: usize = 1_000;
const FILE: usize = 100_000;

/// Keys are written as URLs have them.
pub const KEY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'*')
    .remove(b'/');

pub fn reconciler() -> Reconciler {
    Reconciler {
        name: "s3: deliver inventories",
        every: Duration::from_secs(3_600),
        run: |cloud| Box::pin(async move { run(&cloud).await }),
    }
}

async fn run(cloud: &Cloud) -> Result<(), AwsError> {
    let mut failure = None;
    for turn in scheduled::all(cloud, KIND)? {
        if let Err(error) = look(cloud, turn).await {
            failure = Some(error);
        }
    }
    failure.map_or(Ok(()), Err)
}

async fn look(cloud: &Cloud, turn: Turn) -> Result<(), AwsError> {
    let now = cloud.clock.now();
    let found = cloud.store.read(|tx| {
        let call = turn.call(cloud, "", "", now);
        let cx = &mut Cx::new(tx, &call, cloud);
        let Some(bucket) = turn.bucket(cx)? else {
            return Ok(None);
        };
        let inventory: Option<Inventory> = configured::get(cx, &bucket, KIND, &turn.id)?;
        let lifecycle = lifecycle::of(cx, &bucket)?;
        let tiering = intelligent_tiering::all(cx, &bucket)?;
        let ground = Ground {
            bucket,
            lifecycle,
            tiering,
            now,
        };
        Ok::<_, AwsError>(inventory.map(|inventory| (inventory, ground)))
    })?;
    let Some((inventory, ground)) = found else {
        return cloud.store.transact(|tx| turn.finish(tx, None)).await;
    };
    if !is_due(inventory.weekly, turn.done, now) {
        return Ok(());
    }
    let list = List {
        cloud,
        turn: &turn,
        inventory: &inventory,
        ground: &ground,
    };
    let outcome = list.deliver().await;
    // What is refused is not tried before the next list is due.
    cloud
        .store
        .transact(|tx| turn.finish(tx, Some(now)))
        .await?;
    outcome
}

/// The first list comes soon, the next ones after midnight: each day's, or Sunday's.
fn is_due(weekly: bool, done: Option<Timestamp>, now: Timestamp) -> bool {
    let Some(done) = done else { return true };
    let last = match weekly {
        // 1970 began on a Thursday.
        true => (midnight::day(now) + 4).div_euclid(7) * 7 - 4,
        false => midnight::day(now),
    };
    midnight::day(done) < last
}

struct List<'l> {
    cloud: &'l Cloud,
    turn: &'l Turn,
    inventory: &'l Inventory,
    ground: &'l Ground,
}

struct File {
    key: String,
    size: usize,
    md5: String,
}

impl List<'_> {
    async fn deliver(&self) -> Result<(), AwsError> {
        let files = self.files().await?;
        let at = self.ground.now.to_zoned(TimeZone::UTC);
        let listed =
            |file: &File| json!({"key": file.key, "size": file.size, "MD5checksum": file.md5});
        let destination = &self.inventory.destination;
        let manifest = json!({
            "sourceBucket": self.ground.bucket.name,
            "destinationBucket": destination.bucket,
            "version": "2016-11-30",
            "creationTimestamp": self.ground.now.as_millisecond().to_string(),
            "fileFormat": "CSV",
            "fileSchema": self.columns().join(", "),
            "files": files.iter().map(listed).collect::<Vec<_>>(),
        })
        .to_string();
        let links: String = files
            .iter()
            .map(|file| format!("s3://{}/{}\n", destination.bucket_name(), file.key))
            .collect();
        let hive = format!("hive/dt={}/symlink.txt", at.strftime("%Y-%m-%d-%H-%M"));
        self.put(&self.key(&hive), links.into()).await?;
        let folder = at.strftime("%Y-%m-%dT%H-%MZ");
        let sum = hex::encode(Algorithm::Md5.digest(manifest.as_bytes()));
        let name = |file: &str| self.key(&format!("{folder}/{file}"));
        self.put(&name("manifest.json"), manifest.into()).await?;
        // Whoever sees it finds all the rest.
        self.put(&name("manifest.checksum"), sum.into()).await
    }

    fn columns(&self) -> Vec<&str> {
        let mut columns = vec!["Bucket", "Key"];
        if self.inventory.all_versions {
            columns.extend(["VersionId", "IsLatest", "IsDeleteMarker"]);
        }
        columns.extend(self.inventory.fields.iter().map(String::as_str));
        columns
    }

    async fn files(&self) -> Result<Vec<File>, AwsError> {
        let mut files = Vec::new();
        let mut writer = Writer::new();
        let mut after: Option<(String, Option<i64>)> = None;
        loop {
            let rows = self.rows(after.as_ref())?;
            for (key, row) in &rows {
                if let Some(line) = self.line(key, row) {
                    writer.line(&line)?;
                }
                if writer.lines == FILE {
                    files.push(self.file(writer).await?);
                    writer = Writer::new();
                }
            }
            match rows.last() {
                Some((key, row)) if rows.len() == BATCH => {
                    after = Some((key.clone(), Some(row.order())));
                }
                _ => break,
            }
        }
        if writer.lines > 0 || files.is_empty() {
            files.push(self.file(writer).await?);
        }
        Ok(files)
    }

    fn rows(&self, after: Option<&(String, Option<i64>)>) -> Result<Vec<(String, Row)>, AwsError> {
        let query = Query {
            prefix: self.inventory.prefix.as_deref().unwrap_or_default(),
            delimiter: "",
            after: after.map(|(key, _)| key.as_str()),
            most: BATCH,
        };
        let after = after.map(|(key, order)| After { key, order: *order });
        let call = self.turn.call(self.cloud, "", "", self.ground.now);
        let page = self.cloud.store.read(|tx| {
            let cx = &mut Cx::new(tx, &call, self.cloud);
            versions_page(cx, &self.ground.bucket, &query, after)
        })?;
        let row = |entry| match entry {
            Entry::Key(key, row) => Some((key, row)),
            Entry::Prefix(_) => None,
        };
        Ok(page.entries.into_iter().filter_map(row).collect())
    }

    fn line(&self, key: &str, row: &Row) -> Option<String> {
        let all = self.inventory.all_versions;
        let newest = match row {
            Row::Object(_, newest) | Row::Marker(_, newest) => *newest,
        };
        let marker = matches!(row, Row::Marker(..));
        if !all && (marker || !newest) {
            return None;
        }
        let mut values = vec![
            self.ground.bucket.name.clone(),
            utf8_percent_encode(key, KEY).to_string(),
        ];
        if all {
            // What was never versioned has no id to show.
            let id = shown_version(row.version());
            let id = version_order(id).map_or("", |_| id);
            values.extend([id.to_owned(), newest.to_string(), marker.to_string()]);
        }
        for field in &self.inventory.fields {
            values.push(match row {
                Row::Object(object, _) => self.value(field, key, object, newest),
                Row::Marker(marker, _) if field == "LastModifiedDate" => date(marker.modified),
                Row::Marker(..) => String::new(),
            });
        }
        let quoted = |value: String| format!("\"{}\"", value.replace('"', "\"\""));
        let values: Vec<String> = values.into_iter().map(quoted).collect();
        Some(values.join(",") + "\n")
    }

    fn value(&self, field: &str, key: &str, object: &Object, newest: bool) -> String {
        self.ground.value(field, key, object, newest)
    }

    fn key(&self, rest: &str) -> String {
        let place = format!("{}/{}/{rest}", self.ground.bucket.name, self.turn.id);
        match self.inventory.destination.prefix.as_deref() {
            Some(prefix) if !prefix.is_empty() => format!("{prefix}/{place}"),
            _ => place,
        }
    }

    async fn file(&self, writer: Writer) -> Result<File, AwsError> {
        let body = writer.end()?;
        let id = haneul_runtime::ids::uuid(&self.cloud.random);
        let file = File {
            key: self.key(&format!("data/{id}.csv.gz")),
            size: body.len(),
            md5: hex::encode(Algorithm::Md5.digest(&body)),
        };
        self.put(&file.key, body).await?;
        Ok(file)
    }

    async fn put(&self, key: &str, body: Bytes) -> Result<(), AwsError> {
        let bucket = &self.ground.bucket;
        let call = self
            .turn
            .call(self.cloud, &bucket.owner, &bucket.region, self.ground.now);
        let mut input = json!({
            "Bucket": self.inventory.destination.bucket_name(),
            "Key": key,
            "ACL": "bucket-owner-full-control",
        });
        if let Some(key) = &self.inventory.destination.key {
            input["ServerSideEncryption"] = json!("aws:kms");
            input["SSEKMSKeyId"] = json!(key);
        }
        let invocation = Invocation {
            caller: call.caller.as_ref().clone(),
            account: bucket.owner.clone(),
            region: bucket.region.clone(),
            service: "s3",
            operation: "PutObject",
            input,
            body: Some(body),
            delivers: None,
        };
        invoke(self.cloud, invocation).await.map(|_| ())
    }
}

/// Rows are zipped as they come.
struct Writer {
    zipped: GzEncoder<Vec<u8>>,
    lines: usize,
}

impl Writer {
    fn new() -> Writer {
        Writer {
            zipped: GzEncoder::new(Vec::new(), Compression::default()),
            lines: 0,
        }
    }

    fn line(&mut self, line: &str) -> Result<(), AwsError> {
        self.lines += 1;
        let written = self.zipped.write_all(line.as_bytes());
        written.map_err(AwsError::internal)
    }

    fn end(self) -> Result<Bytes, AwsError> {
        let bytes = self.zipped.finish().map_err(AwsError::internal)?;
        Ok(bytes.into())
    }
}
