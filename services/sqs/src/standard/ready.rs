//! Messages that wait for their first receive: by the time they may be received, and those of
//! tenants (message groups) by tenant as well.

use super::rows::{Due, READY, TENANTS};
use crate::message::row::Message;
use crate::tables::Mark;
use haneul_pipeline::AwsError;
use haneul_store::{Scope, Tx};

pub fn insert(tx: &mut Tx, scope: Scope<'_>, due: &Due, message: &Message) -> Result<(), AwsError> {
    if let Some(tenant) = &message.group {
        TENANTS.put(tx, scope, &of_tenant(tenant, due), &Mark {})?;
    }
    Ok(READY.insert(tx, scope, due, message)?)
}

pub fn remove(tx: &mut Tx, scope: Scope<'_>, due: &Due, message: &Message) -> Result<(), AwsError> {
    if let Some(tenant) = &message.group {
        forget(tx, scope, tenant, due)?;
    }
    READY.delete(tx, scope, due)?;
    Ok(())
}

/// The message is not there, so its tenant does not wait for it.
pub fn forget(tx: &mut Tx, scope: Scope<'_>, tenant: &str, due: &Due) -> Result<(), AwsError> {
    TENANTS.delete(tx, scope, &of_tenant(tenant, due))?;
    Ok(())
}

fn of_tenant<'t>(tenant: &'t str, due: &Due) -> (u64, &'t str, i64, (u64, u128)) {
    (due.0, tenant, due.1, (due.2, due.3))
}
