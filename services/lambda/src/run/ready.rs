//! Sandboxes that are kept ready, as the pool counts them.

use super::lines::Lines;
use super::once::Once;
use super::pool::Pool;
use super::sandbox::Sandbox;
use super::target::{Key, Target};
use haneul_pipeline::Cloud;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Of one version.
pub struct Ready {
    /// Whose they are.
    pub function: String,
    pub wanted: i64,
    /// In megabytes, of each.
    pub memory: i64,
    pub there: Arc<AtomicI64>,
}

impl Ready {
    pub fn count(&self) -> i64 {
        self.there.load(Ordering::Relaxed)
    }
}

/// One of them, as long as it is held.
pub struct Slot(Arc<AtomicI64>);

impl Slot {
    pub fn of(there: &Arc<AtomicI64>) -> Slot {
        there.fetch_add(1, Ordering::Relaxed);
        Slot(there.clone())
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Makes what is missing of a function's, and lets go what is too much; what went wrong, by version.
pub async fn keep_ready(
    cloud: &Cloud,
    pool: &Arc<Pool>,
    function: &str,
    wanted: HashMap<Key, (Target, i64)>,
) -> HashMap<Key, String> {
    let numbers = wanted.iter().map(|(key, (target, number))| {
        let memory = target.version.config.memory;
        (key.clone(), (*number, memory))
    });
    let most = super::host::memory() / 2;
    let mut failures = HashMap::new();
    for (key, slots) in pool.want(cloud, function, numbers.collect(), most) {
        let Some((target, number)) = wanted.get(&key) else {
            continue;
        };
        let missing = number - pool.ready(&key);
        if missing > 0 {
            let room =
                format!("This host has room for {most} MB of functions that are kept ready.");
            failures.insert(key.clone(), room);
        }
        for slot in slots {
            match warm(cloud, target, slot).await {
                Ok(sandbox) => pool.keep(key.clone(), target.version.config.memory, sandbox, cloud),
                Err(reason) => {
                    failures.insert(key.clone(), reason);
                    break;
                }
            }
        }
    }
    failures
}

async fn warm(cloud: &Cloud, target: &Target, slot: Slot) -> Result<Sandbox, String> {
    let started = Sandbox::start(cloud, target, Some(slot)).await;
    let mut sandbox = started.map_err(|error| error.message)?;
    let telemetry = sandbox.api.telemetry.clone();
    let once = Once {
        cloud,
        target,
        sandbox: &mut sandbox,
        lines: Lines::new(target.version.config.logging.format == "JSON", telemetry),
        id: String::new(),
        pieces: None,
        is_told: false,
    };
    let failed = once.warm().await;
    if failed || !sandbox.freeze().await {
        return Err("FUNCTION_ERROR_INIT_FAILURE".to_owned());
    }
    Ok(sandbox)
}
