//! PutMetricFilter: what fits the pattern is counted in a metric from now on.

use crate::errors;
use crate::filters;
use crate::group::row as groups;
use crate::metric::row::{METRICS, Metric, count};
use crate::shapes::PutMetricFilterRequest;
use haneul_pipeline::{AwsError, Cx, Reply};

/// Of one group.
const MOST: usize = 100;
const DIMENSIONS: usize = 3;

pub fn run(cx: &mut Cx, input: PutMetricFilterRequest) -> Result<Reply, AwsError> {
    let group = groups::at(cx, &input.log_group_name)?;
    if group.class != "STANDARD" {
        return Err(errors::operation(
            "Metric filters are only supported for log groups of the STANDARD class.",
        ));
    }
    let system = input.emit_system_field_dimensions.as_ref();
    filters::refuse(
        input.apply_on_transformed_logs,
        input.field_selection_criteria.as_deref(),
        system.is_some_and(|fields| !fields.is_empty()),
    )?;
    filters::regex_room(cx, group.id, &input.filter_name, &input.filter_pattern)?;
    let Some(given) = input.metric_transformations.into_iter().next() else {
        return Err(errors::parameter("A metric transformation is required."));
    };
    // What services of AWS measure is theirs to say.
    if given.metric_namespace.starts_with("AWS/") {
        return Err(errors::parameter(format!(
            "Invalid metric transformation: the namespace {} is reserved.",
            given.metric_namespace
        )));
    }
    let dimensions = given.dimensions.unwrap_or_default();
    if dimensions.len() > DIMENSIONS {
        return Err(errors::parameter(
            "A metric filter can have no more than 3 dimensions.",
        ));
    }
    if !dimensions.is_empty() && given.default_value.is_some() {
        return Err(errors::parameter(
            "Invalid metric transformation: dimensions and default value are mutually exclusive \
             properties.",
        ));
    }
    if !given.metric_value.starts_with('$') && given.metric_value.parse::<f64>().is_err() {
        return Err(errors::parameter(format!(
            "Invalid metric transformation: metricValue {} is neither a number nor a field.",
            given.metric_value
        )));
    }
    let scope = cx.scope();
    let key = (group.id, input.filter_name.as_str());
    let old = METRICS.get(cx.tx, scope, &key)?;
    if old.is_none() && count(cx, group.id)? >= MOST {
        return Err(errors::limit("Resource limit exceeded."));
    }
    let metric = Metric {
        name: input.filter_name.clone(),
        pattern: input.filter_pattern,
        created: old.map_or(cx.now().as_millisecond(), |old| old.created),
        metric: given.metric_name,
        namespace: given.metric_namespace,
        value: given.metric_value,
        default: given.default_value,
        dimensions,
        unit: given.unit,
        group: group.name,
    };
    METRICS.put(cx.tx, scope, &key, &metric)?;
    Ok(Reply::default())
}
