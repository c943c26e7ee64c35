//! Work of EventBridge itself that waits for somebody outside: how it looks at the state.

use haneul_pipeline::{AwsError, Call, Caller, Cloud, Cx, RequestInfo, Source};
use haneul_runtime::ids::RequestId;
use haneul_runtime::outbox::Outgoing;
use haneul_store::Tx;
use std::sync::Arc;

pub struct Errand {
    pub cloud: Cloud,
    pub call: Outgoing,
}

impl Errand {
    /// The call that it looks at the state as: EventBridge itself, for the account.
    fn as_itself(&self) -> Call {
        let source = Source {
            arn: self.call.source_arn.clone(),
            account: self.call.source_account.clone(),
        };
        self.as_caller(Caller::service(
            &self.call.partition,
            &self.call.principal,
            source,
        ))
    }

    pub fn as_caller(&self, caller: Caller) -> Call {
        let now = self.cloud.clock.now();
        Call {
            id: RequestId::new(&self.cloud.random, now),
            caller: Arc::new(caller),
            partition: self.call.partition.clone(),
            account: self.call.account.clone(),
            region: self.call.region.clone(),
            service: "events",
            operation: "errand",
            request: RequestInfo::default(),
            now,
            delivers: None,
        }
    }

    pub fn read<R>(
        &self,
        mut look: impl FnMut(&mut Cx) -> Result<R, AwsError>,
    ) -> Result<R, AwsError> {
        let call = self.as_itself();
        let look = |tx: &mut Tx| look(&mut Cx::new(tx, &call, &self.cloud));
        self.cloud.store.read(look)
    }

    pub async fn transact<R>(
        &self,
        mut change: impl FnMut(&mut Cx) -> Result<R, AwsError>,
    ) -> Result<R, AwsError> {
        let call = self.as_itself();
        let change = |tx: &mut Tx| change(&mut Cx::new(tx, &call, &self.cloud));
        self.cloud.store.transact(change).await
    }
}
