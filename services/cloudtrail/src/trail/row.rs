//! A trail as it is stored, found and shown.

use super::{bucket, organization};
use crate::selector::Selectors;
use crate::{errors, name, shapes};
use haneul_pipeline::trail as kernel;
use haneul_pipeline::{AwsError, Cloud, Cx};
use haneul_store::{Scope, Span, StoreError, Stored, Table, Tx, decode_body};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::ops::{Deref, DerefMut};

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
    /// The organization it tells of, for its management account.
    #[serde(default)]
    pub organization: Option<String>,
}

/// A trail with the account that has it.
#[derive(Clone, Debug)]
pub struct Held {
    pub owner: String,
    pub trail: Trail,
}

impl Deref for Held {
    type Target = Trail;

    fn deref(&self) -> &Trail {
        &self.trail
    }
}

impl DerefMut for Held {
    fn deref_mut(&mut self) -> &mut Trail {
        &mut self.trail
    }
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
    const VERSION: u32 = 2;

    /// Those of the first version know no organizations.
    fn migrate(version: u32, bytes: &[u8]) -> haneul_store::Result<Self> {
        match version {
            1 => decode_body(bytes),
            _ => Err(StoreError::Corrupt(format!("a trail of version {version}"))),
        }
    }
}

impl Stored for Listed {
    const VERSION: u32 = 1;
}

impl Stored for Status {
    const VERSION: u32 = 1;
}

impl Held {
    pub fn arn(&self, partition: &str) -> String {
        self.trail.arn(partition, &self.owner)
    }

    /// As the path knows it.
    pub fn kernel(&self, partition: &str) -> kernel::Trail {
        self.trail.kernel(partition, &self.owner)
    }
}

impl Trail {
    pub fn arn(&self, partition: &str, account: &str) -> String {
        name::arn(partition, &self.region, account, &self.name)
    }

