//! The row of the account's settings.

use crate::{limits, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};

static SETTINGS: Table<u8, Settings> = Table::new("appconfig_settings");
const ONLY: u8 = 0;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    pub protected: bool,
    pub minutes: i64,
}

impl Stored for Settings {
    const VERSION: u32 = 1;
}

impl Settings {
    pub fn shown(self) -> shapes::AccountSettings {
        shapes::AccountSettings {
            deletion_protection: Some(shapes::DeletionProtectionSettings {
                enabled: Some(self.protected),
                protection_period_in_minutes: Some(self.minutes),
            }),
            vended_metrics: Some(shapes::VendedMetricsSettings {
                enabled: Some(false),
            }),
        }
    }
}

pub fn open(cx: &mut Cx) -> Result<Settings, AwsError> {
    let found = SETTINGS.get(cx.tx, cx.scope(), &ONLY)?;
    Ok(found.unwrap_or(Settings {
        protected: false,
        minutes: limits::PROTECTED_MINUTES,
    }))
}

pub fn save(cx: &mut Cx, settings: &Settings) -> Result<(), AwsError> {
    Ok(SETTINGS.put(cx.tx, cx.scope(), &ONLY, settings)?)
}
