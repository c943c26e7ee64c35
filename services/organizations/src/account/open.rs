//! What CreateAccount sets going: the account is opened, gets the role through which the management
//! account reaches it, and joins.

use super::creation::{self, Creation};
use super::profile::{self, Profile};
use super::row::{self, Joined, Member};
use crate::limits;
use crate::organization::row as organizations;
use crate::policy::attachment;
use haneul_pipeline::{AwsError, Cx, accounts};
use haneul_runtime::outbox::{self, Extra, Outgoing};
use haneul_runtime::timer::Timer;
use jiff::SignedDuration;
use serde_json::{Value as Json, json};

/// The timer's work: the account exists from here on.
pub fn open(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let Some(mut creation) = pending(cx, &timer.payload)? else {
        return Ok(());
    };
    if profile::by_email(cx, &creation.email)?.is_some() {
        return fail(cx, creation, "EMAIL_ALREADY_EXISTS");
    }
    let (partition, now) = (cx.partition(), cx.now());
    let random = cx.random();
    let mut account = accounts::open(cx.tx, random, partition, now)?;
    // Nor the number of one that was invited.
    while row::look(cx, &account)?.is_some() {
        account = accounts::open(cx.tx, random, partition, now)?;
    }
    let profile = Profile {
        account: account.clone(),
        name: creation.name.clone(),
        email: creation.email.clone(),
        created: Some(now),
        is_closed: false,
    };
    profile::save(cx, &profile)?;
    creation.account = Some(account.clone());
    creation::save(cx, &creation)?;
    give_role(cx, &creation, &account)?;
    let at = creation.requested + limits::JOINING;
    let id = format!("{} joins", creation.id);
    cx.timer(at, &id, "organizations/join", timer.payload.clone())
}

/// As the account's root user, before any policy of the organisation binds it.
fn give_role(cx: &mut Cx, creation: &Creation, account: &str) -> Result<(), AwsError> {
    let partition = cx.partition();
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"AWS": format!("arn:{partition}:iam::{}:root", cx.account())},
            "Action": "sts:AssumeRole",
        }],
    });
    let made = json!({
        "RoleName": creation.role,
        "AssumeRolePolicyDocument": trust.to_string(),
    });
    let attached = json!({
        "RoleName": creation.role,
        "PolicyArn": format!("arn:{partition}:iam::aws:policy/AdministratorAccess"),
    });
    ask_iam(cx, creation, account, "CreateRole", made, 0)?;
    ask_iam(cx, creation, account, "AttachRolePolicy", attached, 1)
}

fn ask_iam(
    cx: &mut Cx,
    creation: &Creation,
    account: &str,
    operation: &str,
    input: Json,
    after_seconds: i64,
) -> Result<(), AwsError> {
    let partition = cx.partition();
    let call = Outgoing {
        principal: "organizations.amazonaws.com".to_owned(),
        source_arn: format!("{}/{}", creation.organization, creation.id),
        source_account: cx.account().to_owned(),
        as_root: true,
        as_role: None,
        partition: partition.to_owned(),
        account: account.to_owned(),
        region: "us-east-1".to_owned(),
        service: "iam".to_owned(),
        operation: operation.to_owned(),
        input,
        attempts: 0,
        give_up_after: 2,
        on_refusal: Some("organizations/refused".to_owned()),
        extra: Extra::default(),
    };
    let at = cx.now() + SignedDuration::from_secs(after_seconds);
    let id = format!("{} {operation}", creation.id);
    Ok(outbox::put(cx.tx, at, &id, &call)?)
}

/// IAM would not make the role: nothing comes of the account.
pub fn refused(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let source = timer.payload["sourceArn"].as_str().unwrap_or_default();
    let (organization, id) = source.split_once('/').unwrap_or_default();
    let named = json!({"organization": organization, "id": id});
    match pending(cx, &named)? {
        Some(creation) => fail(cx, creation, "INTERNAL_FAILURE"),
        None => Ok(()),
    }
}

/// The timer's end of it: the account is a member.
pub fn join(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let Some(mut creation) = pending(cx, &timer.payload)? else {
        return Ok(());
    };
    let scope = cx.partition_scope();
    let found = organizations::find(cx.tx, scope, &creation.organization)?;
    let (Some(organization), Some(account)) = (found, creation.account.clone()) else {
        return Ok(());
    };
    let mut member = Member::new(cx, &organization, &account, Joined::Created);
    member.tags = creation.tags.clone();
    row::save(cx, &member)?;
    attachment::begin(cx, &organization, &account)?;
    creation.completed = Some(cx.now());
    creation::save(cx, &creation)
}

fn pending(cx: &mut Cx, payload: &Json) -> Result<Option<Creation>, AwsError> {
    let text = |name: &str| payload[name].as_str().unwrap_or_default().to_owned();
    let found = creation::find(cx, &text("organization"), &text("id"))?;
    Ok(found.filter(|creation| creation.completed.is_none()))
}

/// Whoever tries again may take the address.
fn fail(cx: &mut Cx, mut creation: Creation, why: &str) -> Result<(), AwsError> {
    creation.completed = Some(cx.now());
    creation.failure = Some(why.to_owned());
    if let Some(account) = creation.account.take() {
        profile::remove(cx, &account)?;
    }
    creation::save(cx, &creation)
}
