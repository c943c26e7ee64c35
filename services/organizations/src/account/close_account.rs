//! CloseAccount: nobody acts in the account any more; after 90 days it is gone for good.

use super::row::Member;
use super::{profile, row};
use crate::nothing::Nothing;
use crate::organization::row::Organization;
use crate::policy::attachment;
use crate::shapes::CloseAccountRequest;
use crate::{access, errors, limits, mark};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use serde_json::json;

pub fn run(cx: &mut Cx, input: CloseAccountRequest) -> Result<Nothing, AwsError> {
    let organization = access::managing(cx)?;
    if !organization.all_features {
        return Err(errors::not_all_features());
    }
    let found = row::member(cx, &organization, &input.account_id)?;
    let mut member = found.ok_or_else(errors::no_account)?;
    if member.account == organization.management {
        return Err(errors::constraint(
            "CANNOT_CLOSE_MANAGEMENT_ACCOUNT",
            "You can't close the management account of an organization.",
        ));
    }
    if member.closing.is_some() {
        return Err(errors::already_closed());
    }
    make_room(cx, &organization)?;
    let now = cx.now();
    member.closing = Some(now);
    row::save(cx, &member)?;
    let account = &member.account;
    let payload = json!({"account": account, "organization": organization.id});
    let (soon, late) = (now + limits::SUSPENDING, now + limits::CLOSED_FOR_GOOD);
    let id = |what: &str| format!("{account} {what}");
    cx.timer(
        soon,
        &id("suspended"),
        "organizations/suspend",
        payload.clone(),
    )?;
    cx.timer(late, &id("erased"), "organizations/erase", payload)?;
    Ok(Nothing)
}

/// A fifth of the members may be closed in thirty days, and 250 at least; three at a time.
fn make_room(cx: &mut Cx, organization: &Organization) -> Result<(), AwsError> {
    let mut members = row::all(cx, &organization.id)?;
    members.retain(|member| member.account != organization.management);
    let under_way = |member: &&Member| member.closing.is_some() && !member.is_suspended;
    if members.iter().filter(under_way).count() >= limits::CLOSED_AT_ONCE {
        return Err(errors::constraint(
            "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED",
            "You attempted to exceed the number of accounts that you can close at a time.",
        ));
    }
    let since = cx.now() - limits::CLOSING_WINDOW;
    let lately = |member: &&Member| member.closing.is_some_and(|at| at > since);
    let closed = members.iter().filter(lately).count();
    let quota = (members.len() / 5).clamp(limits::CLOSED_AT_LEAST, limits::CLOSED_AT_MOST);
    if closed >= quota {
        return Err(errors::constraint(
            "CLOSE_ACCOUNT_QUOTA_EXCEEDED",
            "You have exceeded close account quota for the past 30 days.",
        ));
    }
    Ok(())
}

/// The member that a timer of ours is about, if it is still there.
fn closing(cx: &mut Cx, timer: &Timer) -> Result<Option<Member>, AwsError> {
    let account = timer.payload["account"].as_str().unwrap_or_default();
    let member = row::look(cx, account)?;
    Ok(member.filter(|m| m.closing.is_some() && timer.payload["organization"] == m.organization))
}

pub fn suspend(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    match closing(cx, timer)? {
        Some(mut member) => {
            member.is_suspended = true;
            row::save(cx, &member)
        }
        None => Ok(()),
    }
}

pub fn erase(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let Some(member) = closing(cx, timer)? else {
        return Ok(());
    };
    let mut profile = profile::find(cx, &member.account)?;
    profile.is_closed = true;
    profile::save(cx, &profile)?;
    attachment::drop_target(cx, &member.organization, &member.account)?;
    row::remove(cx, &member.account)?;
    mark::set(cx, &member.organization)
}
