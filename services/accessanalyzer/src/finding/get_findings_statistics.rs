//! GetFindingsStatistics: how many findings there are, of which kind.

use super::row::{self, Finding, Status};
use crate::analyzer::{self, Analyzer};
use crate::shapes::{
    ExternalAccessFindingsStatistics, FindingAggregationAccountDetails, FindingsStatistics,
    GetFindingsStatisticsRequest, GetFindingsStatisticsResponse, ResourceTypeDetails,
    UnusedAccessFindingsStatistics, UnusedAccessTypeStatistics,
};
use haneul_pipeline::{AwsError, Cx};
use std::collections::BTreeMap;

pub fn run(
    cx: &mut Cx,
    input: GetFindingsStatisticsRequest,
) -> Result<GetFindingsStatisticsResponse, AwsError> {
    let analyzer = analyzer::find(cx, &input.analyzer_arn)?;
    let scope = cx.scope();
    let all = row::all(cx.tx, scope, &analyzer.id)?;
    Ok(GetFindingsStatisticsResponse {
        last_updated_at: Some(last(&analyzer, &all)),
        findings_statistics: Some(vec![match analyzer.is_external() {
            true => external(&all),
            false => unused(&all),
        }]),
    })
}

fn last(analyzer: &Analyzer, all: &[Finding]) -> jiff::Timestamp {
    let updated = all.iter().map(|finding| finding.updated).max();
    updated.unwrap_or(analyzer.created)
}

fn count(all: &[Finding], status: Status) -> Option<i64> {
    let same = all.iter().filter(|finding| finding.status == status);
    Some(same.count() as i64)
}

fn active(all: &[Finding]) -> impl Iterator<Item = &Finding> {
    all.iter()
        .filter(|finding| finding.status == Status::Active)
}

fn external(all: &[Finding]) -> FindingsStatistics {
    let mut types: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for finding in active(all) {
        let (public, cross) = types.entry(finding.resource_type.clone()).or_default();
        let is_public = finding.what.external().is_some_and(|e| e.is_public);
        *(if is_public { public } else { cross }) += 1;
    }
    let details = |(kind, (public, cross))| {
        let details = ResourceTypeDetails {
            total_active_public: Some(public),
            total_active_cross_account: Some(cross),
            total_active_errors: Some(0),
        };
        (kind, details)
    };
    FindingsStatistics {
        external_access_findings_statistics: Some(ExternalAccessFindingsStatistics {
            resource_type_statistics: Some(types.into_iter().map(details).collect()),
            total_active_findings: count(all, Status::Active),
            total_archived_findings: count(all, Status::Archived),
            total_resolved_findings: count(all, Status::Resolved),
        }),
        ..FindingsStatistics::default()
    }
}

fn unused(all: &[Finding]) -> FindingsStatistics {
    let mut kinds: BTreeMap<&str, i64> = BTreeMap::new();
    let mut accounts: BTreeMap<&str, BTreeMap<&str, i64>> = BTreeMap::new();
    for finding in active(all) {
        let kind = finding.what.kind();
        *kinds.entry(kind).or_default() += 1;
        *accounts
            .entry(&finding.owner)
            .or_default()
            .entry(kind)
            .or_default() += 1;
    }
    let by_kind = kinds
        .into_iter()
        .map(|(kind, total)| UnusedAccessTypeStatistics {
            unused_access_type: Some(kind.to_owned()),
            total: Some(total),
        });
    let by_account =
        accounts
            .into_iter()
            .map(|(account, kinds)| FindingAggregationAccountDetails {
                account: Some(account.to_owned()),
                number_of_active_findings: Some(kinds.values().sum()),
                details: Some(kinds.into_iter().map(|(k, n)| (k.to_owned(), n)).collect()),
            });
    FindingsStatistics {
        unused_access_findings_statistics: Some(UnusedAccessFindingsStatistics {
            unused_access_type_statistics: Some(by_kind.collect()),
            top_accounts: Some(by_account.collect()),
            total_active_findings: count(all, Status::Active),
            total_archived_findings: count(all, Status::Archived),
            total_resolved_findings: count(all, Status::Resolved),
        }),
        ..FindingsStatistics::default()
    }
}
