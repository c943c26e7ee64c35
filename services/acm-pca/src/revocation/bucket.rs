//! The bucket of a list: it must be there, and let Private CA in.

use crate::errors;
use crate::revocation::place_of;
use crate::shapes::RevocationConfiguration;
use bytes::Bytes;
use haneul_pipeline::{AwsError, Caller, Cloud, Edge, Invocation, Source, invoke};
use serde_json::{Value as Json, json};

/// The service's own name, as bucket policies have it.
pub const PRINCIPAL: &str = "acm-pca.amazonaws.com";

pub struct Acting<'a> {
    pub partition: &'a str,
    pub account: &'a str,
    pub region: &'a str,
    /// The authority's ARN.
    pub source: String,
}

/// A call of S3's as Private CA, for an authority: the bucket's policy decides.
pub async fn call(
    cloud: &Cloud,
    acting: &Acting<'_>,
    operation: &str,
    input: Json,
    body: Option<Bytes>,
) -> Result<(), AwsError> {
    let source = Source {
        arn: acting.source.clone(),
        account: acting.account.to_owned(),
    };
    let invocation = Invocation {
        caller: Caller::service(acting.partition, PRINCIPAL, source),
        account: acting.account.to_owned(),
        region: acting.region.to_owned(),
        service: "s3",
        operation,
        input,
        body,
        delivers: None,
    };
    invoke(cloud, invocation).await.map(drop)
}

/// Asked as AWS asks when somebody names a bucket.
pub async fn check(edge: &Edge, said: &RevocationConfiguration) -> Result<(), AwsError> {
    let list = said.crl_configuration.as_ref();
    let Some(list) = list.filter(|list| list.enabled) else {
        return Ok(());
    };
    let (bucket, _) = place_of(list, "");
    let call = &edge.call;
    let acting = Acting {
        partition: &call.partition,
        account: &call.account,
        region: &call.region,
        source: format!(
            "arn:{}:acm-pca:{}:{}:certificate-authority/*",
            call.partition, call.region, call.account
        ),
    };
    let asked = self::call(
        &edge.cloud,
        &acting,
        "GetBucketAcl",
        json!({"Bucket": bucket}),
        None,
    );
    asked.await.map_err(|error| match error.code.as_ref() {
        "NoSuchBucket" => errors::arguments(format!("The bucket {bucket} does not exist.")),
        "AccessDenied" => errors::policy(format!(
            "The ACM Private CA Service Principal '{PRINCIPAL}' requires 's3:GetBucketAcl' permissions for your S3 bucket '{bucket}'. Check your S3 bucket permissions and try again."
        )),
        _ => error,
    })
}
