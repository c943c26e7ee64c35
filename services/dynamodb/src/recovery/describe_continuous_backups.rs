//! DescribeContinuousBackups: whether a table can be recovered, and to which moments.

use crate::address::Address;
use crate::errors;
use crate::shapes::{
    ContinuousBackupsDescription, DescribeContinuousBackupsInput, DescribeContinuousBackupsOutput,
    PointInTimeRecoveryDescription,
};
use crate::table::Found;
use crate::table::row::{self, Table};
use crate::table::show::time;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeContinuousBackupsInput,
) -> Result<DescribeContinuousBackupsOutput, AwsError> {
    let found = at(cx, &input.table_name)?;
    let now = cx.now().as_microsecond();
    Ok(DescribeContinuousBackupsOutput {
        continuous_backups_description: Some(shown(&found.table, now)),
    })
}

pub fn at(cx: &mut Cx, name: &str) -> Result<Found, AwsError> {
    let address = Address::of(cx, name)?;
    let found = row::find(cx, &address)?;
    found.ok_or_else(|| errors::table_not_found(&address.name))
}

pub fn shown(table: &Table, now: i64) -> ContinuousBackupsDescription {
    let recovery = match &table.recovery {
        None => PointInTimeRecoveryDescription {
            point_in_time_recovery_status: Some("DISABLED".to_owned()),
            ..PointInTimeRecoveryDescription::default()
        },
        Some(recovery) => {
            let (earliest, latest) = recovery.shown(now);
            PointInTimeRecoveryDescription {
                point_in_time_recovery_status: Some("ENABLED".to_owned()),
                recovery_period_in_days: Some(recovery.days),
                earliest_restorable_date_time: Some(time(earliest)),
                latest_restorable_date_time: Some(time(latest)),
            }
        }
    };
    ContinuousBackupsDescription {
        continuous_backups_status: Some("ENABLED".to_owned()),
        point_in_time_recovery_description: Some(recovery),
    }
}
