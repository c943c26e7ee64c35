//! Whether Lambda may act as the role that it is given.

use crate::{PRINCIPAL, errors};
use haneul_pipeline::background::{Acting, act_as};
use haneul_pipeline::{AwsError, Edge, Source};

/// Asks STS, as the function will.
pub async fn check(edge: &Edge, role: &str) -> Result<(), AwsError> {
    let acting = Acting {
        principal: PRINCIPAL,
        source: Source {
            arn: String::new(),
            account: edge.call.account.clone(),
        },
        partition: &edge.call.partition,
        region: &edge.call.region,
    };
    match act_as(&edge.cloud, &acting, role).await {
        Ok(_) => Ok(()),
        Err(error) if error.code == "AccessDenied" => Err(errors::role()),
        Err(error) => Err(error),
    }
}
