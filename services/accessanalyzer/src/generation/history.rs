//! What somebody did: by the path's own record of calls, which knows also what is done with the
//! content of resources, and by the event history where that goes further back.

use haneul_model::iam_facts;
use haneul_pipeline::least::{Used, is_by};
use haneul_pipeline::trail::{self, Event};
use haneul_pipeline::{AwsError, Cloud};
use haneul_store::{Scope, Tx};
use jiff::Timestamp;
use serde_json::Value as Json;
use std::collections::HashSet;
use std::ops::ControlFlow;

pub struct Whose<'a> {
    pub partition: &'a str,
    pub account: &'a str,
    /// The user's or role's ARN.
    pub arn: &'a str,
}

pub async fn used(
    cloud: &Cloud,
    whose: &Whose<'_>,
    span: (Timestamp, Timestamp),
) -> Result<Used, AwsError> {
    // What this node still holds.
    cloud.calls.flush(&cloud.store).await?;
    cloud.trail.flush(&cloud.store).await?;
    cloud.store.read(|tx| {
        let mut used = Used::default();
        let mut known = HashSet::new();
        cloud.calls.back(tx, span, |record| {
            let is_own = record.partition == whose.partition && record.account == whose.account;
            if is_own && is_by(&record.principal, whose.arn) {
                if record.verdict.allowed {
                    used.merge(Used::of(&record.verdict.checks));
                }
                known.insert(record.id);
            }
            ControlFlow::Continue(())
        })?;
        of_events(cloud, tx, whose, span, &known, &mut used)?;
        Ok::<_, AwsError>(used)
    })
}

fn of_events(
    cloud: &Cloud,
    tx: &mut Tx,
    whose: &Whose<'_>,
    span: (Timestamp, Timestamp),
    known: &HashSet<String>,
    used: &mut Used,
) -> Result<(), AwsError> {
    let sources = sources(cloud);
    for region in trail::regions(tx, whose.partition, whose.account)? {
        let scope = Scope::new(whose.partition, whose.account, &region);
        trail::back(tx, scope, span, |event| {
            let model = sources.iter().find(|(source, _)| *source == event.source);
            if let Some((_, model)) = model {
                note(&event, model, whose, known, used);
            }
            ControlFlow::Continue(())
        })?;
    }
    Ok(())
}

/// Sources of events, with the models they stand for.
fn sources(cloud: &Cloud) -> Vec<(String, &'static str)> {
    let ids = cloud.implemented().into_keys();
    let models = ids.filter_map(haneul_model::model);
    let source = |model: &'static haneul_model::Model| {
        let source = format!("{}.amazonaws.com", model.metadata.endpoint_prefix);
        (source, model.id)
    };
    models.map(source).collect()
}

/// Of an event only the operation's first action is sure to have been asked for.
fn note(event: &Event, model: &str, whose: &Whose<'_>, known: &HashSet<String>, used: &mut Used) {
    let Ok(record) = serde_json::from_str::<Json>(&event.record) else {
        return;
    };
    let text = |pointer: &str| record.pointer(pointer).and_then(Json::as_str);
    let by = text("/userIdentity/arn").unwrap_or_default();
    let told = text("/requestID").is_some_and(|id| known.contains(id));
    let denied = text("/errorCode").is_some_and(|code| code.contains("AccessDenied"));
    if told || denied || !is_by(by, whose.arn) {
        return;
    }
    let action = iam_facts::actions_of(model, &event.name).actions.first();
    if let Some(action) = action {
        used.note(action, "*");
    }
}
