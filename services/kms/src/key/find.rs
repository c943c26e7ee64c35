//! Which key is meant: by id, ARN, alias or the alias's ARN.

use super::{KEYS, Key};
use crate::{alias, errors};
use haneul_pipeline::{Arn, AwsError, Cx};
use haneul_store::Scope;

/// A key where it is.
#[derive(Clone, Debug)]
pub struct Found {
    pub key: Key,
    pub account: String,
    pub region: String,
    /// The alias that it was called by.
    pub alias: Option<String>,
}

impl Found {
    pub fn arn(&self, cx: &Cx) -> String {
        arn(cx, &self.account, &self.region, &self.key.id)
    }

    pub fn scope<'b>(&'b self, cx: &Cx<'b>) -> Scope<'b> {
        cx.scope_of(&self.account, &self.region)
    }
}

pub fn arn(cx: &Cx, account: &str, region: &str, id: &str) -> String {
    format!("arn:{}:kms:{region}:{account}:key/{id}", cx.partition())
}

/// What a caller wrote for a key.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    pub account: String,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq)]
pub enum What {
    Key(String),
    /// With `alias/` in front.
    Alias(String),
}

pub fn read(cx: &Cx, given: &str) -> Result<Given, AwsError> {
    let (account, resource) = match Arn::read(given) {
        None if given.starts_with("arn:") => {
            return Err(errors::arn(format!("Invalid arn {given}")));
        }
        None => (cx.account(), given),
        Some(arn) if arn.service != "kms" => {
            return Err(errors::arn(format!("Invalid arn {}", arn.service)));
        }
        Some(arn) if arn.partition != cx.partition() => {
            return Err(errors::arn_elsewhere(arn.partition));
        }
        Some(arn) if arn.region != cx.region() => return Err(errors::arn_elsewhere(arn.region)),
        Some(arn) => match arn.resource.strip_prefix("key/") {
            Some(id) => (arn.account, id),
            None if arn.resource.starts_with("alias/") => (arn.account, arn.resource),
            None => return Err(errors::arn(format!("Invalid arn {given}"))),
        },
    };
    let what = match resource.starts_with("alias/") {
        true => What::Alias(resource.to_owned()),
        false if is_id(resource) => What::Key(resource.to_owned()),
        false => return Err(errors::invalid_key_id(given)),
    };
    Ok(Given {
        account: account.to_owned(),
        what,
    })
}

/// A UUID, or that of a key that is in several Regions.
fn is_id(text: &str) -> bool {
    let hex = |text: &str| text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    match text.strip_prefix("mrk-") {
        Some(rest) => rest.len() == 32 && hex(rest),
        None => {
            let parts: Vec<&str> = text.split('-').collect();
            let lengths = [8, 4, 4, 4, 12];
            parts.len() == 5
                && parts
                    .iter()
                    .zip(lengths)
                    .all(|(part, length)| part.len() == length && hex(part))
        }
    }
}

/// The ARN that a policy is asked about where there is no such key.
pub fn as_given(cx: &Cx, given: &Given) -> String {
    match &given.what {
        What::Key(id) => arn(cx, &given.account, cx.region(), id),
        What::Alias(name) => alias::arn(cx, &given.account, name),
    }
}

/// The key, if there is one.
pub fn find(cx: &mut Cx, given: &Given) -> Result<Option<Found>, AwsError> {
    let region = cx.region();
    let (id, alias) = match &given.what {
        What::Key(id) => (id.clone(), None),
        What::Alias(name) => match alias::target(cx, &given.account, name)? {
            Some(id) => (id, Some(name.clone())),
            None => return Ok(None),
        },
    };
    let scope = cx.scope_of(&given.account, region);
    let key = cx.known(&KEYS, scope, id.as_str())?;
    Ok(key.map(|key| Found {
        key: Key::clone(&key),
        account: given.account.clone(),
        region: region.to_owned(),
        alias,
    }))
}

pub fn open(cx: &mut Cx, key_id: &str) -> Result<Found, AwsError> {
    let given = read(cx, key_id)?;
    find(cx, &given)?.ok_or_else(|| match &given.what {
        What::Key(_) => errors::no_key(&as_given(cx, &given)),
        What::Alias(_) => errors::no_alias(&as_given(cx, &given)),
    })
}

/// For operations on keys themselves, which take no aliases.
pub fn open_own(cx: &mut Cx, key_id: &str) -> Result<Found, AwsError> {
    match read(cx, key_id)?.what {
        What::Key(_) => open(cx, key_id),
        What::Alias(_) if key_id.starts_with("arn:") => Err(errors::alias_where_key()),
        What::Alias(_) => Err(errors::invalid_key_id(key_id)),
    }
}

/// The key by its place.
pub fn reread(cx: &mut Cx, account: &str, id: &str) -> Result<Option<Found>, AwsError> {
    find(
        cx,
        &Given {
            account: account.to_owned(),
            what: What::Key(id.to_owned()),
        },
    )
}
