//! Looking: what there is to find now, beside what was found before.

pub mod external;
mod grants;
mod settle;
mod unused;

use crate::analyzer::{self, ALL, GLOBAL};
use crate::finding::What;
use haneul_pipeline::{AwsError, Call, Cloud, Reconciler};
use haneul_store::{Scope, Span};
use std::time::Duration;

/// An account and a Region.
#[derive(Clone, Debug)]
pub struct Place {
    pub partition: String,
    pub account: String,
    pub region: String,
}

impl Place {
    pub fn of(call: &Call) -> Place {
        Place {
            partition: call.partition.clone(),
            account: call.account.clone(),
            region: call.region.clone(),
        }
    }

    pub fn scope(&self) -> Scope<'_> {
        Scope::new(&self.partition, &self.account, &self.region)
    }
}

/// A resource, and what there is to say of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub arn: String,
    pub kind: String,
    pub owner: String,
    pub found: Vec<What>,
}

pub fn reconcilers() -> Vec<Reconciler> {
    vec![
        Reconciler {
            name: "accessanalyzer: external access",
            every: Duration::from_secs(300),
            run: |cloud| Box::pin(async move { all(&cloud, true).await }),
        },
        Reconciler {
            name: "accessanalyzer: unused access",
            every: Duration::from_secs(6 * 3_600),
            run: |cloud| Box::pin(async move { all(&cloud, false).await }),
        },
    ]
}

async fn all(cloud: &Cloud, external: bool) -> Result<(), AwsError> {
    let found = cloud.store.read(|tx| {
        let rows = ALL.scan(tx, GLOBAL, Span::all(), usize::MAX, false)?;
        let mut found = Vec::new();
        for ((partition, account, region, name), _) in rows {
            let place = Place {
                partition,
                account,
                region,
            };
            let analyzer = analyzer::at(tx, place.scope(), &name)?;
            if analyzer.is_some_and(|analyzer| analyzer.is_external() == external) {
                found.push((place, name));
            }
        }
        Ok::<_, AwsError>(found)
    })?;
    for (place, name) in found {
        run(cloud, place, &name, None).await?;
    }
    Ok(())
}

/// Everything, or one resource alone. What is seen comes from one look at the state; only what is
/// written of it stands in a transaction, so that nobody who changes a resource is kept waiting.
pub async fn run(
    cloud: &Cloud,
    place: Place,
    name: &str,
    only: Option<&str>,
) -> Result<(), AwsError> {
    let now = cloud.clock.now();
    let seen = cloud.store.read(|tx| {
        let Some(analyzer) = analyzer::at(tx, place.scope(), name)? else {
            return Ok(None);
        };
        let seen = match analyzer.is_external() {
            true => external::look(cloud, tx, &place)?,
            false => unused::look(cloud, tx, &place, &analyzer, now)?,
        };
        let meant = |seen: &Seen| only.is_none_or(|only| seen.arn == only);
        let seen: Vec<_> = seen.into_iter().filter(meant).collect();
        Ok::<_, AwsError>(Some((analyzer.id, seen)))
    })?;
    let Some((id, seen)) = seen else {
        return Ok(());
    };
    let settle = settle::Settle {
        cloud,
        place: &place,
        analyzer: name,
        id: &id,
        seen: &seen,
        only,
        now,
    };
    cloud.store.transact(|tx| settle.run(tx)).await
}

/// Whether there is such a resource, of a kind that analyzers know.
pub fn is_there(cloud: &Cloud, place: &Place, arn: &str) -> Result<bool, AwsError> {
    cloud.store.read(|tx| {
        let all = cloud.exposed(tx, place.scope())?;
        Ok::<_, AwsError>(all.iter().any(|exposed| exposed.arn == arn))
    })
}
