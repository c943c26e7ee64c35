//! Health, status, the first account, captured messages.

use super::{clock, disorder};
use crate::connection::Shared;
use haneul_pipeline::{AwsError, Cloud};
use haneul_runtime::{outbox, timer};
use serde_json::{Map, Value as Json, json};

pub(super) fn health(shared: &Shared) -> Json {
    json!({
        "status": "ready",
        "version": shared.facilities.0.version,
        "account": shared.cloud.account().id,
    })
}

/// What other emulators' clients wait for.
pub(super) fn localstack_health(shared: &Shared) -> Json {
    let services: Map<String, Json> = shared
        .cloud
        .implemented()
        .keys()
        .map(|id| ((*id).to_owned(), json!("available")))
        .collect();
    json!({
        "services": services,
        "edition": "haneul",
        "version": shared.facilities.0.version,
    })
}

pub(super) fn status(shared: &Shared) -> Result<Json, AwsError> {
    let cloud = &shared.cloud;
    let facilities = &shared.facilities.0;
    let (timers, calls) = cloud
        .store
        .read(|tx| Ok::<_, AwsError>((timer::count(tx)?, outbox::count(tx)?)))?;
    let background: Map<String, Json> = cloud
        .background
        .seen()
        .into_iter()
        .map(|(name, seen)| (name, json!(seen)))
        .collect();
    let stats = cloud.store.stats();
    Ok(json!({
        "status": "ready",
        "version": facilities.version,
        "uptimeSeconds": facilities.started.elapsed().as_secs(),
        "data": facilities.data,
        "strict": cloud.settings.strict,
        "account": cloud.account().id,
        "clock": clock::show(cloud),
        "clockAheadOfHostSeconds": clock::offset(cloud).as_secs(),
        "timersWaiting": timers,
        "outboxWaiting": calls,
        "disorder": disorder::show(cloud)?,
        "background": background,
        "store": {
            "engine": stats.engine,
            "version": stats.version,
            "commits": stats.commits,
            "flushes": stats.groups,
            "conflicts": stats.conflicts,
            "diskBytes": stats.disk_bytes,
        },
    }))
}

/// The first account and, unless the cloud is strict, its root key: whoever may read this is
/// root of any account anyway, by an unknown key.
pub(super) fn account(cloud: &Cloud) -> Result<Json, AwsError> {
    let account = cloud.account();
    if cloud.settings.strict {
        return Ok(json!({ "id": account.id }));
    }
    Ok(json!({
        "id": account.id,
        "accessKeyId": account.root_access_key,
        "secretAccessKey": account.root_secret,
    }))
}
