//! DeleteMetricFilter: nothing is counted by it any more.

use crate::errors;
use crate::group::row as groups;
use crate::metric::row::METRICS;
use crate::shapes::DeleteMetricFilterRequest;
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: DeleteMetricFilterRequest) -> Result<Reply, AwsError> {
    let group = groups::at(cx, &input.log_group_name)?;
    let (scope, key) = (cx.scope(), (group.id, input.filter_name));
    match METRICS.delete(cx.tx, scope, &key)? {
        true => Ok(Reply::default()),
        false => Err(errors::missing(
            "The specified metric filter does not exist.",
        )),
    }
}
