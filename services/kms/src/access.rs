//! What a call touches: keys with their policies and grants, and aliases. A key's policy is the root
//! of all authority over it: what it does not allow, nobody may, whatever IAM says.

use crate::key::{self, Found};
use crate::{alias, data, grant};
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx};
use haneul_policy::PrincipalKind;
use std::borrow::Cow;

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    match operation {
        "CreateKey" => Ok(vec![with_wishes(Check::new("*"), input)]),
        "ListKeys" | "ListAliases" | "GenerateRandom" | "ListRetirableGrants" => {
            Ok(vec![Check::new("*")])
        }
        "CreateAlias" | "UpdateAlias" | "DeleteAlias" => alias_checks(cx, operation, input),
        "ReEncrypt" => re_encrypt(cx, input),
        "RetireGrant" => retire_grant(cx, input),
        "Decrypt" => decrypt(cx, input),
        _ => {
            let action = format!("kms:{operation}");
            let key_id = input.str("KeyId").unwrap_or_default();
            let check = of_key_id(cx, key_id, &action, input, "EncryptionContext")?;
            Ok(vec![check])
        }
    }
}

/// Of a key that is named; of one that is not there IAM's policies are asked.
fn of_key_id(
    cx: &mut Cx,
    key_id: &str,
    action: &str,
    input: &Value,
    context: &str,
) -> Result<Check, AwsError> {
    if let Some(found) = key::make_for_service(cx, key_id)? {
        return of_key(cx, &found, action, input, context);
    }
    let given = key::read(cx, key_id)?;
    match key::find(cx, &given)? {
        Some(found) => of_key(cx, &found, action, input, context),
        None => Ok(Check::new(key::as_given(cx, &given)).owner(given.account)),
    }
}

fn of_key(
    cx: &mut Cx,
    found: &Found,
    action: &str,
    input: &Value,
    context: &str,
) -> Result<Check, AwsError> {
    let context = input.get(context);
    let granted = grant::of_caller(cx, found, action, context)?;
    let key = &found.key;
    let check = Check::new(found.arn(cx))
        .action(Cow::Owned(action.to_owned()))
        .owner(found.account.clone())
        .deciding(key.policy.clone())
        .granted(granted);
    // What there is to know of key and call is put together where somebody asks.
    if !cx.policies_ask_for_context(&check)? {
        return Ok(with_tags(check, input));
    }
    let tags = key.tags.iter().map(|(k, v)| (k.as_str(), v.as_str()));
    let mut check = check
        .resource_tags(tags)
        .key("kms:CallerAccount", cx.caller().account())
        .key("kms:KeySpec", key.spec.clone())
        .key("kms:CustomerMasterKeySpec", key.spec.clone())
        .key("kms:KeyUsage", key.usage.clone())
        .key("kms:CustomerMasterKeyUsage", key.usage.clone())
        .key(
            "kms:KeyOrigin",
            if key.external { "EXTERNAL" } else { "AWS_KMS" },
        )
        .key("kms:MultiRegion", key.multi_region.is_some().to_string());
    if cx.policies_ask_about(&check, "kms")? {
        check = check.keys("kms:ResourceAliases", alias::names_of(cx, found)?);
    }
    if let Some(multi) = &key.multi_region {
        let kind = match key.is_replica_in(&found.region) {
            true => "REPLICA",
            false => "PRIMARY",
        };
        check = check.key("kms:MultiRegionKeyType", kind);
        if action != "kms:UpdatePrimaryRegion" {
            check = check.key("kms:PrimaryRegion", multi.primary.clone());
        }
    }
    if let Some(alias) = &found.alias {
        check = check.key("kms:RequestAlias", alias.clone());
    }
    check = through(cx, check);
    Ok(with_wishes(with_context(check, context), input))
}

/// How a service calls on somebody's behalf, or for itself.
fn through(cx: &Cx, check: Check) -> Check {
    let by_itself = match &cx.caller().principal.kind {
        PrincipalKind::Service(name) => Some(name.as_str()),
        _ => None,
    };
    let Some(service) = cx.call.request.via.or(by_itself) else {
        return check;
    };
    let name = service.strip_suffix(".amazonaws.com").unwrap_or(service);
    check
        .key(
            "kms:ViaService",
            format!("{name}.{}.amazonaws.com", cx.region()),
        )
        .key("kms:GrantIsForAWSResource", "true")
}

fn with_context(mut check: Check, context: Option<&Value>) -> Check {
    let Some(Value::Map(entries)) = context else {
        return check;
    };
    if entries.is_empty() {
        return check;
    }
    for (key, value) in entries {
        check = check.key(
            format!("kms:EncryptionContext:{key}"),
            value.as_str().unwrap_or_default(),
        );
    }
    let keys = entries.iter().map(|(key, _)| key.clone());
    check.keys("kms:EncryptionContextKeys", keys.collect())
}

/// Members of inputs that policies may ask about, as they call them.
const ASKED: [(&str, &str); 20] = [
    (
        "BypassPolicyLockoutSafetyCheck",
        "kms:BypassPolicyLockoutSafetyCheck",
    ),
    ("EncryptionAlgorithm", "kms:EncryptionAlgorithm"),
    ("SigningAlgorithm", "kms:SigningAlgorithm"),
    ("MacAlgorithm", "kms:MacAlgorithm"),
    ("KeyAgreementAlgorithm", "kms:KeyAgreementAlgorithm"),
    ("MessageType", "kms:MessageType"),
    ("KeyPairSpec", "kms:DataKeyPairSpec"),
    ("WrappingAlgorithm", "kms:WrappingAlgorithm"),
    ("WrappingKeySpec", "kms:WrappingKeySpec"),
    ("ExpirationModel", "kms:ExpirationModel"),
    ("ValidTo", "kms:ValidTo"),
    ("GranteePrincipal", "kms:GranteePrincipal"),
    ("RetiringPrincipal", "kms:RetiringPrincipal"),
    ("Operations", "kms:GrantOperations"),
    (
        "PendingWindowInDays",
        "kms:ScheduleKeyDeletionPendingWindowInDays",
    ),
    ("RotationPeriodInDays", "kms:RotationPeriodInDays"),
    ("ReplicaRegion", "kms:ReplicaRegion"),
    ("PrimaryRegion", "kms:PrimaryRegion"),
    ("PolicyName", "kms:PolicyName"),
    ("DryRun", "kms:DryRun"),
];

