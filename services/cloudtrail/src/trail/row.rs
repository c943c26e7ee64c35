//! A trail as it is stored, found and shown.

use crate::selector::Selectors;
use crate::{errors, name, shapes};
use haneul_pipeline::trail as kernel;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By home Region and name, in the account's scope.
pub static TRAILS: Table<(String, String), Trail> = Table::new("cloudtrail_trail");

/// All trails of all accounts: partition, account, Region, name.
pub static ALL: Table<(String, String, String, String), Listed> = Table::new("cloudtrail_all");

/// What came of a trail's deliveries; by name, in its home Region.
static STATUS: Table<String, Status> = Table::new("cloudtrail_status");

pub const GLOBAL: Scope<'static> = Scope::new("", "", "");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trail {
    pub name: String,
    /// The home Region.
    pub region: String,
    pub bucket: String,
    pub prefix: Option<String>,
    pub global_events: bool,
    pub multi_region: bool,
    pub validation: bool,
    pub tags: Vec<(String, String)>,
    pub selectors: Selectors,
    pub logging: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Listed {}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Status {
    pub started: Option<Timestamp>,
    pub stopped: Option<Timestamp>,
    pub delivered: Option<Timestamp>,
    pub attempted: Option<Timestamp>,
    pub error: Option<String>,
    pub digested: Option<Timestamp>,
    pub digest_error: Option<String>,
}

impl Stored for Trail {
    const VERSION: u32 = 1;
}

impl Stored for Listed {
    const VERSION: u32 = 1;
}

impl Stored for Status {
    const VERSION: u32 = 1;
}

impl Trail {
    pub fn arn(&self, partition: &str, account: &str) -> String {
        name::arn(partition, &self.region, account, &self.name)
    }

    /// As the path knows it.
    pub fn kernel(&self, partition: &str, account: &str) -> kernel::Trail {
        kernel::Trail {
            partition: partition.to_owned(),
            account: account.to_owned(),
            region: self.region.clone(),
            arn: self.arn(partition, account),
        }
    }
}

/// A trail of the caller's account, as this Region sees it.
pub fn find(cx: &mut Cx, text: &str) -> Result<Trail, AwsError> {
    let address = name::read(text)?;
    let (partition, account, here) = (cx.partition(), cx.account(), cx.region());
    let region = address.home.map_or(here, |(_, region)| region);
    let unknown = || {
        let arn = name::arn(partition, region, account, address.name);
        errors::unknown_trail(&arn, account)
    };
    if address.home.is_some_and(|(owner, _)| owner != account) {
        return Err(errors::unknown_trail(text, account));
    }
    let scope = cx.account_scope();
    if let Some(trail) = TRAILS.get(cx.tx, scope, &(region, address.name))? {
        return Ok(trail);
    }
    if address.home.is_some() {
        return Err(unknown());
    }
    // By its name a trail of all Regions is known in each.
    let all = of_account(cx)?;
    let mut shadows = all.into_iter().filter(|trail| trail.multi_region);
    let found = shadows.find(|trail| trail.name == address.name);
    found.ok_or_else(unknown)
}

/// The same for those who change it, who must be in its home Region.
pub fn find_at_home(cx: &mut Cx, text: &str) -> Result<Trail, AwsError> {
    let trail = find(cx, text)?;
    match trail.region == cx.region() {
        true => Ok(trail),
        false => Err(errors::not_at_home(&trail.name, &trail.region)),
    }
}

pub fn of_account(cx: &mut Cx) -> Result<Vec<Trail>, AwsError> {
    let scope = cx.account_scope();
    let rows = TRAILS.scan(cx.tx, scope, Span::all(), usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, trail)| trail).collect())
}

pub fn save(cx: &mut Cx, trail: &Trail) -> Result<(), AwsError> {
    let scope = cx.account_scope();
    let key = (trail.region.as_str(), trail.name.as_str());
    TRAILS.put(cx.tx, scope, &key, trail)?;
    let all = (cx.partition(), cx.account(), key.0, key.1);
    if !ALL.exists(cx.tx, GLOBAL, &all)? {
        ALL.put(cx.tx, GLOBAL, &all, &Listed {})?;
    }
    Ok(())
}

pub fn delete(cx: &mut Cx, trail: &Trail) -> Result<(), AwsError> {
    let scope = cx.account_scope();
    let key = (trail.region.as_str(), trail.name.as_str());
    TRAILS.delete(cx.tx, scope, &key)?;
    let all = (cx.partition(), cx.account(), key.0, key.1);
    ALL.delete(cx.tx, GLOBAL, &all)?;
    STATUS.delete(cx.tx, cx.scope_of(cx.account(), &trail.region), &trail.name)?;
    Ok(())
}

pub fn status(cx: &mut Cx, trail: &Trail) -> Result<Status, AwsError> {
    let scope = cx.scope_of(cx.account(), &trail.region);
    Ok(STATUS.get(cx.tx, scope, &trail.name)?.unwrap_or_default())
}

pub fn set_status(cx: &mut Cx, trail: &Trail, status: &Status) -> Result<(), AwsError> {
    let scope = cx.scope_of(cx.account(), &trail.region);
    Ok(STATUS.put(cx.tx, scope, &trail.name, status)?)
}

/// The same for background work, which has no caller.
pub fn amend_status(
    tx: &mut haneul_store::Tx,
    trail: &kernel::Trail,
    name: &str,
    change: impl FnOnce(&mut Status),
) -> Result<(), AwsError> {
    let scope = Scope::new(&trail.partition, &trail.account, &trail.region);
    let mut status = STATUS.get(tx, scope, name)?.unwrap_or_default();
    change(&mut status);
    Ok(STATUS.put(tx, scope, name, &status)?)
}

pub fn shown(cx: &Cx, trail: &Trail) -> shapes::Trail {
    shapes::Trail {
        name: Some(trail.name.clone()),
        s3_bucket_name: Some(trail.bucket.clone()),
        s3_key_prefix: trail.prefix.clone(),
        include_global_service_events: Some(trail.global_events),
        is_multi_region_trail: Some(trail.multi_region),
        home_region: Some(trail.region.clone()),
        trail_arn: Some(trail.arn(cx.partition(), cx.account())),
        log_file_validation_enabled: Some(trail.validation),
        has_custom_event_selectors: Some(trail.selectors != Selectors::default()),
        has_insight_selectors: Some(false),
        is_organization_trail: Some(false),
        ..shapes::Trail::default()
    }
}
