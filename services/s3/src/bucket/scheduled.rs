//! Buckets that background work has to look at from time to time, over all accounts.

use super::{Bucket, find};
use crate::blobs::GLOBAL;
use haneul_pipeline::{AwsError, Call, Caller, Cloud, Cx, Source};
use haneul_store::{Scope, Span, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By the kind of work, the partition, the bucket's name, and the id of what is to be done.
static SCHEDULED: Table<(String, String, String, String), Scheduled> = Table::new("s3_scheduled");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Scheduled {
    bucket_id: String,
    /// When it was last done to its end; none since it was configured.
    done: Option<Timestamp>,
}

impl Stored for Scheduled {
    const VERSION: u32 = 1;
}

/// One piece of work.
#[derive(Clone, Debug)]
pub struct Turn {
    pub kind: &'static str,
    pub partition: String,
    pub bucket: String,
    pub id: String,
    pub done: Option<Timestamp>,
    bucket_id: String,
}

pub fn set(cx: &mut Cx, bucket: &Bucket, kind: &str, id: &str) -> Result<(), AwsError> {
    let row = Scheduled {
        bucket_id: bucket.id.clone(),
        done: None,
    };
    let place = (kind, cx.partition(), bucket.name.as_str(), id);
    Ok(SCHEDULED.put(cx.tx, GLOBAL, &place, &row)?)
}

pub fn unset(cx: &mut Cx, bucket: &Bucket, kind: &str, id: &str) -> Result<(), AwsError> {
    let place = (kind, cx.partition(), bucket.name.as_str(), id);
    SCHEDULED.delete(cx.tx, GLOBAL, &place)?;
    Ok(())
}

pub fn all(cloud: &Cloud, kind: &'static str) -> Result<Vec<Turn>, AwsError> {
    let rows = cloud.store.read(|tx| {
        let span = Span::prefix(kind);
        Ok::<_, AwsError>(SCHEDULED.scan(tx, GLOBAL, span, usize::MAX, false)?)
    })?;
    let turn =
        |((_, partition, bucket, id), row): ((String, String, String, String), Scheduled)| Turn {
            kind,
            partition,
            bucket,
            id,
            done: row.done,
            bucket_id: row.bucket_id,
        };
    Ok(rows.into_iter().map(turn).collect())
}

impl Turn {
    /// The call that background work is done as: S3's own, for the bucket's owner.
    pub fn call(&self, cloud: &Cloud, owner: &str, region: &str, now: Timestamp) -> Call {
        let source = Source {
            arn: format!("arn:{}:s3:::{}", self.partition, self.bucket),
            account: owner.to_owned(),
        };
        let caller = Caller::service(&self.partition, "s3.amazonaws.com", source);
        let scope = Scope::new(&self.partition, owner, region);
        Call {
            now,
            ..Call::of_background(cloud, caller, scope, ("s3", "background"))
        }
    }

    /// The bucket, if it is still the one that was configured.
    pub fn bucket(&self, cx: &mut Cx) -> Result<Option<Bucket>, AwsError> {
        let bucket = find(cx, &self.bucket)?;
        Ok(bucket.filter(|bucket| bucket.id == self.bucket_id))
    }

    /// Notes that it was done, or forgets it with its bucket.
    pub fn finish(&self, tx: &mut Tx, done: Option<Timestamp>) -> Result<(), AwsError> {
        let place = (
            self.kind,
            self.partition.as_str(),
            self.bucket.as_str(),
            self.id.as_str(),
        );
        let row = SCHEDULED.get(tx, GLOBAL, &place)?;
        // It may have been configured anew meanwhile.
        let same = row.filter(|row| row.bucket_id == self.bucket_id && row.done == self.done);
        match (same, done) {
            (Some(row), Some(_)) => {
                SCHEDULED.put(tx, GLOBAL, &place, &Scheduled { done, ..row })?
            }
            (Some(_), None) => _ = SCHEDULED.delete(tx, GLOBAL, &place)?,
            (None, _) => {}
        }
        Ok(())
    }
}
