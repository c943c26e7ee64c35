//! The stored access point, and the ways to it: by name, by alias, by its bucket.

use crate::bucket::{Bucket, PublicAccess};
use crate::errors;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Span, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Of an account in a Region, by name.
static POINTS: Table<String, AccessPoint> = Table::new("s3_access_point");

/// Of a partition, by alias.
static ALIASES: Table<String, Named> = Table::new("s3_access_point_alias");

/// Of a partition, by the bucket, and the point's account, Region and name.
static ATTACHED: Table<(String, String, String, String), Attached> =
    Table::new("s3_access_point_attached");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccessPoint {
    pub name: String,
    pub alias: String,
    pub bucket: String,
    pub bucket_owner: String,
    /// Reached from there alone, which is from nowhere as yet.
    pub vpc: Option<String>,
    pub blocks: PublicAccess,
    pub created: Timestamp,
    pub policy: Option<String>,
    pub policy_is_public: bool,
    pub tags: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Named {
    account: String,
    region: String,
    name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Attached {}

impl Stored for AccessPoint {
    const VERSION: u32 = 1;
}

impl Stored for Named {
    const VERSION: u32 = 1;
}

impl Stored for Attached {
    const VERSION: u32 = 1;
}

pub fn arn(partition: &str, region: &str, account: &str, name: &str) -> String {
    format!("arn:{partition}:s3:{region}:{account}:accesspoint/{name}")
}

pub fn find_in(tx: &mut Tx, scope: Scope<'_>, name: &str) -> Result<Option<AccessPoint>, AwsError> {
    Ok(POINTS.get(tx, scope, name)?)
}

/// One of the caller's, in this Region.
pub fn existing(cx: &mut Cx, name: &str) -> Result<AccessPoint, AwsError> {
    let scope = cx.scope();
    find_in(cx.tx, scope, name)?.ok_or_else(|| errors::no_such_access_point(name))
}

/// Who has an alias: account, Region and name.
pub fn of_alias(cx: &mut Cx, alias: &str) -> Result<Option<(String, String, String)>, AwsError> {
    let partition = cx.partition();
    named(cx.tx, partition, alias)
}

/// The same, for whoever has no call.
pub fn named(
    tx: &mut Tx,
    partition: &str,
    alias: &str,
) -> Result<Option<(String, String, String)>, AwsError> {
    let named = ALIASES.get(tx, Scope::new(partition, "", ""), alias)?;
    Ok(named.map(|named| (named.account, named.region, named.name)))
}

/// A new one, with the ways to it.
pub fn insert(cx: &mut Cx, point: &AccessPoint) -> Result<(), AwsError> {
    let (scope, all) = (cx.scope(), cx.partition_scope());
    let named = Named {
        account: cx.account().to_owned(),
        region: cx.region().to_owned(),
        name: point.name.clone(),
    };
    let place = (
        point.bucket.as_str(),
        cx.account(),
        cx.region(),
        point.name.as_str(),
    );
    ATTACHED.put(cx.tx, all, &place, &Attached {})?;
    ALIASES.put(cx.tx, all, &point.alias, &named)?;
    Ok(POINTS.put(cx.tx, scope, &point.name, point)?)
}

pub fn put(cx: &mut Cx, point: &AccessPoint) -> Result<(), AwsError> {
    let scope = cx.scope();
    Ok(POINTS.put(cx.tx, scope, &point.name, point)?)
}

pub fn remove(cx: &mut Cx, point: &AccessPoint) -> Result<(), AwsError> {
    let (scope, all) = (cx.scope(), cx.partition_scope());
    let place = (
        point.bucket.as_str(),
        cx.account(),
        cx.region(),
        point.name.as_str(),
    );
    ATTACHED.delete(cx.tx, all, &place)?;
    ALIASES.delete(cx.tx, all, point.alias.as_str())?;
    POINTS.delete(cx.tx, scope, point.name.as_str())?;
    Ok(())
}

/// The caller's in this Region behind a name, and whether there are more.
pub fn page(
    cx: &mut Cx,
    after: Option<&str>,
    bucket: Option<&str>,
    most: usize,
) -> Result<(Vec<AccessPoint>, bool), AwsError> {
    let mut span = Span::all();
    if let Some(after) = after {
        span = span.after(after);
    }
    let scope = cx.scope();
    let rows = POINTS.scan(cx.tx, scope, span, usize::MAX, false)?;
    let fits = |point: &AccessPoint| bucket.is_none_or(|bucket| point.bucket == bucket);
    let mut points = rows.into_iter().map(|(_, point)| point).filter(fits);
    let page: Vec<AccessPoint> = points.by_ref().take(most).collect();
    Ok((page, points.next().is_some()))
}

/// How many the caller has in this Region.
pub fn count(cx: &mut Cx) -> Result<usize, AwsError> {
    let scope = cx.scope();
    Ok(POINTS
        .scan(cx.tx, scope, Span::all(), usize::MAX, false)?
        .len())
}

/// Whether somebody has an access point of a bucket.
pub fn has_any(cx: &mut Cx, bucket: &Bucket) -> Result<bool, AwsError> {
    let scope = cx.partition_scope();
    let span = Span::prefix(bucket.name.as_str());
    Ok(!ATTACHED.scan(cx.tx, scope, span, 1, false)?.is_empty())
}
