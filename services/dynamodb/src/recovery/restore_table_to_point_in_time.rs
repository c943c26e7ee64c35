//! RestoreTableToPointInTime: a new table with the items of another at any second of its window.

use crate::address::{Address, check_name};
use crate::background::About;
use crate::backup::target::{self, Overrides, Restored};
use crate::errors;
use crate::recovery::moment::{self, Source, Then};
use crate::shapes::{RestoreTableToPointInTimeInput, RestoreTableToPointInTimeOutput};
use crate::table::row::Table;
use crate::table::show;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: RestoreTableToPointInTimeInput,
) -> Result<RestoreTableToPointInTimeOutput, AwsError> {
    if input.vector_index_override.is_some() {
        return Err(AwsError::not_implemented("vector indexes"));
    }
    let source = source(cx, &input)?;
    let table = source.table(cx)?;
    let table = table.ok_or_else(|| errors::table_not_found(&source.name))?;
    let at = time(cx, &input, &table)?;
    let overrides = Overrides {
        billing_mode: input.billing_mode_override,
        units: input.provisioned_throughput_override,
        bounds: input.on_demand_throughput_override,
        global: input.global_secondary_index_override,
        local: input.local_secondary_index_override,
        encryption: input.sse_specification_override,
    };
    let restored = Restored {
        backup: None,
        table: source.arn(cx),
        at,
        is_under_way: true,
    };
    let found = target::make(cx, &input.target_table_name, &table, &overrides, &restored)?;
    moment::begin(cx, &source, &table, at, Then::Restore(About::of(&found)))?;
    Ok(RestoreTableToPointInTimeOutput {
        table_description: Some(show::table(cx, &found)?),
    })
}

fn source(cx: &Cx, input: &RestoreTableToPointInTimeInput) -> Result<Source, AwsError> {
    let here = |name: &str| Source {
        account: cx.account().to_owned(),
        region: cx.region().to_owned(),
        name: name.to_owned(),
    };
    match (&input.source_table_arn, &input.source_table_name) {
        (Some(arn), None) => of_arn(cx, arn).ok_or_else(|| errors::arn(arn)),
        (None, Some(name)) => {
            check_name("sourceTableName", name)?;
            Ok(here(name))
        }
        (None, None) => Err(errors::validation(
            "One of SourceTableArn or SourceTableName must be specified",
        )),
        (Some(_), Some(_)) => Err(errors::validation(
            "Only one of SourceTableArn or SourceTableName may be specified",
        )),
    }
}

/// A table of the account, perhaps of another Region.
fn of_arn(cx: &Cx, arn: &str) -> Option<Source> {
    let mut parts = arn.splitn(6, ':');
    let head = [(); 5].map(|()| parts.next().unwrap_or_default());
    let name = parts.next()?.strip_prefix("table/")?;
    let [arn, partition, service, region, account] = head;
    let fits = arn == "arn"
        && partition == cx.partition()
        && service == "dynamodb"
        && account == Address::own(cx, name).account
        && crate::address::is_name(name);
    fits.then(|| Source {
        account: account.to_owned(),
        region: region.to_owned(),
        name: name.to_owned(),
    })
}

fn time(cx: &Cx, input: &RestoreTableToPointInTimeInput, table: &Table) -> Result<i64, AwsError> {
    let now = cx.now().as_microsecond();
    let recovery = table.recovery.as_ref();
    let recovery = recovery.ok_or_else(|| errors::no_recovery(&table.name))?;
    let latest = input.use_latest_restorable_time == Some(true);
    match (latest, &input.restore_date_time) {
        (true, None) => Ok(recovery.latest(now)),
        (false, Some(at)) => {
            let at = at.as_microsecond();
            // The shown ends of the window are in it.
            let (earliest, last) = recovery.shown(now);
            match (recovery.earliest(now).min(earliest)..=recovery.latest(now).max(last))
                .contains(&at)
            {
                true => Ok(at.min(now)),
                false => Err(errors::restore_time(
                    "Restore time must be between EarliestRestorableDateTime and \
                     LatestRestorableDateTime",
                )),
            }
        }
        _ => Err(errors::validation(
            "Exactly one of RestoreDateTime or UseLatestRestorableTime must be specified",
        )),
    }
}
