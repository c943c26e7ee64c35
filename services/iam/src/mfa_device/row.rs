//! A virtual device as it is stored, what its codes are, and whose it is.

use super::{errors, totp};
use crate::access_key::row::Owner;
use crate::arn::{self, Parts};
use crate::entity::key;
use crate::tags::Tags;
use crate::user::row as user;
use crate::{limits, shapes};
use data_encoding::BASE32_NOPAD;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Index, Scope, Span, Stored, Table, Tx, key_bytes};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By path and name in lower case.
pub static DEVICES: Table<String, Device> =
    Table::new("iam_mfa_device")
        .sealed()
        .with_indexes(&[Index::new("holder", |_, device: &Device| {
            device.holder.iter().map(key_bytes).collect()
        })]);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Device {
    pub name: String,
    pub path: String,
    pub created: Timestamp,
    /// In base 32, as apps take it.
    pub seed: String,
    pub tags: Tags,
    /// The unique id of the user it is enabled for, or the account's for the root user.
    pub holder: Option<String>,
    pub enabled: Option<Timestamp>,
    /// How many steps its clock is ahead of the cloud's.
    pub drift: i64,
    /// The step of the code that was taken last: that one and older ones are used up.
    pub used: i64,
}

impl Stored for Device {
    const VERSION: u32 = 1;
}

impl Device {
    pub fn key(&self) -> String {
        key(&format!("{}{}", self.path, self.name))
    }

    fn code(&self, step: i64) -> String {
        let seed = BASE32_NOPAD.decode(self.seed.as_bytes());
        totp::code(&seed.unwrap_or_default(), step)
    }

    /// The step of a code that is good now.
    pub fn accepts(&self, code: &str, now: Timestamp) -> Option<i64> {
        let middle = totp::step_at(now) + self.drift;
        let window = limits::MFA_CODE_STEPS;
        let mut steps = middle - window..=middle + window;
        steps.find(|step| *step > self.used && self.code(*step) == code)
    }

    /// The step of the second of two codes that follow one another, not too far from now.
    pub fn accepts_pair(&self, first: &str, second: &str, now: Timestamp) -> Option<i64> {
        let middle = totp::step_at(now);
        let reach = limits::MFA_PAIR_STEPS;
        let mut steps = middle - reach..=middle + reach;
        let follow = |step: &i64| self.code(step - 1) == first && self.code(*step) == second;
        steps.find(|step| *step > self.used && follow(step))
    }
}

pub fn serial(cx: &Cx, device: &Device) -> String {
    let (partition, account) = (cx.partition(), cx.account());
    arn::of(partition, account, "mfa", &device.path, &device.name)
}

pub fn look(cx: &mut Cx, serial: &str) -> Result<Option<Device>, AwsError> {
    let (partition, account) = (cx.partition(), cx.account());
    look_in(cx.tx, partition, account, serial)
}

pub fn look_in(
    tx: &mut Tx,
    partition: &str,
    account: &str,
    serial: &str,
) -> Result<Option<Device>, AwsError> {
    let parts = Parts::of(serial).filter(|parts| {
        let (service, kind) = (parts.service, parts.kind);
        (parts.partition, parts.account, service, kind) == (partition, account, "iam", "mfa")
    });
    let Some(parts) = parts else {
        return Ok(None);
    };
    let scope = Scope::new(partition, account, "");
    let found = DEVICES.get(tx, scope, &key(&format!("/{}", parts.rest)))?;
    Ok(found.filter(|d| arn::of(partition, account, "mfa", &d.path, &d.name) == serial))
}

pub fn find(cx: &mut Cx, serial: &str) -> Result<Device, AwsError> {
    look(cx, serial)?.ok_or_else(|| errors::no_virtual_device(serial))
}

/// A device that is enabled for this user.
pub fn find_of(cx: &mut Cx, owner: &Owner, serial: &str) -> Result<Device, AwsError> {
    let device = look(cx, serial)?.filter(|device| device.holder.as_ref() == Some(&owner.id));
    device.ok_or_else(errors::not_their_device)
}

pub fn save(cx: &mut Cx, device: &Device) -> Result<(), AwsError> {
    let scope = cx.account_scope();
    Ok(DEVICES.put(cx.tx, scope, &device.key(), device)?)
}

/// The devices that are enabled for a user, or for the root user.
pub fn of(cx: &mut Cx, holder: &str) -> Result<Vec<(String, Device)>, AwsError> {
    let scope = cx.account_scope();
    let prefix = key_bytes(holder);
    Ok(DEVICES.by_index(cx.tx, scope, "holder", &prefix, usize::MAX)?)
}

/// Every device that is somebody's.
pub fn in_use(cx: &mut Cx) -> Result<Vec<Device>, AwsError> {
    let scope = cx.account_scope();
    let rows = DEVICES.scan(cx.tx, scope, Span::all(), usize::MAX, false)?;
    let devices = rows.into_iter().map(|(_, device)| device);
    Ok(devices.filter(|device| device.holder.is_some()).collect())
}

/// Whose device a call without a user's name, or with one, is about. The root user goes by the
/// account's id, which the operations that ask for a name can be given.
pub fn owner(cx: &mut Cx, name: Option<&str>) -> Result<Owner, AwsError> {
    let root = cx.caller().is_root() && name == Some(cx.account());
    if root && crate::entity::look::<user::User>(cx, cx.account())?.is_none() {
        return Owner::named(cx, None);
    }
    Owner::named(cx, name)
}

/// The user a device is enabled for, as lists show users.
pub fn shown_holder(cx: &mut Cx, device: &Device) -> Result<Option<shapes::User>, AwsError> {
    let Some(id) = &device.holder else {
        return Ok(None);
    };
    if id == cx.account() {
        return Ok(Some(shapes::User {
            user_id: Some(id.clone()),
            arn: Some(arn::root(cx.partition(), cx.account())),
            create_date: Some(cx.cloud.account().created),
            ..shapes::User::default()
        }));
    }
    let found = user::by_id(cx, id)?;
    Ok(found.map(|user| user::listed(cx, &user)))
}

/// The name that a list of somebody's devices shows.
pub fn shown_name(cx: &Cx, owner: &Owner) -> String {
    owner.name().unwrap_or_else(|| cx.account().to_owned())
}
