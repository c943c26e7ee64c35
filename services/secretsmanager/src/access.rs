//! What a call touches: a secret by its ARN, with its policy and tags.

use crate::place::{self, Place};
use crate::secret::row::SECRETS;
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx, Exposed};
use haneul_policy::PolicyKind;
use haneul_store::{Scope, Span, Tx};

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let check = match operation {
        "ListSecrets" | "GetRandomPassword" | "BatchGetSecretValue" => Check::new("*"),
        "CreateSecret" => {
            let name = input.str("Name").unwrap_or_default();
            // Nobody knows the end of the ARN yet: question marks stand for any.
            let arn = cx.arn("secretsmanager", &format!("secret:{name}-??????"));
            let check = Check::new(arn).key("secretsmanager:Name", name);
            return Ok(creating(described(check, input), input));
        }
        _ => match input.str("SecretId") {
            Some(id) => of_secret(cx, id)?.key("secretsmanager:SecretId", id),
            None => Check::new("*"),
        },
    };
    Ok(vec![described(check, input)])
}

/// With what else making a secret does.
fn creating(check: Check, input: &Value) -> Vec<Check> {
    let has = |member: &str| {
        let list = input.get(member).and_then(Value::as_list);
        list.is_some_and(|list| !list.is_empty())
    };
    let mut checks = vec![check.clone()];
    if has("Tags") {
        checks.push(check.clone().action("secretsmanager:TagResource"));
    }
    if has("AddReplicaRegions") {
        checks.push(check.action("secretsmanager:ReplicateSecretToRegions"));
    }
    checks
}

/// A secret that is there; or an ARN that the id would have, where there is none.
pub fn of_secret(cx: &mut Cx, id: &str) -> Result<Check, AwsError> {
    if let Some(found) = place::find(cx, id)? {
        let tags = &found.secret.tags;
        let pairs = || tags.iter().map(|(k, v)| (k.as_str(), v.as_str()));
        let mut check = Check::new(found.arn(cx))
            .owner(&found.account)
            .policy(found.secret.policy.clone())
            .resource_tags(pairs());
        for (key, value) in pairs() {
            check = check.key(format!("secretsmanager:ResourceTag/{key}"), value);
        }
        return Ok(check);
    }
    if id.starts_with("arn:") {
        let check = Check::new(id);
        return Ok(match Place::of(cx, id) {
            Some(place) => check.owner(place.account),
            None => check,
        });
    }
    Ok(Check::new(
        cx.arn("secretsmanager", &format!("secret:{id}")),
    ))
}

/// What policies may ask of the request.
fn described(mut check: Check, input: &Value) -> Check {
    let texts = [
        ("Description", "secretsmanager:Description"),
        ("KmsKeyId", "secretsmanager:KmsKeyId"),
        ("VersionId", "secretsmanager:VersionId"),
        ("VersionStage", "secretsmanager:VersionStage"),
        ("RotationLambdaARN", "secretsmanager:RotationLambdaARN"),
    ];
    for (member, key) in texts {
        if let Some(text) = input.str(member) {
            check = check.key(key, text);
        }
    }
    let flags = [
        ("BlockPublicPolicy", "secretsmanager:BlockPublicPolicy"),
        (
            "ForceDeleteWithoutRecovery",
            "secretsmanager:ForceDeleteWithoutRecovery",
        ),
        ("RotateImmediately", "secretsmanager:RotateImmediately"),
        (
            "ForceOverwriteReplicaSecret",
            "secretsmanager:ForceOverwriteReplicaSecret",
        ),
    ];
    for (member, key) in flags {
        if let Some(flag) = input.get(member).and_then(Value::as_bool) {
            check = check.key(key, flag.to_string());
        }
    }
    if let Some(days) = input.get("RecoveryWindowInDays").and_then(Value::as_int) {
        check = check.key("secretsmanager:RecoveryWindowInDays", days.to_string());
    }
    check.tags_of(input)
}

/// Whom policies of secrets may let in, for whoever watches over access.
pub fn exposed(tx: &mut Tx, scope: Scope<'_>) -> Result<Vec<Exposed>, AwsError> {
    let rows = SECRETS.scan(tx, scope, Span::all(), usize::MAX, false)?;
    let shown = rows.into_iter().map(|(_, secret)| {
        let (partition, account, region) = (scope.partition, scope.account, scope.region);
        let unique = secret.unique();
        Exposed {
            arn: format!("arn:{partition}:secretsmanager:{region}:{account}:secret:{unique}"),
            kind: "AWS::SecretsManager::Secret",
            owner: account.to_owned(),
            canonical_owner: None,
            policy: secret.policy,
            policy_kind: PolicyKind::Resource,
            shut_if_public: false,
        }
    });
    Ok(shown.collect())
}
