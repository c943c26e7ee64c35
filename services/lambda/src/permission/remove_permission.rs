//! RemovePermission.

use super::row;
use crate::errors;
use crate::function::row as functions;
use crate::names::Named;
use crate::shapes::RemovePermissionRequest;
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: RemovePermissionRequest) -> Result<Reply, AwsError> {
    let named = Named::read(cx, &input.function_name, input.qualifier.as_deref())?;
    functions::version(cx, &named)?;
    let Some(mut policy) = row::find(cx, &named)? else {
        return Err(errors::not_found(
            "No policy is associated with the given resource.",
        ));
    };
    if input
        .revision_id
        .is_some_and(|said| said != policy.revision)
    {
        return Err(errors::precondition("GetPolicy"));
    }
    let before = policy.statements.len();
    policy
        .statements
        .retain(|(id, _)| *id != input.statement_id);
    if policy.statements.len() == before {
        return Err(errors::not_found(format!(
            "Statement {} is not found in resource policy.",
            input.statement_id
        )));
    }
    row::save(cx, &named, &mut policy)?;
    Ok(Reply::default())
}
