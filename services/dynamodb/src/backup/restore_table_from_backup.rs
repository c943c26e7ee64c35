//! RestoreTableFromBackup: a new table with the items of a backup, whose source may be gone.

use crate::backup::row::{self, BACKUPS};
use crate::backup::target::{self, Overrides, Restored};
use crate::backup::{arn::Below, pour};
use crate::errors;
use crate::shapes::{RestoreTableFromBackupInput, RestoreTableFromBackupOutput};
use crate::table::show;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Scope;

pub fn run(
    cx: &mut Cx,
    input: RestoreTableFromBackupInput,
) -> Result<RestoreTableFromBackupOutput, AwsError> {
    if input.vector_index_override.is_some() {
        return Err(AwsError::not_implemented("vector indexes"));
    }
    let (below, mut backup) = row::at(cx, &input.backup_arn, true)?;
    if !backup.is_available {
        return Err(errors::backup_in_use(format_args!(
            "Backup {} is being created",
            input.backup_arn
        )));
    }
    let overrides = Overrides {
        billing_mode: input.billing_mode_override,
        units: input.provisioned_throughput_override,
        bounds: input.on_demand_throughput_override,
        global: input.global_secondary_index_override,
        local: input.local_secondary_index_override,
        encryption: input.sse_specification_override,
    };
    let Below {
        region,
        account,
        table,
        ..
    } = &below;
    let partition = cx.partition();
    let restored = Restored {
        backup: Some(input.backup_arn.clone()),
        table: format!("arn:{partition}:dynamodb:{region}:{account}:table/{table}"),
        at: backup.created,
        is_under_way: true,
    };
    let found = target::make(
        cx,
        &input.target_table_name,
        &backup.table,
        &overrides,
        &restored,
    )?;
    let from = pour::From::Backup(below.table.clone(), below.id.clone());
    pour::begin(cx, &found, &below.region, backup.holds, from)?;
    backup.uses += 1;
    let scope = Scope {
        region: &below.region,
        ..cx.scope()
    };
    BACKUPS.put(cx.tx, scope, &backup.key(), &backup)?;
    Ok(RestoreTableFromBackupOutput {
        table_description: Some(show::table(cx, &found)?),
    })
}
