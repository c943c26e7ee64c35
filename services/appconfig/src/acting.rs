//! How AppConfig acts on others: as itself for one of its resources, or as a role that was passed.

use crate::PRINCIPAL;
use haneul_pipeline::background::{Acting, act_as};
use haneul_pipeline::{AwsError, Call, Caller, Cloud, Invocation, Invoked, Source, invoke};
use serde_json::Value as Json;

/// Whom a call is for, and as whom.
pub struct Actor<'a> {
    pub cloud: &'a Cloud,
    pub call: &'a Call,
    /// The resource of AppConfig that it is done for.
    pub arn: String,
    pub who: Who<'a>,
}

#[derive(Clone, Copy)]
pub enum Who<'a> {
    Service,
    Role(&'a str),
    /// The account itself, as the role of the service that AWS would make there.
    Account,
}

impl<'a> Who<'a> {
    /// A role that was passed, or the service itself.
    pub fn of(role: Option<&'a str>) -> Who<'a> {
        role.map_or(Who::Service, Who::Role)
    }
}

impl Actor<'_> {
    async fn caller(&self) -> Result<Caller, AwsError> {
        let source = Source {
            arn: self.arn.clone(),
            account: self.call.account.clone(),
        };
        let partition = &self.call.partition;
        let role = match self.who {
            Who::Service => return Ok(Caller::service(partition, PRINCIPAL, source)),
            Who::Account => return Ok(Caller::root(partition, &self.call.account, "")),
            Who::Role(role) => role,
        };
        let acting = Acting {
            principal: PRINCIPAL,
            source,
            partition,
            region: &self.call.region,
        };
        act_as(self.cloud, &acting, role).await
    }

    pub async fn ask(
        &self,
        (service, operation): (&str, &str),
        (account, region): (&str, &str),
        input: Json,
    ) -> Result<Invoked, AwsError> {
        let invocation = Invocation {
            caller: self.caller().await?,
            account: account.to_owned(),
            region: region.to_owned(),
            service,
            operation,
            input,
            body: None,
            delivers: None,
        };
        invoke(self.cloud, invocation).await
    }
}

/// Whether an error is one of the cloud itself, which may pass.
pub fn is_ours(error: &AwsError, service: &str) -> bool {
    let status = error.status_in(haneul_model::model(service));
    status >= 500 && status != 501
}
