//! DeleteSubscriptionFilter: nothing more goes to its destination.

use crate::errors;
use crate::group::row as groups;
use crate::shapes::DeleteSubscriptionFilterRequest;
use crate::subscription::row::SUBSCRIPTIONS;
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: DeleteSubscriptionFilterRequest) -> Result<Reply, AwsError> {
    let group = groups::at(cx, &input.log_group_name)?;
    let (scope, key) = (cx.scope(), (group.id, input.filter_name));
    match SUBSCRIPTIONS.delete(cx.tx, scope, &key)? {
        true => Ok(Reply::default()),
        false => Err(errors::missing(
            "The specified subscription filter does not exist.",
        )),
    }
}
