//! Tells CloudWatch every five minutes what tables that are in use are provisioned with.

use crate::measure;
use crate::table::row::TABLES;
use haneul_pipeline::{AwsError, Cloud, Reconciler};
use haneul_store::Scope;
use std::time::Duration;

pub fn gauge() -> Reconciler {
    Reconciler {
        name: "dynamodb tells what tables are provisioned with",
        every: Duration::from_secs(300),
        run: |cloud| Box::pin(run(cloud)),
    }
}

async fn run(cloud: Cloud) -> Result<(), AwsError> {
    if !cloud.has("cloudwatch", "PutMetricData") {
        return Ok(());
    }
    let now = cloud.clock.now();
    for used in cloud.measures.followed(measure::NAMESPACE, now) {
        let scope = Scope::new(&used.partition, &used.account, &used.region);
        for name in &used.values {
            let table = cloud.store.read(|tx| TABLES.get(tx, scope, name))?;
            if let Some(table) = table.filter(|table| !table.billing.on_demand) {
                measure::provisioned(&cloud, scope, &table);
            }
        }
    }
    Ok(())
}
