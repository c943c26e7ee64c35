//! Sandboxes that are kept ready: made when provisioned concurrency is asked for, and again when they are
//! lost, on each node.

use super::row::{PROVISIONED, Provisioned};
use crate::PRINCIPAL;
use crate::function::row as functions;
use crate::names::Named;
use crate::run::{self, Key, Pool, Target};
use futures_util::future::BoxFuture;
use haneul_pipeline::{AwsError, Call, Caller, Cloud, Cx, Source};
use haneul_runtime::Mode;
use haneul_runtime::outbox::Outgoing;
use haneul_store::{Scope, Span, Stored, Table, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};

pub const READY: &str = "ready";

const GLOBAL: Scope<'static> = Scope::new("", "", "");
/// Rows that are looked at together.
const BATCH: usize = 100;

/// `partition/account/Region`, function and qualifier.
type Place = (String, String, String);
/// Partition, account, Region and function.
type Whole = (String, String, String, String);

/// What came of each configuration.
static MADE: Table<Place, Made> = Table::new("lambda_provisioned_made");

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Made {
    /// Of which change of the configuration; none before there is something to tell.
    pub of: Option<i64>,
    pub allocated: i64,
    pub failure: Option<String>,
}

impl Stored for Made {
    const VERSION: u32 = 1;
}

fn place(cx: &Cx, named: &Named) -> Place {
    let scope = format!("{}/{}/{}", cx.partition(), named.account, cx.region());
    let qualifier = named.qualifier.clone().unwrap_or_default();
    (scope, named.name.clone(), qualifier)
}

pub fn made(cx: &mut Cx, named: &Named) -> Result<Made, AwsError> {
    let place = place(cx, named);
    Ok(MADE.get(cx.tx, GLOBAL, &place)?.unwrap_or_default())
}

/// There is something to be made.
pub fn begin(cx: &mut Cx, named: &Named) -> Result<(), AwsError> {
    let place = place(cx, named);
    MADE.put(cx.tx, GLOBAL, &place, &Made::default())?;
    change(cx, named)
}

pub fn forget(cx: &mut Cx, named: &Named) -> Result<(), AwsError> {
    let place = place(cx, named);
    MADE.delete(cx.tx, GLOBAL, &place)?;
    change(cx, named)
}

/// An alias leads to another version.
pub fn moved(cx: &mut Cx, named: &Named) -> Result<(), AwsError> {
    let place = place(cx, named);
    match MADE.get(cx.tx, GLOBAL, &place)? {
        Some(_) => begin(cx, named),
        None => Ok(()),
    }
}

/// Somebody looks whether there are as many as there should be.
fn change(cx: &mut Cx, named: &Named) -> Result<(), AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    let (name, arn) = (&named.name, named.bare(cx));
    let mut errand = Outgoing::errand(scope, ("lambda", READY), arn, json!({"function": name}));
    errand.terms.beside_others = true;
    let errand = errand.pausing_at_most(60);
    cx.appoint(cx.now().as_microsecond() + crate::limits::SETTLING, &errand)
}

pub fn ready(cloud: Cloud, errand: Outgoing) -> BoxFuture<'static, Result<(), AwsError>> {
    Box::pin(async move {
        let name = errand.input["function"].as_str().unwrap_or_default();
        let of = (
            errand.partition.clone(),
            errand.account.clone(),
            errand.region.clone(),
            name.to_owned(),
        );
        // Who stands still waits for what comes of it; else it is not the outbox's time.
        if cloud.clock.mode() == Mode::Frozen {
            return function(&cloud, &of).await;
        }
        tokio::spawn(async move {
            if let Err(error) = function(&cloud, &of).await {
                tracing::warn!("sandboxes of {} are not kept ready: {error}", of.3);
            }
        });
        Ok(())
    })
}

/// One of a function's was lost.
pub fn refill(cloud: &Cloud, target: &Target) {
    let of = (
        target.partition.clone(),
        target.account.clone(),
        target.region.clone(),
        target.function.name.clone(),
    );
    let (cloud, unwritten) = (cloud.clone(), run::hold(cloud));
    tokio::spawn(async move {
        if let Err(error) = function(&cloud, &of).await {
            tracing::warn!("sandboxes of {} are not kept ready: {error}", of.3);
        }
        drop(unwritten);
    });
}

/// From time to time: what was lost is made again.
pub async fn keep(cloud: &Cloud) -> Result<(), AwsError> {
    take_up(cloud).await?;
    let mut after: Option<Place> = None;
    let mut all = BTreeSet::new();
    loop {
        let span = match &after {
            Some(after) => Span::all().after(after),
            None => Span::all(),
        };
        let look =
            |tx: &mut Tx| Ok::<_, AwsError>(MADE.keys(tx, GLOBAL, span.clone(), BATCH, false)?);
        let keys = cloud.store.read(look)?;
        let Some(last) = keys.last() else { break };
        after = Some(last.clone());
        all.extend(keys.iter().filter_map(whole));
    }
    for of in all {
        if let Err(error) = function(cloud, &of).await {
            tracing::warn!("sandboxes of {} are not kept ready: {error}", of.3);
        }
    }
    Ok(())
}

