//! PutMetricData: keeps what was measured, and wakes alarms that wait for it.

use super::row::{Identity, identity, see};
use super::{datum, points};
use crate::alarm;
use crate::errors;
use crate::limits::DATA;
use crate::shapes::{PutMetricDataInput, PutMetricDataOutput};
use crate::stream::{self, Stream};
use haneul_metric::pack::{self, Point};
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::PrincipalKind;
use std::collections::HashMap;

/// Namespaces of AWS's own services.
const RESERVED: &str = "AWS/";

struct Batch {
    name: String,
    dimensions: Vec<(String, String)>,
    fine: Vec<Point>,
    usual: Vec<Point>,
}

pub fn run(cx: &mut Cx, input: PutMetricDataInput) -> Result<PutMetricDataOutput, AwsError> {
    for (name, given) in [
        ("EntityMetricData", input.entity_metric_data.is_some()),
        (
            "StrictEntityValidation",
            input.strict_entity_validation.is_some(),
        ),
    ] {
        if given {
            return Err(AwsError::not_implemented(format_args!(
                "PutMetricData's {name}"
            )));
        }
    }
    let of_service = matches!(cx.caller().principal.kind, PrincipalKind::Service(_));
    if input.namespace.starts_with(RESERVED) && !of_service {
        return Err(errors::bad_value(&input.namespace, "Namespace"));
    }
    if !is_name(&input.namespace) {
        return Err(errors::bad_value(&input.namespace, "Namespace"));
    }
    let data = input.metric_data.unwrap_or_default();
    if data.is_empty() {
        return Err(errors::missing("MetricData"));
    }
    if data.len() > DATA {
        return Err(errors::value(format!(
            "The collection MetricData must not have a size greater than {DATA}."
        )));
    }
    let mut batches: HashMap<Identity, Batch> = HashMap::new();
    for (n, datum) in data.into_iter().enumerate() {
        let path = format!("MetricData.member.{}", n + 1);
        let Some(datum) = datum::read(&path, datum, cx.now())? else {
            continue;
        };
        let key = identity(&input.namespace, &datum.name, &datum.dimensions);
        let batch = batches.entry(key).or_insert_with(|| Batch {
            name: datum.name,
            dimensions: datum.dimensions,
            fine: Vec::new(),
            usual: Vec::new(),
        });
        match datum.step {
            1 => batch.fine.push(datum.point),
            _ => batch.usual.push(datum.point),
        }
    }
    let streams = stream::running(cx)?;
    for (key, batch) in batches {
        tell(cx, &streams, &input.namespace, &batch)?;
        keep(cx, &input.namespace, key, batch)?;
    }
    Ok(PutMetricDataOutput::default())
}

/// Names have no signs that nobody sees.
pub fn is_name(text: &str) -> bool {
    !text.chars().any(char::is_control) && !text.trim().is_empty()
}

fn tell(cx: &mut Cx, streams: &[Stream], namespace: &str, batch: &Batch) -> Result<(), AwsError> {
    if streams.is_empty() {
        return Ok(());
    }
    let points = batch.fine.iter().chain(&batch.usual).cloned();
    let put = stream::Put {
        namespace,
        name: &batch.name,
        dimensions: &batch.dimensions,
        points: &pack::merge(60, points.collect()),
    };
    stream::note(cx, streams, &put)
}

fn keep(cx: &mut Cx, namespace: &str, key: Identity, batch: Batch) -> Result<(), AwsError> {
    let (scope, now, random) = (cx.scope(), cx.now(), cx.random());
    see(
        cx.tx,
        scope,
        (namespace, &batch.name, key),
        &batch.dimensions,
        now,
    )?;
    points::put(cx.tx, scope, (key, 1), batch.fine, (now, random))?;
    points::put(cx.tx, scope, (key, 60), batch.usual, (now, random))?;
    alarm::wake(cx, &key)
}
