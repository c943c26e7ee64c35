use ipnet::IpNet;

use super::pattern::Pattern;
use super::{Effect, Listed, Statement, Whom};
use crate::condition::{Condition, Values};
use crate::principal::Named;

/// Keys that pin a grant to known callers when they are compared with fixed values.
const PINNING_KEYS: [&str; 19] = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalservicename",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpcarn",
    "aws:sourcevpce",
    "aws:userid",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
];

pub(crate) fn grants_to_everyone(statement: &Statement) -> bool {
    statement.effect() == Effect::Allow
        && names_everyone(statement.whom())
        && !statement.conditions().iter().any(pins)
}

fn names_everyone(whom: &Whom) -> bool {
    match whom {
        Whom::Holder => false,
        Whom::Listed(Listed::Only(list)) => list.contains(&Named::Everyone),
        Whom::Listed(Listed::Except(_)) => true,
    }
}

fn pins(condition: &Condition) -> bool {
    if !condition.is_affirmative() || !PINNING_KEYS.contains(&condition.key()) {
        return false;
    }
    let key = condition.key();
    match condition.values() {
        Values::Exact(list) | Values::AnyCase(list) | Values::Like(list) | Values::Arn(list) => {
            list.iter().all(|pattern| is_fixed(key, pattern))
        }
        Values::Address(ranges) => ranges.iter().all(is_narrow),
        _ => false,
    }
}

/// No wildcard and no variable; only an access point may be any one of a fixed account's.
fn is_fixed(key: &str, pattern: &Pattern) -> bool {
    if pattern.is_literal() {
        return true;
    }
    let text = pattern.text();
    match key {
        "s3:dataaccesspointarn" => text.split(':').nth(4).is_some_and(|account| {
            account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())
        }),
        _ => false,
    }
}

/// AWS takes ranges wider than /8 (IPv4) and /32 (IPv6) for the whole world.
fn is_narrow(range: &IpNet) -> bool {
    match range {
        IpNet::V4(range) => range.prefix_len() >= 8,
        IpNet::V6(range) => range.prefix_len() >= 32,
    }
}
