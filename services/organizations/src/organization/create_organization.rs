//! CreateOrganization: the caller's account becomes the management account.

use super::row::{self, Organization};
use crate::account::row::{self as accounts, Joined, Member};
use crate::policy::attachment;
use crate::shapes::{CreateOrganizationRequest, CreateOrganizationResponse};
use crate::{errors, ids};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: CreateOrganizationRequest,
) -> Result<CreateOrganizationResponse, AwsError> {
    let account = cx.account().to_owned();
    if accounts::look(cx, &account)?.is_some() {
        return Err(errors::already_in_organization());
    }
    let organization = Organization {
        id: ids::new(cx, "o-", 10),
        management: account.clone(),
        all_features: input.feature_set.as_deref() != Some("CONSOLIDATED_BILLING"),
        created: cx.now(),
        root: ids::new(cx, "r-", 4),
        root_tags: Vec::new(),
        kinds: Vec::new(),
        services: Vec::new(),
        resource_policy: None,
    };
    row::save(cx, &organization)?;
    attachment::begin(cx, &organization, &organization.root)?;
    let member = Member::new(cx, &organization, &account, Joined::Invited);
    accounts::save(cx, &member)?;
    attachment::begin(cx, &organization, &account)?;
    Ok(CreateOrganizationResponse {
        organization: Some(row::shown(cx, &organization)?),
    })
}
