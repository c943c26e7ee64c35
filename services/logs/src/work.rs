//! Errands of the service itself: looking at the state and changing it, for an account.

use haneul_pipeline::{AwsError, Call, Caller, Cloud, Cx, RequestInfo, Source};
use haneul_runtime::ids::{self, RequestId};
use haneul_runtime::outbox::{self, Outgoing, Terms};
use haneul_store::Tx;
use serde_json::Value as Json;
use std::sync::Arc;

/// The principal that buckets' policies name: that of the Region.
pub fn principal(region: &str) -> String {
    format!("logs.{region}.amazonaws.com")
}

/// Appoints an errand: it is done as soon as this transaction is.
pub fn appoint(cx: &mut Cx, errand: &str, source: String, input: Json) -> Result<(), AwsError> {
    let call = Outgoing {
        principal: principal(cx.region()),
        source_arn: source,
        source_account: cx.account().to_owned(),
        as_root: false,
        as_role: None,
        partition: cx.partition().to_owned(),
        account: cx.account().to_owned(),
        region: cx.region().to_owned(),
        service: "logs".to_owned(),
        operation: errand.to_owned(),
        input,
        attempts: 0,
        give_up_after: u32::MAX,
        on_refusal: None,
        terms: Terms::default(),
    };
    let id = format!("logs {errand} {}", ids::uuid(cx.random()));
    Ok(outbox::put(cx.tx, cx.now(), &id, &call)?)
}

pub struct Work {
    pub cloud: Cloud,
    pub call: Outgoing,
}

impl Work {
    pub fn text(&self, name: &str) -> &str {
        self.call.input[name].as_str().unwrap_or_default()
    }

    /// The service, for the resource that the errand is about.
    pub fn caller(&self) -> Caller {
        let source = Source {
            arn: self.call.source_arn.clone(),
            account: self.call.source_account.clone(),
        };
        Caller::service(&self.call.partition, &self.call.principal, source)
    }

    fn as_itself(&self) -> Call {
        let now = self.cloud.clock.now();
        Call {
            id: RequestId::new(&self.cloud.random, now),
            caller: Arc::new(self.caller()),
            partition: self.call.partition.clone(),
            account: self.call.account.clone(),
            region: self.call.region.clone(),
            service: "logs",
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
