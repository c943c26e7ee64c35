//! Calls that nobody waits for: a row each until the function has run or the call is given up.

use super::later::LATER;
use super::lineage;
use crate::PRINCIPAL;
use crate::function::row as functions;
use crate::limits;
use crate::measure;
use crate::names::Named;
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use haneul_pipeline::{AwsError, Cx, Edge};
use haneul_runtime::Mode;
use haneul_runtime::ids;
use haneul_runtime::outbox::{self, Outgoing, Terms};
use haneul_store::{Scope, Stored, Table};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// By request id. What callers say is theirs.
pub static WAITING: Table<String, Waiting> = Table::new("lambda_event").sealed();

pub const GLOBAL: Scope<'static> = Scope::new("", "", "");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    pub partition: String,
    pub account: String,
    pub region: String,
    pub function: String,
    pub qualifier: Option<String>,
    /// In base64.
    pub payload: String,
    pub context: Option<String>,
    pub trace: Option<String>,
    /// Microseconds of the cloud's clock.
    pub came: i64,
    /// Runs that failed, and how often there was no room.
    pub failures: i64,
    pub refusals: u32,
    /// Runs until then at most, in the process of this name.
    pub runner: Option<(String, i64)>,
}

impl Stored for Waiting {
    const VERSION: u32 = 1;
}

impl Waiting {
    pub fn payload(&self) -> Bytes {
        BASE64_STANDARD
            .decode(&self.payload)
            .unwrap_or_default()
            .into()
    }

    pub fn measured(&self) -> measure::Of<'_> {
        measure::Of {
            scope: Scope::new(&self.partition, &self.account, &self.region),
            name: &self.function,
            qualifier: self.qualifier.as_deref(),
        }
    }

    pub fn named(&self) -> Named {
        Named {
            account: self.account.clone(),
            name: self.function.clone(),
            qualifier: self.qualifier.clone(),
        }
    }
}

/// Durable when it returns.
pub async fn put(
    edge: &Edge,
    (said, qualifier): (&str, Option<&str>),
    payload: &Bytes,
    context: Option<String>,
) -> Result<(), AwsError> {
    let id = edge.call.id.to_string();
    let trace = super::job::trace(edge);
    edge.transact(|cx| {
        let named = Named::read(cx, said, qualifier)?;
        functions::version(cx, &named)?;
        let waiting = Waiting {
            partition: cx.partition().to_owned(),
            account: named.account.clone(),
            region: cx.region().to_owned(),
            function: named.name.clone(),
            qualifier: named.qualifier.clone(),
            payload: BASE64_STANDARD.encode(payload),
            context: context.clone(),
            trace: trace.clone(),
            came: cx.now().as_microsecond(),
            failures: 0,
            refusals: 0,
            runner: None,
        };
        WAITING.put(cx.tx, GLOBAL, &id, &waiting)?;
        appoint(cx, &id, &waiting, begins(cx, &waiting))?;
        let of = waiting.measured();
        measure::count(cx.cloud, of, &[(&measure::ASYNC_RECEIVED, 1.0)]);
        Ok(())
    })
    .await
}

fn begins(cx: &Cx, waiting: &Waiting) -> Timestamp {
    let now = cx.now();
    let slows = cx.cloud.clock.mode() == Mode::Frozen
        && lineage::is_endless(&waiting.named().bare(cx), waiting.trace.as_deref());
    match slows {
        true => now + SignedDuration::from_micros(limits::SECOND),
        false => now,
    }
}

/// The errand that looks after a call at this time.
pub fn appoint(cx: &mut Cx, id: &str, waiting: &Waiting, at: Timestamp) -> Result<(), AwsError> {
    let errand = Outgoing {
        principal: PRINCIPAL.to_owned(),
        source_arn: waiting.named().bare(cx),
        source_account: waiting.account.clone(),
        as_root: false,
        as_role: None,
        partition: waiting.partition.clone(),
        account: waiting.account.clone(),
        region: waiting.region.clone(),
        service: "lambda".to_owned(),
        operation: LATER.to_owned(),
        input: json!({"id": id}),
        attempts: 0,
        give_up_after: u32::MAX,
        on_refusal: None,
        terms: Terms {
            beside_others: true,
            longest_pause: Some(60),
            ..Terms::default()
        },
    };
    let slot = format!("lambda {}", ids::uuid(cx.random()));
    Ok(outbox::put(cx.tx, at, &slot, &errand)?)
}
