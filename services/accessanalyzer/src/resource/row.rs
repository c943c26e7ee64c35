//! A resource as it was analyzed.

use haneul_pipeline::AwsError;
use haneul_store::{Scope, Span, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By the analyzer's id and the resource's ARN.
static RESOURCES: Table<(String, String), Analyzed> = Table::new("accessanalyzer_resource");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Analyzed {
    pub arn: String,
    pub kind: String,
    pub owner: String,
    pub created: Timestamp,
    pub analyzed: Timestamp,
    pub updated: Timestamp,
}

impl Stored for Analyzed {
    const VERSION: u32 = 1;
}

pub fn all(tx: &mut Tx, scope: Scope<'_>, analyzer: &str) -> Result<Vec<Analyzed>, AwsError> {
    let rows = RESOURCES.scan(tx, scope, Span::prefix(analyzer), usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, resource)| resource).collect())
}

pub fn find(
    tx: &mut Tx,
    scope: Scope<'_>,
    analyzer: &str,
    arn: &str,
) -> Result<Option<Analyzed>, AwsError> {
    Ok(RESOURCES.get(tx, scope, &(analyzer, arn))?)
}

pub fn save(
    tx: &mut Tx,
    scope: Scope<'_>,
    analyzer: &str,
    resource: &Analyzed,
) -> Result<(), AwsError> {
    let key = (analyzer, resource.arn.as_str());
    Ok(RESOURCES.put(tx, scope, &key, resource)?)
}

pub fn delete(tx: &mut Tx, scope: Scope<'_>, analyzer: &str, arn: &str) -> Result<(), AwsError> {
    RESOURCES.delete(tx, scope, &(analyzer, arn))?;
    Ok(())
}

/// Those of an analyzer that goes.
pub fn forget(tx: &mut Tx, scope: Scope<'_>, analyzer: &str) -> Result<(), AwsError> {
    for resource in all(tx, scope, analyzer)? {
        delete(tx, scope, analyzer, &resource.arn)?;
    }
    Ok(())
}
