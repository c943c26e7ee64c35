//! A finding as it is stored and found.

use super::what::What;
use crate::analyzer::Analyzer;
use crate::archive_rule::Subject;
use crate::errors;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Span, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By the analyzer's id and the finding's.
static FINDINGS: Table<(String, String), Finding> = Table::new("accessanalyzer_finding");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub id: String,
    pub resource: String,
    /// `AWS::S3::Bucket`
    pub resource_type: String,
    pub owner: String,
    pub created: Timestamp,
    pub analyzed: Timestamp,
    pub updated: Timestamp,
    pub status: Status,
    pub what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    Active,
    Archived,
    Resolved,
}

impl Status {
    pub fn word(self) -> &'static str {
        match self {
            Status::Active => "ACTIVE",
            Status::Archived => "ARCHIVED",
            Status::Resolved => "RESOLVED",
        }
    }
}

impl Stored for Finding {
    const VERSION: u32 = 1;
}

impl Subject for Finding {
    fn values(&self, key: &str) -> Vec<String> {
        let external = self.what.external();
        let one = |text: &str| vec![text.to_owned()];
        match (key, external) {
            ("id", _) => one(&self.id),
            ("resource", _) => one(&self.resource),
            ("resourceType", _) => one(&self.resource_type),
            ("resourceOwnerAccount", _) => one(&self.owner),
            ("status", _) => one(self.status.word()),
            ("findingType", _) => one(self.what.kind()),
            ("isPublic", Some(external)) => vec![external.is_public.to_string()],
            (_, Some(external)) => of_access(external, key),
            _ => Vec::new(),
        }
    }
}

/// Keys of conditions are the same in any case.
fn of_access(external: &super::External, key: &str) -> Vec<String> {
    if let Some(kind) = key.strip_prefix("principal.") {
        let (own, who) = &external.principal;
        return match own == kind {
            true => vec![who.clone()],
            false => Vec::new(),
        };
    }
    let wanted = key.strip_prefix("condition.").unwrap_or_default();
    let conditions = external.conditions.iter();
    let same = conditions.filter(|(own, _)| own.eq_ignore_ascii_case(wanted));
    same.flat_map(|(_, values)| values.split(',').map(str::to_owned))
        .collect()
}

pub fn all(tx: &mut Tx, scope: Scope<'_>, analyzer: &str) -> Result<Vec<Finding>, AwsError> {
    let rows = FINDINGS.scan(tx, scope, Span::prefix(analyzer), usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, finding)| finding).collect())
}

pub fn find(cx: &mut Cx, analyzer: &Analyzer, id: &str) -> Result<Finding, AwsError> {
    let scope = cx.scope();
    let found = FINDINGS.get(cx.tx, scope, &(analyzer.id.as_str(), id))?;
    found.ok_or_else(|| errors::not_found(errors::FINDING, "finding", id))
}

pub fn save(
    tx: &mut Tx,
    scope: Scope<'_>,
    analyzer: &str,
    finding: &Finding,
) -> Result<(), AwsError> {
    let key = (analyzer, finding.id.as_str());
    Ok(FINDINGS.put(tx, scope, &key, finding)?)
}

pub fn delete(tx: &mut Tx, scope: Scope<'_>, analyzer: &str, id: &str) -> Result<(), AwsError> {
    FINDINGS.delete(tx, scope, &(analyzer, id))?;
    Ok(())
}

/// Those of an analyzer that goes.
pub fn forget(tx: &mut Tx, scope: Scope<'_>, analyzer: &str) -> Result<(), AwsError> {
    for finding in all(tx, scope, analyzer)? {
        delete(tx, scope, analyzer, &finding.id)?;
    }
    Ok(())
}
