//! An analyzer as it is stored, found and shown.

use super::{arn, configuration};
use crate::{errors, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Span, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By name, in the account and Region.
pub static ANALYZERS: Table<String, Analyzer> = Table::new("accessanalyzer_analyzer");

/// Those of all accounts: partition, account, Region, name.
pub static ALL: Table<(String, String, String, String), Listed> = Table::new("accessanalyzer_all");

pub const GLOBAL: Scope<'static> = Scope::new("", "", "");

pub const EXTERNAL: &str = "ACCOUNT";
pub const UNUSED: &str = "ACCOUNT_UNUSED_ACCESS";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Analyzer {
    /// Tells it from a later one of the same name; what its findings and rules lie under.
    pub id: String,
    pub name: String,
    pub kind: String,
    pub created: Timestamp,
    pub tags: Vec<(String, String)>,
    /// Days after which something is unused.
    pub unused_age: Option<i64>,
    pub exclusions: Vec<Exclusion>,
    /// The resource that was analyzed last, and when.
    pub last: Option<(String, Timestamp)>,
}

/// Whom an analyzer leaves alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exclusion {
    /// Each with all of its pairs.
    pub tags: Vec<Vec<(String, String)>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Listed {}

impl Stored for Analyzer {
    const VERSION: u32 = 1;
}

impl Stored for Listed {
    const VERSION: u32 = 1;
}

impl Analyzer {
    pub fn is_external(&self) -> bool {
        self.kind == EXTERNAL
    }
}

/// By its name, as some operations have it.
pub fn named(cx: &mut Cx, name: &str) -> Result<Analyzer, AwsError> {
    let scope = cx.scope();
    let found = ANALYZERS.get(cx.tx, scope, name)?;
    found.ok_or_else(|| errors::not_found(errors::ANALYZER, "analyzer", name))
}

/// By its ARN, as others have it.
pub fn find(cx: &mut Cx, text: &str) -> Result<Analyzer, AwsError> {
    let missing = || errors::not_found(errors::ANALYZER, "analyzer", text);
    let name = arn::name_in(cx.scope(), text).ok_or_else(missing)?;
    let scope = cx.scope();
    ANALYZERS.get(cx.tx, scope, name)?.ok_or_else(missing)
}

/// For background work, which has no caller.
pub fn at(tx: &mut Tx, scope: Scope<'_>, name: &str) -> Result<Option<Analyzer>, AwsError> {
    Ok(ANALYZERS.get(tx, scope, name)?)
}

pub fn here(cx: &mut Cx) -> Result<Vec<Analyzer>, AwsError> {
    let scope = cx.scope();
    let rows = ANALYZERS.scan(cx.tx, scope, Span::all(), usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, analyzer)| analyzer).collect())
}

pub fn save(cx: &mut Cx, analyzer: &Analyzer) -> Result<(), AwsError> {
    let scope = cx.scope();
    ANALYZERS.put(cx.tx, scope, &analyzer.name, analyzer)?;
    let all = (
        scope.partition,
        scope.account,
        scope.region,
        &*analyzer.name,
    );
    if !ALL.exists(cx.tx, GLOBAL, &all)? {
        ALL.put(cx.tx, GLOBAL, &all, &Listed {})?;
    }
    Ok(())
}

pub fn delete(cx: &mut Cx, analyzer: &Analyzer) -> Result<(), AwsError> {
    let scope = cx.scope();
    ANALYZERS.delete(cx.tx, scope, &analyzer.name)?;
    let all = (
        scope.partition,
        scope.account,
        scope.region,
        &*analyzer.name,
    );
    ALL.delete(cx.tx, GLOBAL, &all)?;
    Ok(())
}

pub fn shown(cx: &Cx, analyzer: Analyzer) -> shapes::AnalyzerSummary {
    let (resource, at) = analyzer.last.clone().unzip();
    shapes::AnalyzerSummary {
        arn: Some(arn::of(cx.scope(), &analyzer.name)),
        configuration: configuration::shown(&analyzer),
        name: Some(analyzer.name),
        r#type: Some(analyzer.kind),
        created_at: Some(analyzer.created),
        last_resource_analyzed: resource,
        last_resource_analyzed_at: at,
        tags: Some(analyzer.tags),
        status: Some("ACTIVE".to_owned()),
        ..shapes::AnalyzerSummary::default()
    }
}
