//! UpdateContinuousBackups: switches recovery on or off, and says for how many days.

use crate::errors;
use crate::log;
use crate::recovery::describe_continuous_backups::{at, shown};
use crate::recovery::row::{DAYS, Recovery};
use crate::shapes::{UpdateContinuousBackupsInput, UpdateContinuousBackupsOutput};
use crate::table::row::{self, Change};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: UpdateContinuousBackupsInput,
) -> Result<UpdateContinuousBackupsOutput, AwsError> {
    let found = at(cx, &input.table_name)?;
    let now = cx.now().as_microsecond();
    if let Some(Change::Creating | Change::Deleting) = found.table.change(now) {
        return Err(errors::backups_unavailable(format_args!(
            "Backups are being enabled for the table: {}. Please retry later",
            found.table.name
        )));
    }
    let asked = input.point_in_time_recovery_specification;
    let mut table = found.table.as_ref().clone();
    table.recovery = match (asked.point_in_time_recovery_enabled, table.recovery.take()) {
        (true, known) => {
            let days = asked.recovery_period_in_days;
            let known = known.unwrap_or(Recovery {
                since: now,
                days: DAYS,
            });
            Some(Recovery {
                days: days.unwrap_or(known.days),
                ..known
            })
        }
        (false, _) if asked.recovery_period_in_days.is_some() => {
            return Err(errors::validation(
                "RecoveryPeriodInDays can only be specified when PointInTimeRecoveryEnabled is true",
            ));
        }
        (false, _) if !table.readings.is_empty() => {
            return Err(errors::backups_unavailable(format_args!(
                "A restore or an export of the table is under way: {}",
                table.name
            )));
        }
        (false, _) => None,
    };
    if table.recovery.is_some() {
        log::begin(cx, &found)?;
    }
    row::put(cx, &found, &table)?;
    Ok(UpdateContinuousBackupsOutput {
        continuous_backups_description: Some(shown(&table, now)),
    })
}
