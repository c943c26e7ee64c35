//! Sessions of the roles that services act as for whoever passed them: asked of STS like anybody's,
//! so the role's trust decides, and kept while they last.

use super::deliver::caller;
use crate::caller::Caller;
use crate::cloud::Cloud;
use crate::credentials;
use crate::error::AwsError;
use crate::invoke::{Invocation, invoke};
use haneul_runtime::outbox::Outgoing;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use serde_json::json;
use std::collections::HashMap;

/// By service and role: the session's key, and when it was asked for.
#[derive(Default)]
struct Sessions(Mutex<HashMap<(String, String), (String, Timestamp)>>);

/// Well within the hour that sessions last.
const KEPT: SignedDuration = SignedDuration::from_mins(50);
/// More roles than this are forgotten together.
const MOST: usize = 1_000;

/// The session of a role that was passed to the service that an errand is of.
pub async fn act_as(cloud: &Cloud, errand: &Outgoing, role: &str) -> Result<Caller, AwsError> {
    of(cloud, errand, role).await
}

pub(super) async fn of(cloud: &Cloud, call: &Outgoing, role: &str) -> Result<Caller, AwsError> {
    let sessions = cloud.locals.get::<Sessions>();
    let place = (call.principal.clone(), role.to_owned());
    let now = cloud.clock.now();
    let known = sessions.0.lock().get(&place).cloned();
    if let Some((key, _)) = known.filter(|(_, at)| *at <= now && now.duration_since(*at) < KEPT) {
        if let Some(caller) = holder(cloud, &key)? {
            return Ok(caller);
        }
    }
    let key = assume(cloud, call, role).await?;
    let caller = holder(cloud, &key)?;
    let caller = caller.ok_or_else(|| AwsError::internal("a session that is not there"))?;
    let mut sessions = sessions.0.lock();
    if sessions.len() >= MOST {
        sessions.clear();
    }
    sessions.insert(place, (key, now));
    Ok(caller)
}

fn holder(cloud: &Cloud, key: &str) -> Result<Option<Caller>, AwsError> {
    let found = cloud
        .store
        .read(|tx| Ok::<_, AwsError>(credentials::find(tx, key)?))?;
    Ok(found.map(|credential| credential.caller()))
}

async fn assume(cloud: &Cloud, call: &Outgoing, role: &str) -> Result<String, AwsError> {
    let service = call.principal.split('.').next().unwrap_or_default();
    let account = role.split(':').nth(4).unwrap_or_default();
    let invocation = Invocation {
        caller: caller(call),
        account: account.to_owned(),
        region: call.region.clone(),
        service: "sts",
        operation: "AssumeRole",
        input: json!({"RoleArn": role, "RoleSessionName": format!("{service}-service")}),
        body: None,
        delivers: None,
    };
    let answer = invoke(cloud, invocation).await?;
    let key = answer.output["Credentials"]["AccessKeyId"].as_str();
    let key = key.ok_or_else(|| AwsError::internal("STS answered without a key"))?;
    Ok(key.to_owned())
}
