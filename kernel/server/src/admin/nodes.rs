//! The nodes of the cloud, what each does, and the level of stored formats they agree on.

use haneul_pipeline::{AwsError, Cloud};
use haneul_runtime::{lease, level, node};
use serde_json::{Value as Json, json};

pub(super) fn show(cloud: &Cloud) -> Result<Json, AwsError> {
    let now = cloud.clock.host_now();
    let me = cloud.me();
    let (nodes, leases, active) = cloud.store.read(|tx| {
        let active = level::active(tx)?;
        Ok::<_, AwsError>((node::all(tx)?, lease::all(tx)?, active))
    })?;
    let nodes: Vec<Json> = nodes
        .iter()
        .map(|node| {
            let work = leases.iter().filter(|(_, lease)| lease.holder == node.id);
            let silent = now.duration_since(node.beat);
            json!({
                "id": node.id,
                "version": node.version,
                "level": node.level,
                "address": node.address,
                "started": node.started.to_string(),
                "silentMilliseconds": silent.as_millis().max(0),
                "alive": node.lives(now),
                "callsPerSecond": node.calls_per_second,
                "lagMicroseconds": node.lag_micros,
                "work": work.map(|(name, _)| name).collect::<Vec<_>>(),
            })
        })
        .collect();
    Ok(json!({
        "node": me.as_ref().map(|me| &me.id),
        "nodes": nodes,
        "level": {
            "active": active,
            "known": me.map_or(level::KNOWN, |me| me.level),
        },
    }))
}
