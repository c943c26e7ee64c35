//! What CloudWatch is told of secrets: each hour how many there are in an account, those that wait for
//! their deletion among them.

use crate::secret::row::SECRETS;
use haneul_pipeline::{AwsError, Cloud, Cx, Measure, Reconciler};
use haneul_store::{Scope, Span, Stored, Table, Walk};
use serde::{Deserialize, Serialize};
use std::time::Duration;

static COUNT: Measure = Measure {
    principal: "secretsmanager.amazonaws.com",
    namespace: "AWS/SecretsManager",
    name: "ResourceCount",
    dimensions: &["Service", "Type", "Resource", "Class"],
    unit: "None",
    followed: false,
};

const VALUES: [&str; 4] = ["Secrets Manager", "Resource", "SecretCount", "None"];

/// Where there are secrets, or were: by partition, account and Region.
static PLACES: Table<(String, String, String), Held> = Table::new("secretsmanager_place");

const GLOBAL: Scope<'static> = Scope::new("", "", "");

const AT_ONCE: usize = 100;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Held {}

impl Stored for Held {
    const VERSION: u32 = 1;
}

/// There are secrets here.
pub fn held(cx: &mut Cx, scope: Scope<'_>) -> Result<(), AwsError> {
    let [partition, account, region] = [scope.partition, scope.account, scope.region];
    let place = (partition.to_owned(), account.to_owned(), region.to_owned());
    match PLACES.exists(cx.tx, GLOBAL, &place)? {
        true => Ok(()),
        false => Ok(PLACES.put(cx.tx, GLOBAL, &place, &Held {})?),
    }
}

pub fn reconciler() -> Reconciler {
    Reconciler {
        name: "secretsmanager counts secrets",
        every: Duration::from_secs(3_600),
        run: |cloud| Box::pin(run(cloud)),
    }
}

async fn run(cloud: Cloud) -> Result<(), AwsError> {
    let mut places = Walk::new(&cloud.store, &PLACES, GLOBAL, AT_ONCE);
    loop {
        let page = places.next_page()?;
        if page.is_empty() {
            return Ok(());
        }
        for ((partition, account, region), _) in page {
            let scope = Scope::new(&partition, &account, &region);
            let count = cloud
                .store
                .read(|tx| SECRETS.count(tx, scope, Span::all()))?;
            let (value, now) = ((count as f64, 1.0), cloud.clock.now());
            cloud.measures.count(&COUNT, scope, &VALUES, value, now);
        }
    }
}