/// What a new key shall be, under the names that keys there are go by.
const OF_NEW: [(&str, &str); 5] = [
    ("KeySpec", "kms:KeySpec"),
    ("CustomerMasterKeySpec", "kms:KeySpec"),
    ("KeyUsage", "kms:KeyUsage"),
    ("Origin", "kms:KeyOrigin"),
    ("MultiRegion", "kms:MultiRegion"),
];

fn with_wishes(mut check: Check, input: &Value) -> Check {
    let is_new = input.get("KeyId").is_none();
    let asked = ASKED.iter().chain(OF_NEW.iter().filter(|_| is_new));
    for (member, key) in asked {
        let values = input.get(member).map(texts).unwrap_or_default();
        if !values.is_empty() {
            check = check.keys(*key, values);
        }
    }
    if let Some(constraints) = input.get("Constraints") {
        let kinds = [
            "EncryptionContextSubset",
            "EncryptionContextEquals",
            "SourceArn",
        ];
        let kinds = kinds.iter().filter(|kind| constraints.get(kind).is_some());
        let kinds = kinds.map(|kind| (*kind).to_owned()).collect();
        check = check.keys("kms:GrantConstraintType", kinds);
    }
    with_tags(check, input)
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Str(text) => vec![text.clone()],
        Value::Bool(yes) => vec![yes.to_string()],
        Value::Int(number) => vec![number.to_string()],
        Value::Time(time) => vec![time.to_string()],
        Value::List(items) => items.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

fn with_tags(check: Check, input: &Value) -> Check {
    let items = |member: &str| {
        input
            .get(member)
            .and_then(Value::as_list)
            .unwrap_or_default()
    };
    let tags = items("Tags").iter();
    let check = check.request_tags(
        tags.filter_map(|tag| Some((tag.str("TagKey")?, tag.str("TagValue").unwrap_or_default()))),
    );
    let removed: Vec<String> = items("TagKeys").iter().flat_map(texts).collect();
    match removed.is_empty() {
        true => check,
        false => check.keys("aws:TagKeys", removed),
    }
}

/// Leave is needed for the alias and for each key that it stood for or shall stand for.
fn alias_checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let action = format!("kms:{operation}");
    let name = input.str("AliasName").unwrap_or_default();
    let mut checks = vec![Check::new(alias::arn(cx, cx.account(), name)).action(action.clone())];
    if let Some(target) = input.str("TargetKeyId") {
        if !target.starts_with("alias/") {
            checks.push(of_key_id(cx, target, &action, input, "")?);
        }
    }
    if operation != "CreateAlias" {
        if let Some(before) = alias::target(cx, cx.account(), name)? {
            if let Some(found) = key::reread(cx, cx.account(), &before)? {
                checks.push(of_key(cx, &found, &action, input, "")?);
            }
        }
    }
    Ok(checks)
}

fn ciphertext(input: &Value) -> &[u8] {
    match input.get("CiphertextBlob") {
        Some(Value::Blob(bytes)) => bytes,
        _ => &[],
    }
}

fn decrypt(cx: &mut Cx, input: &Value) -> Result<Vec<Check>, AwsError> {
    let action = "kms:Decrypt";
    if let Some(key_id) = input.str("KeyId") {
        return Ok(vec![of_key_id(
            cx,
            key_id,
            action,
            input,
            "EncryptionContext",
        )?]);
    }
    let algorithm = input.str("EncryptionAlgorithm");
    let found = data::of_ciphertext(cx, ciphertext(input), None, algorithm)?;
    Ok(vec![of_key(
        cx,
        &found,
        action,
        input,
        "EncryptionContext",
    )?])
}

fn re_encrypt(cx: &mut Cx, input: &Value) -> Result<Vec<Check>, AwsError> {
    let from = match input.str("SourceKeyId") {
        Some(id) => of_key_id(
            cx,
            id,
            "kms:ReEncryptFrom",
            input,
            "SourceEncryptionContext",
        )?,
        None => {
            let algorithm = input.str("SourceEncryptionAlgorithm");
            let found = data::of_ciphertext(cx, ciphertext(input), None, algorithm)?;
            of_key(
                cx,
                &found,
                "kms:ReEncryptFrom",
                input,
                "SourceEncryptionContext",
            )?
        }
    };
    let to = input.str("DestinationKeyId").unwrap_or_default();
    let to = of_key_id(
        cx,
        to,
        "kms:ReEncryptTo",
        input,
        "DestinationEncryptionContext",
    )?;
    let same = (from.resource == to.resource).to_string();
    let checks = [from, to].map(|check| check.key("kms:ReEncryptOnSameKey", same.clone()));
    Ok(checks.to_vec())
}

fn retire_grant(cx: &mut Cx, input: &Value) -> Result<Vec<Check>, AwsError> {
    let (found, grant) = grant::retired_by(cx, input)?;
    let granted = grant::may_retire(cx, &found, &grant);
    let check = of_key(cx, &found, "kms:RetireGrant", input, "")?;
    Ok(vec![check.granted(granted)])
}
