//! Lines become objects of the bucket that was named for them. S3's service for it puts them like
//! anybody, so the target's list or policy decides. What it is not let put is lost, as on AWS.

use super::KIND;
use super::buffer::{self, Row};
use super::target::Target;
use crate::acl::{LOGGING, Permission, canonical_id};
use crate::bucket::{self, Bucket, configured};
use haneul_pipeline::{AwsError, Caller, Cloud, Invocation, Reconciler, Source, invoke};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::time::Duration;

pub fn reconciler() -> Reconciler {
    Reconciler {
        name: "s3: deliver access logs",
        every: Duration::from_secs(300),
        run: |cloud| Box::pin(async move { run(&cloud).await }),
    }
}

async fn run(cloud: &Cloud) -> Result<(), AwsError> {
    if let Some(flushed) = buffer::flush(cloud) {
        flushed.await?;
    }
    let mut done: Option<(String, String)> = None;
    let mut failure = None;
    loop {
        let (rows, more) = cloud.store.read(|tx| buffer::next(tx, done.as_ref()))?;
        let Some(((partition, name, ..), _)) = rows.first() else {
            return failure.map_or(Ok(()), Err);
        };
        let place = (partition.clone(), name.clone());
        match deliver(cloud, &place, &rows).await {
            Ok(()) => cloud.store.transact(|tx| buffer::remove(tx, &rows)).await?,
            // One bucket does not keep the others from their logs.
            Err(error) => {
                failure = Some(error);
                done = Some(place);
                continue;
            }
        }
        if !more {
            done = Some(place);
        }
    }
}

async fn deliver(
    cloud: &Cloud,
    (partition, name): &(String, String),
    rows: &[Row],
) -> Result<(), AwsError> {
    let found = cloud.store.read(|tx| {
        let Some(source) = bucket::look(tx, partition, name)? else {
            return Ok(None);
        };
        let target: Option<Target> =
            configured::look(tx, partition, &source, KIND, configured::ONLY)?;
        let Some(target) = target else {
            return Ok(None);
        };
        let there = bucket::look(tx, partition, &target.bucket)?;
        Ok::<_, AwsError>(there.map(|there| (source, target, there)))
    })?;
    // Nobody wants them any more.
    let Some((source, target, there)) = found else {
        return Ok(());
    };
    let delivery = Delivery {
        cloud,
        partition,
        source: &source,
        target: &target,
        there: &there,
    };
    for (day, text) in delivery.texts(rows) {
        delivery.put(day, text, rows).await?;
    }
    Ok(())
}

struct Delivery<'d> {
    cloud: &'d Cloud,
    partition: &'d str,
    source: &'d Bucket,
    target: &'d Target,
    there: &'d Bucket,
}

impl Delivery<'_> {
    /// The lines of each object, by the day that it is of.
    fn texts(&self, rows: &[Row]) -> BTreeMap<Option<i64>, String> {
        let mut texts: BTreeMap<Option<i64>, String> = BTreeMap::new();
        let own = rows
            .iter()
            .filter(|(_, lines)| lines.bucket_id == self.source.id);
        for (at, line) in own.flat_map(|(_, lines)| &lines.lines) {
            texts
                .entry(self.target.day(*at))
                .or_default()
                .push_str(line);
        }
        texts
    }

    async fn put(&self, day: Option<i64>, text: String, rows: &[Row]) -> Result<(), AwsError> {
        let now = self.cloud.clock.now();
        let key = self.target.key(self.source, now, day, &unique(rows));
        let mut input = json!({
            "Bucket": self.there.name,
            "Key": key,
            "ContentType": "text/plain",
        });
        self.open_to(&mut input);
        let source = Source {
            arn: self.source.arn(self.partition),
            account: self.source.owner.clone(),
        };
        let invocation = Invocation {
            caller: Caller::service(self.partition, LOGGING, source),
            account: self.source.owner.clone(),
            region: self.source.region.clone(),
            service: "s3",
            operation: "PutObject",
            input,
            body: Some(text.into()),
            delivers: None,
        };
        match invoke(self.cloud, invocation).await {
            Err(error) if error.status.is_none_or(|status| status >= 500) => Err(error),
            Err(error) => {
                let name = &self.source.name;
                tracing::warn!("access logs of {name} could not be delivered: {error}");
                Ok(())
            }
            Ok(_) => Ok(()),
        }
    }

    /// The target's owner has them, and whoever was named.
    fn open_to(&self, input: &mut Json) {
        if self.there.acls_off() || self.target.grants.is_empty() {
            return;
        }
        let headers = [
            ("GrantFullControl", Permission::FullControl),
            ("GrantRead", Permission::Read),
            ("GrantReadACP", Permission::ReadAcp),
            ("GrantWriteACP", Permission::WriteAcp),
        ];
        for (member, permission) in headers {
            let owner =
                (permission == Permission::FullControl).then(|| canonical_id(&self.there.owner));
            if let Some(header) = self.target.header(permission, owner) {
                input[member] = json!(header);
            }
        }
    }
}

/// The same rows make the same object, should they be delivered twice.
fn unique(rows: &[Row]) -> String {
    let mut hash = Sha256::new();
    for ((.., id), _) in rows {
        hash.update(id);
    }
    hex::encode_upper(&hash.finalize()[..8])
}
