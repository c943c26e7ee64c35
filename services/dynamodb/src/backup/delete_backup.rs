//! DeleteBackup: at once for who asks; its items go in the background.

use crate::backup::row::BACKUPS;
use crate::backup::{discard, row, show};
use crate::errors;
use crate::shapes::{DeleteBackupInput, DeleteBackupOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeleteBackupInput) -> Result<DeleteBackupOutput, AwsError> {
    let (_, backup) = row::at(cx, &input.backup_arn, false)?;
    if !backup.is_available || backup.uses > 0 {
        return Err(errors::backup_in_use(format_args!(
            "Backup {} is in use",
            input.backup_arn
        )));
    }
    if backup.is_system() {
        return Err(errors::validation("System backups cannot be deleted"));
    }
    let (scope, place) = (cx.scope(), (cx.account(), cx.region()));
    BACKUPS.delete(cx.tx, scope, &backup.key())?;
    discard::discard(cx, place, backup.holds)?;
    let mut shown = show::description(cx, &backup);
    if let Some(details) = &mut shown.backup_details {
        details.backup_status = Some("DELETED".to_owned());
    }
    Ok(DeleteBackupOutput {
        backup_description: Some(shown),
    })
}
