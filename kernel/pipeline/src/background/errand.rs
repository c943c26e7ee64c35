//! Work of a service that the outbox knows by a name: how it looks at the state and changes it.

use crate::caller::{Caller, Source};
use crate::cloud::Cloud;
use crate::cx::{Call, Cx};
use crate::error::AwsError;
use haneul_runtime::outbox::Outgoing;
use haneul_store::{Scope, Tx};

pub struct Errand {
    pub cloud: Cloud,
    pub call: Outgoing,
    /// Service and operation that its looks and changes are known by.
    name: (&'static str, &'static str),
}

impl Errand {
    pub fn new(cloud: Cloud, call: Outgoing, name: (&'static str, &'static str)) -> Errand {
        Errand { cloud, call, name }
    }

    /// Where the account it is for has its things.
    pub fn scope(&self) -> Scope<'_> {
        Scope::new(&self.call.partition, &self.call.account, &self.call.region)
    }

    /// What was said with it.
    pub fn text(&self, name: &str) -> &str {
        self.call.input[name].as_str().unwrap_or_default()
    }

    /// The service that it is of, for what it is about.
    pub fn caller(&self) -> Caller {
        service_of(&self.call)
    }

    /// The call that it looks at the state as: the service itself, for the account.
    pub fn as_itself(&self) -> Call {
        self.as_caller(self.caller())
    }

    pub fn as_caller(&self, caller: Caller) -> Call {
        Call::of_background(&self.cloud, caller, self.scope(), self.name)
    }

    pub fn read<R>(
        &self,
        mut look: impl FnMut(&mut Cx) -> Result<R, AwsError>,
    ) -> Result<R, AwsError> {
        let call = self.as_itself();
        let look = |tx: &mut Tx| look(&mut Cx::new(tx, &call, &self.cloud));
        self.cloud.store.read(look)
    }

    pub async fn transact<R>(
        &self,
        mut change: impl FnMut(&mut Cx) -> Result<R, AwsError>,
    ) -> Result<R, AwsError> {
        let call = self.as_itself();
        let change = |tx: &mut Tx| change(&mut Cx::new(tx, &call, &self.cloud));
        self.cloud.store.transact(change).await
    }
}

/// The service that sends a call.
pub(super) fn service_of(call: &Outgoing) -> Caller {
    let source = Source {
        arn: call.source_arn.clone(),
        account: call.source_account.clone(),
    };
    Caller::service(&call.partition, &call.principal, source)
}
