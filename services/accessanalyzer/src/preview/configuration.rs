//! What a resource is proposed to be. What is not said of one that is there stays as it is.

use super::row::{Given, Proposed};
use crate::shapes::{self, Configuration};
use crate::{errors, scan};
use haneul_pipeline::{AwsError, Cx, Exposed};
use haneul_policy::{Policy, PolicyKind};

/// The one resource that a preview is of, as it would be.
pub fn proposed(cx: &mut Cx, given: &[(String, Configuration)]) -> Result<Exposed, AwsError> {
    let [(arn, configuration)] = given else {
        return Err(errors::invalid(
            "Exactly one resource must be given in configurations.",
        ));
    };
    let scope = cx.scope();
    let all = cx.cloud.exposed(cx.tx, scope)?;
    let existing = all.into_iter().find(|exposed| exposed.arn == *arn);
    let read = of_type(configuration)?;
    check_arn(cx, arn, read.kind)?;
    let is_same = |exposed: &Exposed| exposed.kind == read.kind;
    let mut exposed = existing.filter(is_same).unwrap_or_else(|| Exposed {
        arn: arn.clone(),
        kind: read.kind,
        owner: cx.account().to_owned(),
        canonical_owner: None,
        policy: None,
        policy_kind: read.policy_kind,
        shut_if_public: false,
    });
    if let Some(text) = read.policy {
        exposed.policy = Some(text.to_owned()).filter(|text| !text.is_empty());
    }
    if let Some(shut) = read.shut_if_public {
        exposed.shut_if_public = shut;
    }
    if let Some(text) = &exposed.policy {
        let parsed = Policy::parse(text, exposed.policy_kind);
        parsed.map_err(|error| errors::invalid(format!("The policy is not valid: {error}")))?;
    }
    Ok(exposed)
}

struct Read<'c> {
    kind: &'static str,
    policy_kind: PolicyKind,
    policy: Option<&'c str>,
    shut_if_public: Option<bool>,
}

/// Resources of services that are not here are refused by name.
fn of_type(configuration: &Configuration) -> Result<Read<'_>, AwsError> {
    let later = later(configuration);
    let plain = |kind, policy_kind, policy| Read {
        kind,
        policy_kind,
        policy,
        shut_if_public: None,
    };
    let bucket = configuration
        .s3_bucket
        .as_ref()
        .map(of_bucket)
        .transpose()?;
    let queue = configuration.sqs_queue.as_ref().map(|queue| {
        let policy = queue.queue_policy.as_deref();
        plain("AWS::SQS::Queue", PolicyKind::Resource, policy)
    });
    let role = configuration.iam_role.as_ref().map(|role| {
        let policy = role.trust_policy.as_deref();
        plain("AWS::IAM::Role", PolicyKind::Trust, policy)
    });
    let mut known = [bucket, queue, role].into_iter().flatten();
    match (known.next(), known.next(), later) {
        (Some(one), None, None) => Ok(one),
        (None, None, Some(what)) => Err(AwsError::not_implemented(format_args!(
            "access previews of {what}"
        ))),
        _ => Err(errors::invalid(
            "A configuration must be of exactly one type of resource.",
        )),
    }
}

fn of_bucket(bucket: &shapes::S3BucketConfiguration) -> Result<Read<'_>, AwsError> {
    if bucket
        .access_points
        .as_ref()
        .is_some_and(|all| !all.is_empty())
    {
        return Err(AwsError::not_implemented(
            "access previews of access points",
        ));
    }
    if bucket
        .bucket_acl_grants
        .as_ref()
        .is_some_and(|all| !all.is_empty())
    {
        return Err(AwsError::not_implemented(
            "access previews of access control lists",
        ));
    }
    let block = bucket.bucket_public_access_block.as_ref();
    Ok(Read {
        kind: "AWS::S3::Bucket",
        policy_kind: PolicyKind::Resource,
        policy: bucket.bucket_policy.as_deref(),
        shut_if_public: block.map(|block| block.restrict_public_buckets),
    })
}

