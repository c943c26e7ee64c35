//! CreateAccount: an account of its own, opened in the background.

use super::creation::{self, Creation};
use super::row as accounts;
use crate::shapes::{CreateAccountRequest, CreateAccountResponse};
use crate::{access, errors, ids, limits, tag};
use haneul_pipeline::{AwsError, Cx};
use serde_json::json;

/// `IamUserAccessToBilling` changes nothing that could be seen: there is no billing console.
pub fn run(cx: &mut Cx, input: CreateAccountRequest) -> Result<CreateAccountResponse, AwsError> {
    let organization = access::managing(cx)?;
    let role = input.role_name.as_deref();
    if role.is_some_and(|name| name.starts_with("AWSServiceRoleFor")) {
        return Err(errors::input(
            "INVALID_ROLE_NAME",
            "You provided a role name that isn't valid. A role name can't begin with the reserved \
             prefix AWSServiceRoleFor.",
        ));
    }
    let tags = tag::first(input.tags)?;
    let pending = creation::all(cx, &organization.id)?;
    let pending = pending.iter().filter(|c| c.completed.is_none()).count();
    if accounts::all(cx, &organization.id)?.len() + pending >= limits::ACCOUNTS {
        return Err(errors::constraint(
            "ACCOUNT_NUMBER_LIMIT_EXCEEDED",
            "You have exceeded the allowed number of AWS accounts.",
        ));
    }
    let creation = Creation {
        id: ids::new(cx, "car-", 32),
        organization: organization.id,
        name: input.account_name,
        email: input.email,
        role: input
            .role_name
            .unwrap_or_else(|| "OrganizationAccountAccessRole".to_owned()),
        tags,
        requested: cx.now(),
        completed: None,
        account: None,
        failure: None,
    };
    creation::save(cx, &creation)?;
    let payload = json!({"organization": creation.organization, "id": creation.id});
    let at = cx.now() + limits::OPENING;
    cx.timer(at, &creation.id, "organizations/open", payload)?;
    Ok(CreateAccountResponse {
        create_account_status: Some(creation::shown(&creation)),
    })
}
