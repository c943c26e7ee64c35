//! The keys that AWS keeps for its services in each account. They are made when first asked for.

use super::{Found, Wish, find, read};
use crate::alias;
use crate::crypto::{self, Spec, Usage};
use haneul_pipeline::{AwsError, Cx};
use serde_json::json;

/// By the name of the alias, with how the service is called in the key's policy.
const SERVICES: [(&str, &str); 24] = [
    ("acm", "ACM"),
    ("backup", "Backup"),
    ("cloud9", "Cloud9"),
    ("codecommit", "CodeCommit"),
    ("codebuild", "CodeBuild"),
    ("dms", "DMS"),
    ("dynamodb", "DynamoDB"),
    ("ebs", "EBS"),
    ("elasticfilesystem", "EFS"),
    ("es", "Amazon OpenSearch Service"),
    ("fsx", "FSx"),
    ("glue", "Glue"),
    ("kafka", "MSK"),
    ("kinesis", "Kinesis"),
    ("kinesisvideo", "Kinesis Video Streams"),
    ("lambda", "Lambda"),
    ("rds", "RDS"),
    ("redshift", "Redshift"),
    ("s3", "S3"),
    ("secretsmanager", "AWS Secrets Manager"),
    ("sns", "SNS"),
    ("sqs", "SQS"),
    ("ssm", "SSM"),
    ("workmail", "WorkMail"),
];

/// The part of the service's host name that stands before the Region.
fn host_of(service: &str) -> &str {
    match service {
        "ebs" => "ec2",
        other => other,
    }
}

/// Whose key an alias names.
fn service_of(alias: &str) -> Option<(&'static str, &'static str)> {
    let name = alias.strip_prefix("alias/aws/")?;
    SERVICES.iter().find(|(known, _)| *known == name).copied()
}

/// The key of this alias of the caller's own account, made if need be; none where AWS has no such.
pub fn of_alias(cx: &mut Cx, key_id: &str) -> Result<Option<Found>, AwsError> {
    let given = read(cx, key_id)?;
    let super::find::What::Alias(name) = &given.what else {
        return Ok(None);
    };
    let known = service_of(name).filter(|_| given.account == cx.account());
    let Some((service, shown)) = known else {
        return Ok(None);
    };
    if let Some(found) = find(cx, &given)? {
        return Ok(Some(found));
    }
    make(cx, service, shown)?;
    find(cx, &given)
}

/// The same where the caller comes through that very service.
pub fn make_for_service(cx: &mut Cx, key_id: &str) -> Result<Option<Found>, AwsError> {
    let is_own = match (service_of(key_id), cx.call.request.via) {
        (Some((service, _)), Some(via)) => {
            via.strip_suffix(".amazonaws.com") == Some(host_of(service))
        }
        _ => false,
    };
    match is_own {
        true => of_alias(cx, key_id),
        false => Ok(None),
    }
}

fn make(cx: &mut Cx, service: &str, shown: &str) -> Result<(), AwsError> {
    let material = crypto::make(cx.random(), Spec::Symmetric);
    let material = material.ok_or_else(|| AwsError::internal("no key material was made"))?;
    let wish = Wish {
        spec: Spec::Symmetric,
        usage: Usage::Encrypt,
        external: false,
        multi_region: false,
        description: format!(
            "Default key that protects my {shown} data when no other key is defined"
        ),
        policy: policy(cx, service, shown),
        tags: Vec::new(),
        service: Some(service.to_owned()),
    };
    let mut found = wish.make(cx, Some(&material))?;
    // AWS rotates its keys each year.
    crate::rotation::begin(cx, &mut found, crate::limits::ROTATION_DAYS)?;
    alias::make(cx, &format!("alias/aws/{service}"), &found.key.id)
}

/// Whoever in the account may use the service may use the key through it, and nobody may change it.
fn policy(cx: &Cx, service: &str, shown: &str) -> String {
    let (account, region) = (cx.account(), cx.region());
    let host = host_of(service);
    let policy = json!({
        "Version": "2012-10-17",
        "Id": format!("auto-{service}-2"),
        "Statement": [{
            "Sid": format!("Allow access through {shown} for all principals in the account that are authorized to use {shown}"),
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey"],
            "Resource": "*",
            "Condition": {"StringEquals": {
                "kms:CallerAccount": account,
                "kms:ViaService": format!("{host}.{region}.amazonaws.com"),
            }},
        }, {
            "Sid": "Allow direct access to key metadata to the account",
            "Effect": "Allow",
            "Principal": {"AWS": format!("arn:{}:iam::{account}:root", cx.partition())},
            "Action": ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"],
            "Resource": "*",
        }],
    });
    policy.to_string()
}
