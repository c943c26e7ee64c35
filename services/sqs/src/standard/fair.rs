//! Fair queues: while one tenant has most of what is in flight, the others' messages come first.

use super::look::Candidate;
use super::rows::{Due, TENANTS};
use crate::claims::Hold;
use crate::queue::Queue;
use crate::tenants::Noisy;
use haneul_pipeline::AwsError;
use haneul_store::{Scope, Span, Tx};
use std::sync::Arc;

/// Tenants looked at in one receive.
const TENANTS_AT_ONCE: usize = 64;

/// Holds up to `wanted` messages of tenants that are not noisy, from one tenant after the other.
pub fn quiet(
    tx: &Tx,
    scope: Scope<'_>,
    queue: &Queue,
    (from, to): (i64, i64),
    noisy: &Noisy,
    wanted: usize,
    hold: &mut Hold,
) -> Result<Vec<Candidate>, AwsError> {
    let snapshot = tx.version();
    let mut found: Vec<Candidate> = Vec::with_capacity(wanted);
    let mut last: Option<String> = None;
    for _ in 0..TENANTS_AT_ONCE {
        let Some(tenant) = next_tenant(tx, scope, queue.space, last.as_deref())? else {
            break;
        };
        if !noisy.contains(tenant.as_str()) {
            let name: Arc<str> = tenant.as_str().into();
            for due in waiting(tx, scope, queue.space, &tenant, from, wanted)? {
                if due.1 <= to && found.len() < wanted && hold.claim(due.3, snapshot) {
                    found.push(Candidate::Quiet(due, name.clone()));
                }
            }
        }
        if found.len() == wanted {
            break;
        }
        last = Some(tenant);
    }
    Ok(found)
}

fn next_tenant(
    tx: &Tx,
    scope: Scope<'_>,
    space: u64,
    last: Option<&str>,
) -> Result<Option<String>, AwsError> {
    let mut span = Span::prefix(&space);
    if let Some(last) = last {
        span = span.from(&(space, last, i64::MAX));
    }
    let rows = TENANTS.scan_untracked(tx, scope, span, 1, false)?;
    Ok(rows.into_iter().next().map(|((_, tenant, _, _), _)| tenant))
}

/// What waits of a tenant, the first ones first.
fn waiting(
    tx: &Tx,
    scope: Scope<'_>,
    space: u64,
    tenant: &str,
    from: i64,
    limit: usize,
) -> Result<Vec<Due>, AwsError> {
    let span = Span::prefix(&(space, tenant)).from(&(space, tenant, from));
    let rows = TENANTS.scan_untracked(tx, scope, span, limit, false)?;
    let due =
        |(space, _, time, (order, id)): (u64, String, i64, (u64, u128))| (space, time, order, id);
    Ok(rows.into_iter().map(|(key, _)| due(key)).collect())
}
