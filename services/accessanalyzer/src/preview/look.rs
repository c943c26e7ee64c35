//! What would be found, beside what is found now.

use super::configuration;
use super::row::Previewed;
use crate::analyzer::Analyzer;
use crate::archive_rule;
use crate::finding::{self, Finding, Status, What};
use haneul_pipeline::{AwsError, Cx, Exposed};
use haneul_runtime::ids;

pub fn look(
    cx: &mut Cx,
    analyzer: &Analyzer,
    exposed: &Exposed,
) -> Result<Vec<Previewed>, AwsError> {
    let scope = cx.scope();
    let rules = archive_rule::all(cx.tx, scope, &analyzer.id)?;
    let mut existing = finding::all(cx.tx, scope, &analyzer.id)?;
    existing.retain(|finding| finding.resource == exposed.arn);
    let mut found = Vec::new();
    for external in configuration::found(exposed) {
        let what = What::External(external);
        let place = existing.iter().position(|old| old.what.is_same(&what));
        let before = place.map(|place| existing.swap_remove(place));
        let mut finding = fresh(cx, exposed, what);
        let mut rules = rules.iter();
        finding.status = match &before {
            // What is open already stays as it is.
            Some(old) if old.status != Status::Resolved => old.status,
            _ if rules.any(|rule| archive_rule::fits(&rule.filter, &finding)) => Status::Archived,
            _ => Status::Active,
        };
        found.push(Previewed {
            finding,
            existing: before.map(|old| (old.id, old.status)),
        });
    }
    // What is shut then. What is resolved already is no news.
    existing.retain(|old| old.status != Status::Resolved);
    for old in existing {
        let mut finding = fresh(cx, exposed, old.what);
        finding.status = Status::Resolved;
        found.push(Previewed {
            finding,
            existing: Some((old.id, old.status)),
        });
    }
    Ok(found)
}

fn fresh(cx: &Cx, exposed: &Exposed, what: What) -> Finding {
    let now = cx.now();
    Finding {
        id: ids::uuid(cx.random()),
        resource: exposed.arn.clone(),
        resource_type: exposed.kind.to_owned(),
        owner: exposed.owner.clone(),
        created: now,
        analyzed: now,
        updated: now,
        status: Status::Active,
        what,
    }
}
