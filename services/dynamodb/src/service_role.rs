//! Service-linked roles, which DynamoDB acts as.

use haneul_pipeline::{AwsError, Edge, Invocation, invoke};
use serde_json::{Value as Json, json};

/// A call of whoever asked for it.
pub async fn ask(edge: &Edge, service: &str, operation: &str, input: Json) -> Result<(), AwsError> {
    let call = &edge.call;
    let invocation = Invocation {
        caller: (*call.caller).clone(),
        account: call.account.clone(),
        region: call.region.clone(),
        service,
        operation,
        input,
        body: None,
        delivers: None,
    };
    invoke(&edge.cloud, invocation).await.map(drop)
}

/// Makes the role of a principal of DynamoDB, if it is not there yet: the caller must be allowed to.
pub async fn make(edge: &Edge, principal: &str, role: &str) -> Result<(), AwsError> {
    let call = &edge.call;
    let arn = format!("arn:{}:iam::{}:{role}", call.partition, call.account);
    let known = edge.read(|cx| cx.cloud.identity.role(cx.tx, &arn))?;
    if known.is_some() {
        return Ok(());
    }
    let made = ask(
        edge,
        "iam",
        "CreateServiceLinkedRole",
        json!({"AWSServiceName": principal}),
    );
    made.await.map_err(|error| match &*error.code {
        "AccessDenied" => AwsError::new("AccessDeniedException", error.message).status(400),
        _ => error,
    })
}