/// Configurations of before there was anything made of them are made real, too.
async fn take_up(cloud: &Cloud) -> Result<(), AwsError> {
    let mut after: Option<[String; 3]> = None;
    loop {
        let behind = after.as_ref().map(scope);
        let next = |tx: &mut Tx| Ok::<_, AwsError>(Scope::next(behind, tx)?);
        let Some(found) = cloud.store.read(next)? else {
            return Ok(());
        };
        let places = cloud.store.read(|tx| unmade(tx, &found))?;
        for place in places {
            let begin = cloud.store.transact(|tx| {
                if MADE.get(tx, GLOBAL, &place)?.is_none() {
                    MADE.put(tx, GLOBAL, &place, &Made::default())?;
                }
                Ok::<_, AwsError>(())
            });
            begin.await?;
        }
        after = Some(found);
    }
}

fn scope([partition, account, region]: &[String; 3]) -> Scope<'_> {
    Scope::new(partition, account, region)
}

/// Those of a scope of which nothing is known to be made, so many at a time.
fn unmade(tx: &mut Tx, of: &[String; 3]) -> Result<Vec<Place>, AwsError> {
    let name = of.join("/");
    let mut unmade = Vec::new();
    let mut after: Option<(String, String)> = None;
    loop {
        let span = match &after {
            Some(after) => Span::all().after(after),
            None => Span::all(),
        };
        let keys = PROVISIONED.keys(tx, scope(of), span, BATCH, false)?;
        let Some(last) = keys.last() else {
            return Ok(unmade);
        };
        after = Some(last.clone());
        for (function, qualifier) in keys {
            let place = (name.clone(), function, qualifier);
            if unmade.len() < BATCH && !MADE.exists(tx, GLOBAL, &place)? {
                unmade.push(place);
            }
        }
    }
}

fn whole((scope, name, _): &Place) -> Option<Whole> {
    let mut parts = scope.split('/').map(str::to_owned);
    let (partition, account, region) = (parts.next()?, parts.next()?, parts.next()?);
    Some((partition, account, region, name.clone()))
}

/// A configuration, and what it wants.
struct Wanted {
    named: Named,
    row: Provisioned,
    target: Target,
}

async fn function(
    cloud: &Cloud,
    (partition, account, region, name): &Whole,
) -> Result<(), AwsError> {
    let scope = Scope::new(partition, account, region);
    let source = Source {
        arn: format!("arn:{partition}:lambda:{region}:{account}:function:{name}"),
        account: account.clone(),
    };
    let caller = Caller::service(partition, PRINCIPAL, source);
    let call = Call::of_background(cloud, caller, scope, ("lambda", READY));
    let found = cloud.store.read(|tx| {
        let mut cx = Cx::new(tx, &call, cloud);
        wanted(&mut cx, account, name)
    })?;
    let pool = cloud.locals.get::<Pool>();
    let mut numbers: HashMap<Key, (Target, i64)> = HashMap::new();
    for one in &found {
        let entry = numbers.entry(one.target.key());
        entry.or_insert_with(|| (one.target.clone(), 0)).1 += one.row.requested;
    }
    let arn = format!("{partition}/{account}/{region}/{name}");
    let failures = run::keep_ready(cloud, &pool, &arn, numbers).await;
    let told = cloud.store.transact(|tx| {
        let cx = Cx::new(tx, &call, cloud);
        let mut left: HashMap<Key, i64> = HashMap::new();
        for one in &found {
            let key = one.target.key();
            let there = left.entry(key.clone()).or_insert_with(|| pool.ready(&key));
            let allocated = one.row.requested.min(*there);
            *there -= allocated;
            let made = Made {
                of: Some(one.row.modified),
                allocated,
                failure: failures.get(&key).cloned(),
            };
            let place = place(&cx, &one.named);
            // It may be gone meanwhile.
            let known = MADE.get(cx.tx, GLOBAL, &place)?;
            if known.is_some_and(|known| known != made) {
                MADE.put(cx.tx, GLOBAL, &place, &made)?;
            }
        }
        Ok::<_, AwsError>(())
    });
    told.await
}

fn wanted(cx: &mut Cx, account: &str, name: &str) -> Result<Vec<Wanted>, AwsError> {
    let scope = cx.scope_of(account, cx.region());
    let span = Span::prefix(name);
    let rows = PROVISIONED.scan(cx.tx, scope, span, usize::MAX, false)?;
    let mut all = Vec::new();
    for ((function, qualifier), row) in rows {
        let named = Named {
            account: account.to_owned(),
            name: function,
            qualifier: Some(qualifier),
        };
        // What a configuration is of may be gone before it.
        let Ok(found) = functions::version(cx, &named) else {
            continue;
        };
        let target = Target {
            partition: cx.partition().to_owned(),
            account: account.to_owned(),
            region: cx.region().to_owned(),
            arn: named.arn(cx),
            function: found.function,
            version: found.version,
        };
        all.push(Wanted { named, row, target });
    }
    Ok(all)
}
