//! Service-linked roles of services that make them when they are first needed.

use crate::cx::Edge;
use crate::error::AwsError;
use crate::invoke::{Invocation, invoke};
use serde_json::json;

impl Edge {
    /// Makes the role of a service's principal, if it is not there yet: whoever calls must be
    /// allowed to. `path`: of the role, from `role/` on.
    pub async fn make_service_role(&self, principal: &str, path: &str) -> Result<(), AwsError> {
        let call = &self.call;
        let arn = format!("arn:{}:iam::{}:{path}", call.partition, call.account);
        let known = self.read(|cx| cx.cloud.identity.role(cx.tx, &arn))?;
        if known.is_some() {
            return Ok(());
        }
        let made = invoke(
            &self.cloud,
            Invocation {
                caller: (*call.caller).clone(),
                account: call.account.clone(),
                region: call.region.clone(),
                service: "iam",
                operation: "CreateServiceLinkedRole",
                input: json!({"AWSServiceName": principal}),
                body: None,
                delivers: None,
            },
        );
        made.await.map(drop).map_err(|error| match &*error.code {
            "AccessDenied" => AwsError::new("AccessDeniedException", error.message).status(400),
            _ => error,
        })
    }
}
