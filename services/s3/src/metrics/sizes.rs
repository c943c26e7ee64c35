//! How much lies in buckets, told to CloudWatch once a day. Rows are read a thousand at a time, each
//! time in a look of its own, so it is about as much as there was that day.

use crate::blobs::GLOBAL;
use crate::bucket::{self, Bucket};
use crate::intelligent_tiering::{self, Rule, Tier};
use crate::object::versions::{self, Version};
use crate::object::{self, Object};
use crate::storage_class::Class;
use crate::{midnight, multipart};
use haneul_pipeline::{AwsError, Call, Caller, Cloud, Cx, Measure, PARTITIONS, Reconciler, Source};
use haneul_store::{Scope, Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Rows read together, and buckets.
const BATCH: usize = 1_000;
const BUCKETS: usize = 100;

const fn measure(name: &'static str, unit: &'static str) -> Measure {
    Measure {
        principal: "s3.amazonaws.com",
        namespace: "AWS/S3",
        name,
        dimensions: &["BucketName", "StorageType"],
        unit,
        followed: false,
    }
}

static BYTES: Measure = measure("BucketSizeBytes", "Bytes");
static NUMBER: Measure = measure("NumberOfObjects", "Count");

/// The day that was counted last.
static SIZED: Table<u8, Sized> = Table::new("s3_sized");
const ONLY: u8 = 0;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Sized {
    day: i64,
}

impl Stored for Sized {
    const VERSION: u32 = 1;
}

pub fn reconciler() -> Reconciler {
    Reconciler {
        name: "s3: sizes of buckets",
        every: Duration::from_secs(3_600),
        run: |cloud| Box::pin(async move { run(&cloud).await }),
    }
}

async fn run(cloud: &Cloud) -> Result<(), AwsError> {
    let now = cloud.clock.now();
    let day = midnight::day(now);
    let done = cloud.store.read(|tx| SIZED.get(tx, GLOBAL, &ONLY))?;
    if done.is_some_and(|done| done.day >= day) || !cloud.has("cloudwatch", "PutMetricData") {
        return Ok(());
    }
    for partition in PARTITIONS {
        of_partition(cloud, partition, now).await?;
    }
    let row = Sized { day };
    let write = cloud
        .store
        .transact::<_, AwsError>(|tx| Ok(SIZED.put(tx, GLOBAL, &ONLY, &row)?));
    write.await
}

async fn of_partition(cloud: &Cloud, partition: &str, now: Timestamp) -> Result<(), AwsError> {
    let mut after: Option<String> = None;
    loop {
        let last = after.as_deref();
        let some = cloud
            .store
            .read(|tx| bucket::all_of(tx, partition, last, BUCKETS))?;
        for bucket in &some {
            let look = Look {
                cloud,
                partition,
                bucket,
                now,
            };
            let tally = look.all().await?;
            tally.tell(cloud, partition, bucket, now);
        }
        match some.last() {
            Some(last) if some.len() == BUCKETS => after = Some(last.name.clone()),
            _ => return Ok(()),
        }
    }
}

/// Bytes of each type of storage, and how many objects.
#[derive(Default)]
struct Tally {
    bytes: Vec<(&'static str, u64)>,
    number: u64,
}

impl Tally {
    fn add(&mut self, kind: &'static str, size: u64) {
        self.number += 1;
        match self.bytes.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, sum)) => *sum += size,
            None => self.bytes.push((kind, size)),
        }
    }

    /// Of an empty bucket nothing is told, as AWS tells nothing of it.
    fn tell(&self, cloud: &Cloud, partition: &str, bucket: &Bucket, now: Timestamp) {
        if self.number == 0 {
            return;
        }
        let scope = Scope::new(partition, &bucket.owner, &bucket.region);
        let count = |measure, kind: &str, value: u64| {
            let values = [bucket.name.as_str(), kind];
            let value = (value as f64, 1.0);
            cloud.measures.count(measure, scope, &values, value, now);
        };
        count(&NUMBER, "AllStorageTypes", self.number);
        for (kind, bytes) in &self.bytes {
            count(&BYTES, kind, *bytes);
        }
    }
}

struct Look<'l> {
    cloud: &'l Cloud,
    partition: &'l str,
    bucket: &'l Bucket,
    now: Timestamp,
}

