//! A preview as it is stored.

use crate::analyzer::Analyzer;
use crate::archive_rule::Subject;
use crate::errors;
use crate::finding::{Finding, Status};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By the analyzer's id and the preview's.
static PREVIEWS: Table<(String, String), Preview> = Table::new("accessanalyzer_preview");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    pub id: String,
    pub created: Timestamp,
    /// By ARN.
    pub configurations: Vec<(String, Proposed)>,
    pub findings: Vec<Previewed>,
}

/// What was given, by the type of the resource.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Proposed {
    pub bucket: Option<Given>,
    /// IgnorePublicAcls and RestrictPublicBuckets.
    pub block: Option<(bool, bool)>,
    pub queue: Option<Given>,
    pub role: Option<Given>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Given {
    pub policy: Option<String>,
}

impl Given {
    pub fn of(policy: &Option<String>) -> Given {
        Given {
            policy: policy.clone(),
        }
    }
}

/// A finding as it would be, and how it is now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Previewed {
    pub finding: Finding,
    /// The finding that is there already, and its state.
    pub existing: Option<(String, Status)>,
}

impl Stored for Preview {
    const VERSION: u32 = 1;
}

impl Previewed {
    pub fn change(&self) -> &'static str {
        match &self.existing {
            None => "NEW",
            Some((_, status)) if *status == self.finding.status => "UNCHANGED",
            Some(_) => "CHANGED",
        }
    }
}

impl Subject for Previewed {
    fn values(&self, key: &str) -> Vec<String> {
        match key {
            "changeType" => vec![self.change().to_owned()],
            "existingFindingId" => self.existing.iter().map(|(id, _)| id.clone()).collect(),
            "existingFindingStatus" => {
                let words = self.existing.iter().map(|(_, status)| status.word());
                words.map(str::to_owned).collect()
            }
            _ => self.finding.values(key),
        }
    }
}

pub fn find(cx: &mut Cx, analyzer: &Analyzer, id: &str) -> Result<Preview, AwsError> {
    let scope = cx.scope();
    let found = PREVIEWS.get(cx.tx, scope, &(analyzer.id.as_str(), id))?;
    found.ok_or_else(|| errors::not_found(errors::PREVIEW, "access preview", id))
}

pub fn all(cx: &mut Cx, analyzer: &Analyzer) -> Result<Vec<Preview>, AwsError> {
    let (scope, span) = (cx.scope(), Span::prefix(analyzer.id.as_str()));
    let rows = PREVIEWS.scan(cx.tx, scope, span, usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, preview)| preview).collect())
}

pub fn save(cx: &mut Cx, analyzer: &Analyzer, preview: &Preview) -> Result<(), AwsError> {
    let scope = cx.scope();
    let key = (analyzer.id.as_str(), preview.id.as_str());
    Ok(PREVIEWS.put(cx.tx, scope, &key, preview)?)
}

pub fn delete(cx: &mut Cx, analyzer: &str, id: &str) -> Result<(), AwsError> {
    let scope = cx.scope();
    PREVIEWS.delete(cx.tx, scope, &(analyzer, id))?;
    Ok(())
}
