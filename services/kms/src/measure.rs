//! What CloudWatch is told of keys: how often they are used, and how long imported material lives.

use crate::key::{Found, MATERIALS};
use haneul_model::Value;
use haneul_pipeline::{Arn, AwsError, Cloud, Cx, Done, Measure, Measurer, Reconciler};
use haneul_store::{Scope, Span, Stored, Table, Tx, Walk};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

const OURS: Measurer = Measurer {
    principal: "kms.amazonaws.com",
    namespace: "AWS/KMS",
};

const OF_KEY: &[&str] = &["KeyArn", "Operation"];
const OF_BOTH: &[&str] = &["SourceKeyArn", "DestinationKeyArn", "Operation"];

static USED: Measure = OURS.measure("SuccessfulRequest", OF_KEY, "Count");
static BOTH_USED: Measure = OURS.measure("SuccessfulRequest", OF_BOTH, "Count");
static LEFT: Measure = OURS.measure("SecondsUntilKeyMaterialExpiration", &["KeyId"], "Seconds");

/// Keys whose material may expire: by partition, account, Region and id. Rows of those that do not,
/// or not any more, go when they are looked at.
static EXPIRING: Table<Place, Expiring> = Table::new("kms_expiring");

type Place = (String, String, String, String);

const GLOBAL: Scope<'static> = Scope::new("", "", "");

const AT_ONCE: usize = 100;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Expiring {}

impl Stored for Expiring {
    const VERSION: u32 = 1;
}

/// A call that used a key, or two.
pub fn done(cloud: &Cloud, done: &Done<'_>) {
    let (Ok(reply), true) = (done.outcome, is_cryptographic(done.call.operation)) else {
        return;
    };
    let arn = |name: &str| reply.value.get(name).and_then(Value::as_str);
    let Some(own) = arn("KeyId") else { return };
    let operation = done.call.operation;
    let count = |measure, of: &str, values: &[&str]| {
        let Some(key) = Arn::read(of) else { return };
        let scope = Scope::new(key.partition, key.account, key.region);
        let measures = &cloud.measures;
        measures.count(measure, scope, values, (1.0, 1.0), done.call.now);
    };
    match arn("SourceKeyId") {
        Some(source) => count(&BOTH_USED, own, &[source, own, operation]),
        None => count(&USED, own, &[own, operation]),
    }
}

/// Whether an operation uses a key.
pub fn is_cryptographic(operation: &str) -> bool {
    const VERBS: [&str; 7] = [
        "Encrypt",
        "Decrypt",
        "ReEncrypt",
        "Generate",
        "Sign",
        "Verify",
        "Derive",
    ];
    VERBS.iter().any(|verb| operation.starts_with(verb))
}

/// Material of a key may expire from now on.
pub fn expires(cx: &mut Cx, found: &Found) -> Result<(), AwsError> {
    let scope = found.scope(cx);
    let place = [scope.partition, scope.account, scope.region].map(str::to_owned);
    let [partition, account, region] = place;
    let place = (partition, account, region, found.key.id.clone());
    Ok(EXPIRING.put(cx.tx, GLOBAL, &place, &Expiring {})?)
}

/// Says each minute how long the material lives that expires first.
pub fn reconciler() -> Reconciler {
    Reconciler {
        name: "kms tells how long imported material lives",
        every: Duration::from_secs(60),
        run: |cloud| Box::pin(run(cloud)),
    }
}

async fn run(cloud: Cloud) -> Result<(), AwsError> {
    let mut places = Walk::new(&cloud.store, &EXPIRING, GLOBAL, AT_ONCE);
    loop {
        let page = places.next_page()?;
        if page.is_empty() {
            return Ok(());
        }
        for (place, _) in page {
            look(&cloud, &place).await?;
        }
    }
}

async fn look(cloud: &Cloud, place: &Place) -> Result<(), AwsError> {
    let expires = cloud.store.read(|tx| first(tx, place))?;
    let Some(expires) = expires else {
        // Unless it was imported again meanwhile.
        let forget = cloud.store.transact::<_, AwsError>(|tx| {
            if first(tx, place)?.is_none() {
                EXPIRING.delete(tx, GLOBAL, place)?;
            }
            Ok(())
        });
        return forget.await;
    };
    let now = cloud.clock.now();
    let left = expires.duration_since(now).as_secs().max(0) as f64;
    let (partition, account, region, id) = place;
    let scope = Scope::new(partition, account, region);
    cloud.measures.count(&LEFT, scope, &[id], (left, 1.0), now);
    Ok(())
}

/// When the first material of a key expires, if any does.
fn first(tx: &mut Tx, place: &Place) -> Result<Option<Timestamp>, AwsError> {
    let (partition, account, region, id) = place;
    let scope = Scope::new(partition, account, region);
    let span = Span::prefix(&(id.as_str(),));
    let rows = MATERIALS.scan(tx, scope, span, usize::MAX, false)?;
    let expires = rows
        .into_iter()
        .filter_map(|(_, material)| material.expires);
    Ok(expires.min())
}
