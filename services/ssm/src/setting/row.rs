//! Which settings there are, and what they are unless somebody changes them.

use crate::errors;
use haneul_pipeline::{Arn, AwsError, Cx};
use haneul_store::{Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By id.
pub static SETTINGS: Table<String, Setting> = Table::new("ssm_setting");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    pub value: String,
    pub modified: Timestamp,
    pub user: String,
}

impl Stored for Setting {
    const VERSION: u32 = 1;
}

pub const TIER: &str = "/ssm/parameter-store/default-parameter-tier";
pub const THROUGHPUT: &str = "/ssm/parameter-store/high-throughput-enabled";

/// Of an id or an ARN; those of other parts of Systems Manager are refused by name.
pub fn id(said: &str) -> Result<&'static str, AwsError> {
    let id = match Arn::read(said) {
        Some(arn) => arn.resource.strip_prefix("servicesetting").unwrap_or(said),
        None => said,
    };
    for known in [TIER, THROUGHPUT] {
        if id.trim_start_matches('/') == known.trim_start_matches('/') {
            return Ok(known);
        }
    }
    Err(match id.starts_with("/ssm/") {
        true => AwsError::not_implemented(format_args!("the service setting {id}")),
        false => errors::no_setting(said),
    })
}

pub fn usual(id: &str) -> &'static str {
    match id {
        TIER => "Standard",
        _ => "false",
    }
}

pub fn check(id: &str, value: &str) -> Result<(), AwsError> {
    let known: &[&str] = match id {
        TIER => &["Standard", "Advanced", "Intelligent-Tiering"],
        _ => &["true", "false"],
    };
    match known.contains(&value) {
        true => Ok(()),
        false => Err(errors::invalid(format!(
            "The setting value {value} is not valid for {id}: it must be one of [{}].",
            known.join(", ")
        ))),
    }
}

/// Of parameters whose tier nobody names.
pub fn default_tier(cx: &mut Cx) -> Result<String, AwsError> {
    let found = SETTINGS.get(cx.tx, cx.scope(), TIER)?;
    Ok(found.map_or_else(|| usual(TIER).to_owned(), |found| found.value))
}