impl Look<'_> {
    async fn all(&self) -> Result<Tally, AwsError> {
        let mut tally = Tally::default();
        let tiering = self.read(|cx| intelligent_tiering::all(cx, self.bucket))?;
        self.current(&tiering, &mut tally).await?;
        if !self.bucket.is_unversioned() {
            self.older(&tiering, &mut tally).await?;
        }
        self.uploads(&mut tally).await?;
        Ok(tally)
    }

    fn read<R>(&self, look: impl Fn(&mut Cx) -> Result<R, AwsError>) -> Result<R, AwsError> {
        let source = Source {
            arn: self.bucket.arn(self.partition),
            account: self.bucket.owner.clone(),
        };
        let caller = Caller::service(self.partition, "s3.amazonaws.com", source);
        let scope = Scope::new(self.partition, &self.bucket.owner, &self.bucket.region);
        let call = Call::of_background(self.cloud, caller, scope, ("s3", "sizes"));
        self.cloud
            .store
            .read(|tx| look(&mut Cx::new(tx, &call, self.cloud)))
    }

    async fn current(&self, tiering: &[Rule], tally: &mut Tally) -> Result<(), AwsError> {
        let name = self.bucket.name.as_str();
        let mut span = Span::prefix(name);
        loop {
            let rows = self.read(|cx| object::scan(cx, self.bucket, span.clone(), BATCH))?;
            for (key, object) in &rows {
                tally.add(kind(tiering, key, object, self.now), object.size);
            }
            match rows.last() {
                Some((key, _)) if rows.len() == BATCH => {
                    span = Span::prefix(name).after(&(name, key.as_str()));
                }
                _ => return Ok(()),
            }
            tokio::task::yield_now().await;
        }
    }

    /// Older versions, and markers, which weigh nothing.
    async fn older(&self, tiering: &[Rule], tally: &mut Tally) -> Result<(), AwsError> {
        let name = self.bucket.name.as_str();
        let mut span = Span::prefix(name);
        loop {
            let rows = self.read(|cx| versions::scan(cx, self.bucket, span.clone(), BATCH))?;
            for (key, version) in &rows {
                match version {
                    Version::Object { object, .. } => {
                        tally.add(kind(tiering, key, object, self.now), object.size);
                    }
                    Version::Marker(_) => tally.add(STANDARD, 0),
                }
            }
            match rows.last() {
                Some((key, version)) if rows.len() == BATCH => {
                    let place = versions::place(self.bucket, key, version.order());
                    span = Span::prefix(name).after(&place);
                }
                _ => return Ok(()),
            }
            tokio::task::yield_now().await;
        }
    }

    /// Parts of uploads that go on.
    async fn uploads(&self, tally: &mut Tally) -> Result<(), AwsError> {
        let id = self.bucket.id.as_str();
        let mut span = Span::prefix(id);
        loop {
            let rows = self.read(|cx| multipart::scan(cx, self.bucket, span.clone(), BATCH))?;
            for (_, (upload, _)) in &rows {
                // An upload has at most ten thousand.
                let mut after = 0;
                loop {
                    let parts =
                        self.read(|cx| multipart::parts(cx, self.bucket, upload, after, BATCH))?;
                    for (number, part) in &parts {
                        tally.add(STANDARD, part.piece.len());
                        after = *number;
                    }
                    if parts.len() < BATCH {
                        break;
                    }
                }
            }
            match rows.last() {
                Some((key, (upload, _))) if rows.len() == BATCH => {
                    let place = (id, key.as_str(), upload.as_str());
                    span = Span::prefix(id).after(&place);
                }
                _ => return Ok(()),
            }
            tokio::task::yield_now().await;
        }
    }
}

const STANDARD: &str = "StandardStorage";

/// The type of storage, as CloudWatch names it.
fn kind(tiering: &[Rule], key: &str, object: &Object, now: Timestamp) -> &'static str {
    match object.storage.class {
        None => STANDARD,
        Some(Class::ReducedRedundancy) => "ReducedRedundancyStorage",
        Some(Class::StandardIa) => "StandardIAStorage",
        Some(Class::OnezoneIa) => "OneZoneIAStorage",
        Some(Class::GlacierIr) => "GlacierInstantRetrievalStorage",
        Some(Class::Glacier) => "GlacierStorage",
        Some(Class::DeepArchive) => "DeepArchiveStorage",
        Some(Class::IntelligentTiering) => {
            match intelligent_tiering::tier(tiering, key, object, now) {
                Tier::Frequent => "IntelligentTieringFAStorage",
                Tier::Infrequent => "IntelligentTieringIAStorage",
                Tier::ArchiveInstant => "IntelligentTieringAIAStorage",
                Tier::Archive => "IntelligentTieringAAStorage",
                Tier::DeepArchive => "IntelligentTieringDAAStorage",
            }
        }
    }
}
