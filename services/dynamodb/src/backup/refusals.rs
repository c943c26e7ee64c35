//! Errors of backups, restores, exports and imports, in AWS's words.

use haneul_pipeline::AwsError;

fn bad(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(code, message).status(400)
}

/// Of operations on backups, which say it with another code.
pub fn table_not_found(name: &str) -> AwsError {
    bad("TableNotFoundException", format!("Table not found: {name}"))
}

pub fn table_in_use(name: &str) -> AwsError {
    bad(
        "TableInUseException",
        format!("Table is being created or deleted: {name}"),
    )
}

pub fn backup_in_use(message: impl std::fmt::Display) -> AwsError {
    bad("BackupInUseException", message.to_string())
}

pub fn backup_arn(arn: &str) -> AwsError {
    bad("ValidationException", format!("Invalid BackupArn: {arn}"))
}

pub fn no_backup(arn: &str) -> AwsError {
    bad(
        "BackupNotFoundException",
        format!("Backup not found: {arn}"),
    )
}

/// The table that something is restored into.
pub fn restored_exists(name: &str) -> AwsError {
    bad(
        "TableAlreadyExistsException",
        format!("Table already exists: {name}"),
    )
}

/// Without recovery there is no moment to go back to.
pub fn no_recovery(name: &str) -> AwsError {
    bad(
        "PointInTimeRecoveryUnavailableException",
        format!("Point in time recovery is not enabled for table '{name}'"),
    )
}

pub fn backups_unavailable(message: impl std::fmt::Display) -> AwsError {
    bad("ContinuousBackupsUnavailableException", message.to_string())
}

pub fn restore_time(message: impl std::fmt::Display) -> AwsError {
    bad("InvalidRestoreTimeException", message.to_string())
}

pub fn export_time(message: impl std::fmt::Display) -> AwsError {
    bad("InvalidExportTimeException", message.to_string())
}

pub fn no_export(arn: &str) -> AwsError {
    bad(
        "ExportNotFoundException",
        format!("Export not found: {arn}"),
    )
}

pub fn no_import(arn: &str) -> AwsError {
    bad(
        "ImportNotFoundException",
        format!("Import not found: {arn}"),
    )
}

/// The same token with other parameters.
pub fn export_conflict() -> AwsError {
    bad(
        "ExportConflictException",
        "The request uses the same client token as a previous, but non-identical request",
    )
}

pub fn import_conflict() -> AwsError {
    bad(
        "ImportConflictException",
        "The request uses the same client token as a previous, but non-identical request",
    )
}
