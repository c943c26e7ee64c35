//! What is seen now beside what was found before: new findings, findings that are resolved.

use super::{Place, Seen};
use crate::analyzer::{self, ANALYZERS};
use crate::archive_rule::{self, Rule};
use crate::finding::{self, Finding, Status, What};
use crate::resource::{self, Analyzed};
use haneul_pipeline::{AwsError, Cloud};
use haneul_runtime::ids;
use haneul_store::Tx;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, HashSet};

/// What has not changed is noted as analyzed again this often.
const AGAIN: SignedDuration = SignedDuration::from_hours(24);
/// What is resolved is kept this long.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

pub struct Settle<'a> {
    pub cloud: &'a Cloud,
    pub place: &'a Place,
    pub analyzer: &'a str,
    /// The analyzer's, when it was looked at.
    pub id: &'a str,
    pub seen: &'a [Seen],
    pub only: Option<&'a str>,
    pub now: Timestamp,
}

impl Settle<'_> {
    pub fn run(&self, tx: &mut Tx) -> Result<(), AwsError> {
        let scope = self.place.scope();
        let found = analyzer::at(tx, scope, self.analyzer)?;
        let Some(mut analyzer) = found.filter(|analyzer| analyzer.id == self.id) else {
            return Ok(());
        };
        let rules = archive_rule::all(tx, scope, self.id)?;
        let mut old: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
        for finding in finding::all(tx, scope, self.id)? {
            let own = old.entry(finding.resource.clone()).or_default();
            own.push(finding);
        }
        let mut changed = Vec::new();
        for seen in self.seen {
            for what in &seen.found {
                let before = old.get_mut(&seen.arn).and_then(|own| {
                    let place = own.iter().position(|f| f.what.is_same(what))?;
                    Some(own.swap_remove(place))
                });
                if self.keep(tx, &rules, seen, what, before)? {
                    changed.push(seen.arn.as_str());
                }
            }
        }
        for finding in old.values().flatten() {
            if self.only.is_none_or(|only| finding.resource == only) {
                if self.resolve(tx, finding)? {
                    changed.push(finding.resource.as_str());
                }
            }
        }
        if analyzer.is_external() {
            self.resources(tx, &changed)?;
        }
        let last = changed.last().copied();
        let first = analyzer.last.is_none().then(|| self.seen.last()).flatten();
        let last = last.or(first.map(|seen| seen.arn.as_str())).or(self.only);
        if let Some(last) = last {
            analyzer.last = Some((last.to_owned(), self.now));
            ANALYZERS.put(tx, scope, self.analyzer, &analyzer)?;
        }
        Ok(())
    }

    /// Notes what is there; true where that is news.
    fn keep(
        &self,
        tx: &mut Tx,
        rules: &[Rule],
        seen: &Seen,
        what: &What,
        before: Option<Finding>,
    ) -> Result<bool, AwsError> {
        let now = self.now;
        let (mut finding, is_new) = match before {
            Some(before) => {
                let is_new = before.status == Status::Resolved;
                (before, is_new)
            }
            None => (self.fresh(seen, what), true),
        };
        let news = is_new || finding.what != *what;
        if !news && now.duration_since(finding.analyzed) < AGAIN {
            return Ok(false);
        }
        finding.analyzed = now;
        finding.what = what.clone();
        if news {
            finding.updated = now;
        }
        if is_new {
            let mut rules = rules.iter();
            finding.status = match rules.any(|rule| archive_rule::fits(&rule.filter, &finding)) {
                true => Status::Archived,
                false => Status::Active,
            };
        }
        finding::save(tx, self.place.scope(), self.id, &finding)?;
        Ok(news)
    }

    fn fresh(&self, seen: &Seen, what: &What) -> Finding {
        Finding {
            id: ids::uuid(&self.cloud.random),
            resource: seen.arn.clone(),
            resource_type: seen.kind.clone(),
            owner: seen.owner.clone(),
            created: self.now,
            analyzed: self.now,
            updated: self.now,
            status: Status::Active,
            what: what.clone(),
        }
    }

    /// What is not there any more; true where that is news.
    fn resolve(&self, tx: &mut Tx, finding: &Finding) -> Result<bool, AwsError> {
        let scope = self.place.scope();
        if finding.status == Status::Resolved {
            if self.now.duration_since(finding.updated) > KEPT {
                finding::delete(tx, scope, self.id, &finding.id)?;
            }
            return Ok(false);
        }
        let resolved = Finding {
            status: Status::Resolved,
            updated: self.now,
            analyzed: self.now,
            ..finding.clone()
        };
        finding::save(tx, scope, self.id, &resolved)?;
        Ok(true)
    }

    fn resources(&self, tx: &mut Tx, changed: &[&str]) -> Result<(), AwsError> {
        let (scope, now) = (self.place.scope(), self.now);
        let old = resource::all(tx, scope, self.id)?.into_iter();
        let mut old: BTreeMap<_, _> = old.map(|own| (own.arn.clone(), own)).collect();
        let changed: HashSet<&str> = changed.iter().copied().collect();
        for seen in self.seen {
            let before = old.remove(&seen.arn);
            let news = changed.contains(seen.arn.as_str());
            let fresh = before
                .as_ref()
                .is_some_and(|b| now.duration_since(b.analyzed) < AGAIN);
            if fresh && !news && self.only.is_none() {
                continue;
            }
            let updated = before.as_ref().filter(|_| !news).map_or(now, |b| b.updated);
            let analyzed = Analyzed {
                arn: seen.arn.clone(),
                kind: seen.kind.clone(),
                owner: seen.owner.clone(),
                created: before.map_or(now, |before| before.created),
                analyzed: now,
                updated,
            };
            resource::save(tx, scope, self.id, &analyzed)?;
        }
        for gone in old
            .values()
            .filter(|r| self.only.is_none_or(|only| r.arn == only))
        {
            resource::delete(tx, scope, self.id, &gone.arn)?;
        }
        Ok(())
    }
}
