//! Operations: PutObjectLockConfiguration, GetObjectLockConfiguration.

use crate::bucket::{self, DefaultRetention, ObjectLock, Period};
use crate::shapes::{
    DefaultRetention as Shown, GetObjectLockConfigurationOutput, GetObjectLockConfigurationRequest,
    ObjectLockConfiguration, ObjectLockRule, PutObjectLockConfigurationOutput,
    PutObjectLockConfigurationRequest,
};
use crate::{errors, object};
use haneul_pipeline::{AwsError, Cx};

const DAYS: i64 = 36_500;
const YEARS: i64 = 100;

pub fn put_object_lock_configuration(
    cx: &mut Cx,
    input: PutObjectLockConfigurationRequest,
) -> Result<PutObjectLockConfigurationOutput, AwsError> {
    let mut bucket = bucket::open(cx, &input.bucket)?;
    let wanted = input
        .object_lock_configuration
        .ok_or_else(errors::malformed_xml)?;
    if wanted.object_lock_enabled.as_deref() != Some("Enabled") {
        return Err(errors::malformed_xml());
    }
    if !bucket.keeps_versions() {
        return Err(errors::invalid_bucket_state(
            "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
        ));
    }
    let retention = wanted.rule.map(|rule| match rule.default_retention {
        Some(retention) => default(&retention),
        None => Err(errors::malformed_xml()),
    });
    bucket.object_lock = Some(ObjectLock {
        retention: retention.transpose()?,
    });
    bucket::put(cx, &bucket)?;
    Ok(PutObjectLockConfigurationOutput::default())
}

fn default(wanted: &Shown) -> Result<DefaultRetention, AwsError> {
    if wanted.default_event_hold.is_some() {
        return Err(AwsError::not_implemented("event holds of S3 Object Lock"));
    }
    let mode = wanted.mode.as_deref().ok_or_else(errors::malformed_xml)?;
    let (period, most, name) = match (wanted.days, wanted.years) {
        (Some(days), None) => (Period::Days(days), DAYS, "days"),
        (None, Some(years)) => (Period::Years(years), YEARS, "years"),
        _ => return Err(errors::malformed_xml()),
    };
    let (Period::Days(number) | Period::Years(number)) = period;
    if number < 1 {
        return Err(errors::invalid_argument(
            "Default retention period must be a positive integer value",
            name,
            &number.to_string(),
        ));
    }
    if number > most {
        return Err(errors::invalid_argument(
            "Default retention period too large",
            name,
            &number.to_string(),
        ));
    }
    Ok(DefaultRetention {
        mode: object::parse_lock_mode(mode).map_err(|_| errors::malformed_xml())?,
        period,
    })
}

pub fn get_object_lock_configuration(
    cx: &mut Cx,
    input: GetObjectLockConfigurationRequest,
) -> Result<GetObjectLockConfigurationOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let Some(lock) = bucket.object_lock else {
        return Err(errors::not_configured(
            "ObjectLockConfigurationNotFoundError",
            "Object Lock configuration does not exist for this bucket",
            &bucket.name,
        ));
    };
    let rule = lock.retention.map(|retention| {
        let (days, years) = match retention.period {
            Period::Days(days) => (Some(days), None),
            Period::Years(years) => (None, Some(years)),
        };
        ObjectLockRule {
            default_retention: Some(Shown {
                mode: Some(object::lock_name(retention.mode).to_owned()),
                days,
                years,
                ..Shown::default()
            }),
        }
    });
    Ok(GetObjectLockConfigurationOutput {
        object_lock_configuration: Some(ObjectLockConfiguration {
            object_lock_enabled: Some("Enabled".to_owned()),
            rule,
        }),
    })
}
