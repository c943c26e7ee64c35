//! Events that services emit to the default bus of an account: calls of EventBridge in the outbox,
//! written with the change that they tell of.

use crate::cloud::Cloud;
use crate::cx::Cx;
use crate::error::AwsError;
use haneul_runtime::ids;
use haneul_runtime::outbox::{Outgoing, Terms};
use jiff::Timestamp;
use serde_json::{Value as Json, json};

/// What an emitting service says beside its call.
pub const EMITTED: &str = "emitted";

/// Tried for a day, as any event is.
const ATTEMPTS: u32 = 40;

/// An event of a service, in the account and Region whose default bus gets it.
pub struct Emitted<'e> {
    pub account: &'e str,
    pub region: &'e str,
    /// `aws.s3`
    pub source: &'e str,
    pub detail_type: &'e str,
    pub time: Timestamp,
    pub resources: Vec<String>,
    pub detail: Json,
}

/// Whether anybody wants what is emitted, known to `events`.
pub trait Hearing: Send + Sync + 'static {
    /// Whether the default bus of an account in a Region has anybody who may want an event. Must cost
    /// next to nothing.
    fn hears(&self, cloud: &Cloud, partition: &str, account: &str, region: &str) -> bool;
}

/// There is no EventBridge.
pub(crate) struct Nobody;

impl Hearing for Nobody {
    fn hears(&self, _: &Cloud, _: &str, _: &str, _: &str) -> bool {
        false
    }
}

impl Cx<'_> {
    /// Emits an event with this transaction, if there is anybody to hear.
    pub fn emit(&mut self, event: Emitted<'_>) -> Result<(), AwsError> {
        let cloud = self.cloud;
        let hearing = &cloud.hearing;
        if !hearing.hears(cloud, self.partition(), event.account, event.region) {
            return Ok(());
        }
        let call = outgoing(self.partition(), &ids::uuid(self.random()), &event);
        self.send(&call)
    }
}

/// The call that brings an event to its bus.
pub(crate) fn outgoing(partition: &str, id: &str, event: &Emitted<'_>) -> Outgoing {
    let service = event.source.strip_prefix("aws.").unwrap_or(event.source);
    let said = json!({
        "id": id,
        "detail_type": event.detail_type,
        "source": event.source,
        "account": event.account,
        "time": event.time,
        "region": event.region,
        "resources": event.resources,
        "detail": event.detail,
    });
    Outgoing {
        principal: format!("{service}.amazonaws.com"),
        source_arn: String::new(),
        source_account: event.account.to_owned(),
        as_root: false,
        as_role: None,
        partition: partition.to_owned(),
        account: event.account.to_owned(),
        region: event.region.to_owned(),
        service: "events".to_owned(),
        operation: "PutEvents".to_owned(),
        input: json!({"Entries": [{}]}),
        attempts: 0,
        give_up_after: ATTEMPTS,
        on_refusal: None,
        terms: Terms {
            aside: Some(json!({EMITTED: said})),
            ..Terms::default()
        },
    }
}