    /// Of an account, in the bucket: those of an organization lie together.
    pub fn key(&self, account: &str, rest: &str) -> String {
        let organization = self.organization.iter();
        let folder: String = organization.map(|id| format!("{id}/")).collect();
        bucket::key(self.prefix.as_deref(), &format!("{folder}{account}/{rest}"))
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

/// Puts out the mark of an organization that its account does not manage any more.
pub fn current(
    cloud: &Cloud,
    tx: &mut Tx,
    place: (&str, &str),
    mut trail: Trail,
) -> Result<Trail, AwsError> {
    if let Some(organization) = &trail.organization {
        if !organization::is_managed(cloud, tx, place, organization)? {
            trail.organization = None;
        }
    }
    Ok(trail)
}

/// A trail of the caller's account, as this Region sees it, or one of its organization, by its ARN.
pub fn find(cx: &mut Cx, text: &str) -> Result<Held, AwsError> {
    let address = name::read(text)?;
    let (partition, account, here) = (cx.partition(), cx.account(), cx.region());
    let (owner, region) = address.home.unwrap_or((account, here));
    let unknown = || {
        let arn = name::arn(partition, region, owner, address.name);
        errors::unknown_trail(&arn, account)
    };
    if owner != account {
        let shared = of_organization(cx)?.into_iter();
        let mut named = shared.filter(|held| held.owner == owner && held.region == region);
        return named
            .find(|held| held.name == address.name)
            .ok_or_else(unknown);
    }
    let own = of_account(cx)?;
    let mut named = own.iter().filter(|held| held.name == address.name);
    let at_home = named.clone().find(|held| held.region == region);
    let found = match address.home {
        Some(_) => at_home,
        // By its name a trail of all Regions is known in each.
        None => at_home.or_else(|| named.find(|held| held.multi_region)),
    };
    found.cloned().ok_or_else(unknown)
}

/// Its tags, where there is such a trail.
pub fn tags(cx: &mut Cx, arn: &str) -> Result<Vec<(String, String)>, AwsError> {
    match find(cx, arn) {
        Ok(held) => Ok(held.trail.tags),
        Err(error) if error.code == "TrailNotFoundException" => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// The same for those who change it or look behind it: trails of an organization are for its
/// management account and whom it lets administer CloudTrail.
pub fn find_to_manage(cx: &mut Cx, text: &str) -> Result<Held, AwsError> {
    let held = find(cx, text)?;
    let own = organization::membership(cx)?;
    let administers = own.is_some_and(|own| own.administers(bucket::PRINCIPAL));
    match held.owner == cx.account() || administers {
        true => Ok(held),
        false => Err(errors::not_management()),
    }
}

/// The same for those who change it, who must be in its home Region.
pub fn find_at_home(cx: &mut Cx, text: &str) -> Result<Held, AwsError> {
    let held = find_to_manage(cx, text)?;
    match held.region == cx.region() {
        true => Ok(held),
        false => Err(errors::not_at_home(&held.name, &held.region)),
    }
}

pub fn of_account(cx: &mut Cx) -> Result<Vec<Held>, AwsError> {
    let owner = cx.account();
    of_owner(cx, owner)
}

pub fn of_owner(cx: &mut Cx, owner: &str) -> Result<Vec<Held>, AwsError> {
    let place = (cx.partition(), owner);
    let scope = Scope::new(place.0, owner, "");
    let rows = TRAILS.scan(cx.tx, scope, Span::all(), usize::MAX, false)?;
    let mut found = Vec::with_capacity(rows.len());
    for (_, trail) in rows {
        found.push(Held {
            owner: owner.to_owned(),
            trail: current(cx.cloud, cx.tx, place, trail)?,
        });
    }
    Ok(found)
}

/// Trails of another account's that tell of this one.
fn of_organization(cx: &mut Cx) -> Result<Vec<Held>, AwsError> {
    let membership = organization::membership(cx)?;
    let Some(own) = organization::telling(&membership).filter(|own| !own.is_management) else {
        return Ok(Vec::new());
    };
    let mut found = of_owner(cx, &own.management)?;
    found.retain(|held| held.organization.as_ref() == Some(&own.organisation));
    Ok(found)
}

/// All that the account sees.
pub fn seen(cx: &mut Cx) -> Result<Vec<Held>, AwsError> {
    let mut all = of_account(cx)?;
    all.extend(of_organization(cx)?);
    Ok(all)
}

pub fn save(cx: &mut Cx, held: &Held) -> Result<(), AwsError> {
    let scope = cx.scope_of(&held.owner, "");
    let key = (held.region.as_str(), held.name.as_str());
    TRAILS.put(cx.tx, scope, &key, &held.trail)?;
    let all = (cx.partition(), held.owner.as_str(), key.0, key.1);
    if !ALL.exists(cx.tx, GLOBAL, &all)? {
        ALL.put(cx.tx, GLOBAL, &all, &Listed {})?;
    }
    Ok(())
}

pub fn delete(cx: &mut Cx, held: &Held) -> Result<(), AwsError> {
    let scope = cx.scope_of(&held.owner, "");
    let key = (held.region.as_str(), held.name.as_str());
    TRAILS.delete(cx.tx, scope, &key)?;
    let all = (cx.partition(), held.owner.as_str(), key.0, key.1);
    ALL.delete(cx.tx, GLOBAL, &all)?;
    let home = cx.scope_of(&held.owner, &held.region);
    STATUS.delete(cx.tx, home, &held.name)?;
    Ok(())
}

pub fn status(cx: &mut Cx, held: &Held) -> Result<Status, AwsError> {
    let scope = cx.scope_of(&held.owner, &held.region);
    Ok(STATUS.get(cx.tx, scope, &held.name)?.unwrap_or_default())
}

pub fn set_status(cx: &mut Cx, held: &Held, status: &Status) -> Result<(), AwsError> {
    let scope = cx.scope_of(&held.owner, &held.region);
    Ok(STATUS.put(cx.tx, scope, &held.name, status)?)
}

/// The same for background work, which has no caller.
pub fn amend_status(
    tx: &mut Tx,
    trail: &kernel::Trail,
    name: &str,
    change: impl FnOnce(&mut Status),
) -> Result<(), AwsError> {
    let scope = Scope::new(&trail.partition, &trail.account, &trail.region);
    let mut status = STATUS.get(tx, scope, name)?.unwrap_or_default();
    change(&mut status);
    Ok(STATUS.put(tx, scope, name, &status)?)
}

pub fn shown(cx: &Cx, trail: &Held) -> shapes::Trail {
    shapes::Trail {
        name: Some(trail.name.clone()),
        s3_bucket_name: Some(trail.bucket.clone()),
        s3_key_prefix: trail.prefix.clone(),
        include_global_service_events: Some(trail.global_events),
        is_multi_region_trail: Some(trail.multi_region),
        home_region: Some(trail.region.clone()),
        trail_arn: Some(trail.arn(cx.partition())),
        log_file_validation_enabled: Some(trail.validation),
        has_custom_event_selectors: Some(trail.selectors != Selectors::default()),
        has_insight_selectors: Some(false),
        is_organization_trail: Some(trail.organization.is_some()),
        ..shapes::Trail::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use haneul_store::encode_body;
    use serde_json::json;

    #[test]
    fn a_trail_of_before_there_were_organizations_is_read() {
        let mut before = Trail {
            name: "audit".to_owned(),
            region: "eu-west-1".to_owned(),
            bucket: "logs".to_owned(),
            prefix: None,
            global_events: true,
            multi_region: false,
            validation: true,
            tags: Vec::new(),
            selectors: Selectors::default(),
            logging: true,
            organization: None,
        };
        let mut written = serde_json::to_value(&before).unwrap();
        let members = written.as_object_mut().unwrap();
        assert_eq!(members.remove("organization"), Some(json!(null)));
        let row = encode_body(&written).unwrap();
        assert_eq!(Trail::migrate(1, &row).unwrap(), before);
        assert!(Trail::migrate(3, &row).is_err());
        assert_eq!(before.key("1", "CloudTrail/"), "AWSLogs/1/CloudTrail/");
        before.organization = Some("o-x".to_owned());
        assert_eq!(before.key("1", "CloudTrail/"), "AWSLogs/o-x/1/CloudTrail/");
    }
}
