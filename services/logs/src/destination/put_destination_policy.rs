//! PutDestinationPolicy: which accounts may subscribe.

use crate::destination::row::{self, DESTINATIONS};
use crate::errors;
use crate::shapes::PutDestinationPolicyRequest;
use haneul_pipeline::{AwsError, Cx, Reply};
use haneul_policy::{Policy, PolicyKind};

pub fn run(cx: &mut Cx, input: PutDestinationPolicyRequest) -> Result<Reply, AwsError> {
    let mut destination = row::own(cx, &input.destination_name)?;
    if Policy::parse(&input.access_policy, PolicyKind::Resource).is_err() {
        return Err(errors::parameter("Invalid access policy."));
    }
    destination.policy = Some(input.access_policy);
    let scope = cx.scope();
    DESTINATIONS.put(cx.tx, scope, &destination.name, &destination)?;
    Ok(Reply::default())
}
