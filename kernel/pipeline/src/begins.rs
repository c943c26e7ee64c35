//! How much a call has to know of what other nodes did before it begins.

use crate::caller::Caller;
use crate::cloud::Cloud;
use crate::credentials;
use crate::error::AwsError;
use crate::operation::Handler;
use haneul_model::Model;
use haneul_store::{Scope, Tx};
use std::time::Duration;

/// What a call may lack that does not begin afresh.
const STALE: Duration = Duration::from_millis(500);

/// How operations that change nothing are named, so that the others can be told from them. A wrong
/// guess costs a second attempt.
const LOOKS: [&str; 9] = [
    "Get", "List", "Describe", "Head", "Lookup", "Search", "BatchGet", "Receive", "Simulate",
];

/// By its name: whether an operation changes nothing.
pub(crate) fn is_look(operation: &str) -> bool {
    LOOKS.iter().any(|look| operation.starts_with(look))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Begins {
    /// Everything that was answered before the call came.
    Fresh,
    /// Not quite everything, and it does not matter: the call reads nothing but who makes it.
    Anyhow,
    /// Not quite everything, but the commit will find out. An answer that comes without a commit
    /// does not count.
    Behind,
}

impl Begins {
    pub fn of(cloud: &Cloud, model: &Model, operation: &str) -> Begins {
        let entry = cloud.services.get(model.id);
        let Some(entry) = entry.filter(|_| !cloud.leases.is_alone()) else {
            return Begins::Fresh;
        };
        if entry.service.reads_nothing(operation) {
            return Begins::Anyhow;
        }
        let is_state = matches!(entry.operations.get(operation), Some(Handler::State(_)));
        match is_state && !is_look(operation) {
            true => Begins::Behind,
            false => Begins::Fresh,
        }
    }

    pub fn age(self) -> Duration {
        match self {
            Begins::Fresh => Duration::ZERO,
            Begins::Anyhow | Begins::Behind => STALE,
        }
    }
}

/// Makes the commit depend on what was decided outside the transaction: who calls, by whose
/// policies, and what time it is.
pub(crate) fn depend(tx: &mut Tx, cloud: &Cloud, caller: &Caller) -> Result<(), AwsError> {
    // Rows of IAM are global in their account.
    tx.depend_on(Scope::new(&caller.partition, caller.account(), "").range()?);
    if let Some(organisations) = &cloud.organisations {
        tx.depend_on(organisations.place()?);
    }
    tx.depend_on(credentials::place(&caller.access_key)?);
    tx.depend_on(cloud.clock.place()?);
    Ok(())
}
