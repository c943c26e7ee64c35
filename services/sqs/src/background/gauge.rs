//! Tells CloudWatch each minute how many messages lie in queues that are in use.

use crate::measure;
use crate::queue::count;
use crate::queue::row::{Found, QUEUES};
use haneul_pipeline::{AwsError, Call, Caller, Cloud, Cx, Reconciler};
use haneul_store::{Scope, Tx};
use std::sync::Arc;
use std::time::Duration;

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
    for queue in cloud
        .measures
        .followed(measure::NAMESPACE, cloud.clock.now())
    {
        let scope = Scope::new(&queue.partition, &queue.account, &queue.region);
        for name in &queue.values {
            of_queue(&cloud, scope, name)?;
        }
    }
    Ok(())
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
