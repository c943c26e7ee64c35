//! Tells CloudWatch each minute how many messages lie in queues.

use crate::measure;
use crate::queue::count;
use crate::queue::row::{Found, GLOBAL, PLACES, QUEUES};
use haneul_pipeline::{AwsError, Call, Caller, Cloud, Cx, Reconciler};
use haneul_store::{Scope, Tx, Walk};
use std::sync::Arc;
use std::time::Duration;

const QUEUES_AT_ONCE: usize = 100;

pub fn gauge() -> Reconciler {
    Reconciler {
        name: "sqs counts the messages of queues",
        every: Duration::from_secs(60),
        run: |cloud| Box::pin(run(cloud)),
    }
}

async fn run(cloud: Cloud) -> Result<(), AwsError> {
    if !cloud.has("cloudwatch", "PutMetricData") {
        return Ok(());
    }
    let mut places = Walk::new(&cloud.store, &PLACES, GLOBAL, QUEUES_AT_ONCE);
    loop {
        let page = places.next_page()?;
        if page.is_empty() {
            return Ok(());
        }
        for ((partition, account, region, name), _) in &page {
            of_queue(&cloud, Scope::new(partition, account, region), name)?;
        }
    }
}

fn of_queue(cloud: &Cloud, scope: Scope<'_>, name: &String) -> Result<(), AwsError> {
    let caller = Caller::root(scope.partition, scope.account, "");
    let call = Call::of_background(cloud, caller, scope, ("sqs", "gauge"));
    let look = |tx: &mut Tx| {
        let Some(queue) = QUEUES.get(tx, scope, name)? else {
            return Ok(None);
        };
        let found = Found {
            account: scope.account.to_owned(),
            queue: Arc::new(queue),
        };
        count::of(&mut Cx::new(tx, &call, cloud), &found).map(Some)
    };
    if let Some(counts) = cloud.store.read(look)? {
        measure::held(cloud, scope, name, counts);
    }
    Ok(())
}
