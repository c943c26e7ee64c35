//! Sessions of the roles that services act as for whoever passed them: asked of STS like anybody's,
//! so the role's trust decides, and kept while they last.

use crate::caller::{Caller, Source};
use crate::cloud::Cloud;
use crate::credentials;
use crate::error::AwsError;
use crate::invoke::{Invocation, invoke};
use haneul_runtime::outbox::Outgoing;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use serde_json::json;
use std::collections::HashMap;

/// By service, the resource it acts for (the role's trust may name it) and role: the session's key,
/// and when it was asked for.
#[derive(Default)]
struct Sessions(Mutex<HashMap<(String, String, String), (String, Timestamp)>>);

/// Well within the hour that sessions last.
const KEPT: SignedDuration = SignedDuration::from_mins(50);
/// More roles than this are forgotten together.
const MOST: usize = 1_000;

/// A service, for one of its resources, and where.
pub struct Acting<'a> {
    pub principal: &'a str,
    pub source: Source,
    pub partition: &'a str,
    pub region: &'a str,
}

/// The role that was passed to the service that a call of the outbox is of.
pub async fn act_for(cloud: &Cloud, call: &Outgoing, role: &str) -> Result<Caller, AwsError> {
    let acting = Acting {
        principal: &call.principal,
        source: Source {
            arn: call.source_arn.clone(),
            account: call.source_account.clone(),
        },
        partition: &call.partition,
        region: &call.region,
    };
    act_as(cloud, &acting, role).await
}

/// The role that was passed to a service, for work of its own in the background.
pub async fn act_as(cloud: &Cloud, acting: &Acting<'_>, role: &str) -> Result<Caller, AwsError> {
    let sessions = cloud.locals.get::<Sessions>();
    let place = (
        acting.principal.to_owned(),
        acting.source.arn.clone(),
        role.to_owned(),
    );
    let now = cloud.clock.now();
    let known = sessions.0.lock().get(&place).cloned();
    if let Some((key, _)) = known.filter(|(_, at)| *at <= now && now.duration_since(*at) < KEPT) {
        if let Some(caller) = holder(cloud, &key)? {
            return Ok(caller);
        }
    }
    let key = assume(cloud, acting, role).await?;
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

async fn assume(cloud: &Cloud, acting: &Acting<'_>, role: &str) -> Result<String, AwsError> {
    let service = acting.principal.split('.').next().unwrap_or_default();
    let account = role.split(':').nth(4).unwrap_or_default();
    let invocation = Invocation {
        caller: Caller::service(acting.partition, acting.principal, acting.source.clone()),
        account: account.to_owned(),
        region: acting.region.to_owned(),
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