fn later(given: &Configuration) -> Option<&'static str> {
    let named = [
        (given.ebs_snapshot.is_some(), "EBS snapshots"),
        (given.ecr_repository.is_some(), "ECR repositories"),
        (given.efs_file_system.is_some(), "EFS file systems"),
        (given.kms_key.is_some(), "KMS keys"),
        (
            given.rds_db_cluster_snapshot.is_some(),
            "RDS DB cluster snapshots",
        ),
        (given.rds_db_snapshot.is_some(), "RDS DB snapshots"),
        (
            given.secrets_manager_secret.is_some(),
            "Secrets Manager secrets",
        ),
        (given.sns_topic.is_some(), "SNS topics"),
        (
            given.s3_express_directory_bucket.is_some(),
            "S3 directory buckets",
        ),
        (given.dynamodb_stream.is_some(), "DynamoDB streams"),
        (given.dynamodb_table.is_some(), "DynamoDB tables"),
    ];
    named.into_iter().find(|(is, _)| *is).map(|(_, name)| name)
}

/// Of the right service, and where the caller's own are.
fn check_arn(cx: &Cx, arn: &str, kind: &str) -> Result<(), AwsError> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let is_own = match (kind, &parts[..]) {
        ("AWS::S3::Bucket", ["arn", p, "s3", "", "", name]) => {
            *p == cx.partition() && !name.is_empty() && !name.contains('/')
        }
        ("AWS::SQS::Queue", ["arn", p, "sqs", region, account, name]) => {
            (*p, *region, *account) == (cx.partition(), cx.region(), cx.account())
                && !name.is_empty()
        }
        ("AWS::IAM::Role", ["arn", p, "iam", "", account, name]) => {
            (*p, *account) == (cx.partition(), cx.account()) && name.starts_with("role/")
        }
        _ => false,
    };
    match is_own {
        true => Ok(()),
        false => Err(errors::invalid(format!(
            "{arn} is no ARN of a resource of the type {kind} in the zone of trust."
        ))),
    }
}

/// For the row: as the request had it.
pub fn kept(given: &[(String, Configuration)]) -> Vec<(String, Proposed)> {
    let kept = given.iter().map(|(arn, own)| {
        let bucket = own.s3_bucket.as_ref();
        let block = bucket.and_then(|own| own.bucket_public_access_block.as_ref());
        let proposed = Proposed {
            bucket: bucket.map(|own| Given::of(&own.bucket_policy)),
            block: block.map(|own| (own.ignore_public_acls, own.restrict_public_buckets)),
            queue: own
                .sqs_queue
                .as_ref()
                .map(|own| Given::of(&own.queue_policy)),
            role: own
                .iam_role
                .as_ref()
                .map(|own| Given::of(&own.trust_policy)),
        };
        (arn.clone(), proposed)
    });
    kept.collect()
}

pub fn shown(kept: &[(String, Proposed)]) -> Vec<(String, Configuration)> {
    let shown = kept.iter().map(|(arn, own)| {
        let block = own.block.map(
            |(ignore, restrict)| shapes::S3PublicAccessBlockConfiguration {
                ignore_public_acls: ignore,
                restrict_public_buckets: restrict,
            },
        );
        let configuration = Configuration {
            s3_bucket: own.bucket.clone().map(|own| shapes::S3BucketConfiguration {
                bucket_policy: own.policy,
                bucket_public_access_block: block,
                ..shapes::S3BucketConfiguration::default()
            }),
            sqs_queue: own.queue.clone().map(|own| shapes::SqsQueueConfiguration {
                queue_policy: own.policy,
            }),
            iam_role: own.role.clone().map(|own| shapes::IamRoleConfiguration {
                trust_policy: own.policy,
            }),
            ..Configuration::default()
        };
        (arn.clone(), configuration)
    });
    shown.collect()
}

/// What an analyzer finds of it.
pub fn found(exposed: &Exposed) -> Vec<crate::finding::External> {
    scan::external::of(exposed)
}
