//! What has to be so before an account may go, and what goes with it.

use super::profile;
use super::row::{self, Member};
use crate::organization::row::Organization;
use crate::policy::attachment;
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx};

pub fn leave(cx: &mut Cx, organization: &Organization, member: Member) -> Result<(), AwsError> {
    if member.account == organization.management {
        return Err(errors::master_cannot_leave());
    }
    if !member.delegated.is_empty() {
        return Err(errors::constraint(
            "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG",
            "You can't remove an account that is registered as a delegated administrator for a \
             service integrated with your organization.",
        ));
    }
    if member.closing.is_some() {
        return Err(errors::constraint(
            "ACCOUNT_CANNOT_LEAVE_ORGANIZATION",
            "You can't remove a closed account from the organization.",
        ));
    }
    let created = profile::find(cx, &member.account)?.created;
    if created.is_some_and(|created| cx.now() < created + limits::WAIT) {
        return Err(errors::constraint(
            "WAIT_PERIOD_ACTIVE",
            "You must wait until at least seven days after the account was created to remove it \
             from the organization.",
        ));
    }
    attachment::drop_target(cx, &organization.id, &member.account)?;
    row::remove(cx, &member.account)
}
