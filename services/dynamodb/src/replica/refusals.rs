//! Why replicas are refused, in AWS's words.

use crate::errors::{in_use, invalid, validation};
use haneul_pipeline::AwsError;

pub fn not_alone() -> AwsError {
    invalid("Replica modification must be the only operation in the request")
}

pub fn no_action() -> AwsError {
    validation("There are no actions specified in the Replica Update Action of the request.")
}

pub fn several_kinds() -> AwsError {
    validation("Update table operation with more than one type of replica actions not allowed.")
}

pub fn several() -> AwsError {
    validation(
        "Update table operation with more than one create or delete replica actions not allowed",
    )
}

pub fn local() -> AwsError {
    validation(
        "Cannot add or delete the local region through ReplicaUpdates. Use CreateTable, \
         DeleteTable, or UpdateTable as required.",
    )
}

pub fn no_region(name: &str) -> AwsError {
    let known: Vec<&str> = haneul_blob::Region::all().map(|r| r.name()).collect();
    validation(format!(
        "Region {name} is not supported. The latest version of global tables are only supported in \
         the following regions: [{}]",
        known.join(", ")
    ))
}

/// AWS's spelling.
pub fn exists(table: &str) -> AwsError {
    validation(format!(
        "Failed to create a the new replica of table with name: ‘{table}’ because one or more \
         replicas already existed as tables."
    ))
}

pub fn no_member(region: &str) -> AwsError {
    validation(format!(
        "Update global table operation failed because one or more replicas were not part of the \
         global table. Please retry the request without these replicas: [{region}]."
    ))
}

pub fn busy() -> AwsError {
    in_use("The resource which you are attempting to change is in use.")
}

pub fn is_source() -> AwsError {
    validation(
        "Replica cannot be deleted because it has acted as a source region for new replica(s) \
         being added to the table in the last 24 hours.",
    )
}

pub fn is_protected(table: &str, region: &str) -> AwsError {
    validation(format!(
        "Cannot delete table {table} in region {region} because it has deletion protection \
         enabled. Disable deletion protection first."
    ))
}

pub fn is_joining(table: &str, region: &str) -> AwsError {
    validation(format!(
        "Create/Update/Delete of replica is not allowed while the replica is being added to table \
         with name: {table} in region {region}"
    ))
}

pub fn needs_scaling(is_index: bool) -> AwsError {
    let what = if is_index { "GSI" } else { "Table" };
    validation(format!(
        "{what} write capacity should either be Pay-Per-Request or AutoScaled."
    ))
}

pub fn no_key() -> AwsError {
    invalid("KMSMasterKeyId must be specified for each replica.")
}
