//! What a call touches, for the policies.

use crate::arn::{SubscriptionArn, TopicArn};
use crate::deliver::PRINCIPAL;
use crate::topic::policy;
use crate::topic::row::{self, TOPICS};
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx, Exposed};
use haneul_policy::PolicyKind;
use haneul_store::{Scope, Span, Tx};

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    // Whoever has the token or the link may use it.
    let open = ["ConfirmSubscription", "Unsubscribe"];
    if cx.caller().is_anonymous() && open.contains(&operation) {
        return Ok(Vec::new());
    }
    let text = |name: &str| input.str(name).unwrap_or_default();
    let check = match operation {
        "CreateTopic" => Check::new(cx.arn("sns", text("Name"))),
        "Publish" => publish(cx, input)?,
        "Unsubscribe" | "GetSubscriptionAttributes" | "SetSubscriptionAttributes" => {
            of_subscription(cx, operation, text("SubscriptionArn"))?
        }
        "TagResource"
        | "UntagResource"
        | "ListTagsForResource"
        | "GetDataProtectionPolicy"
        | "PutDataProtectionPolicy" => of_topic(cx, text("ResourceArn"), "ResourceArn")?,
        _ => match input.str("TopicArn") {
            Some(arn) => of_topic(cx, arn, "TopicArn")?,
            None => of_platform(cx, input),
        },
    };
    let check = match (operation, input.str("Protocol"), input.str("Endpoint")) {
        ("Subscribe", Some(protocol), endpoint) => {
            let check = check.key("sns:Protocol", protocol);
            check.key("sns:Endpoint", endpoint.unwrap_or_default())
        }
        _ => check,
    };
    let mut checks = vec![check.tags_of(input)];
    checks.extend(passed_role(operation, input));
    Ok(checks)
}

/// The role of a delivery stream's subscription must be the caller's to give.
fn passed_role(operation: &str, input: &Value) -> Option<Check> {
    const ROLE: &str = "SubscriptionRoleArn";
    let role = match operation {
        "Subscribe" => input.get("Attributes")?.entry(ROLE)?.as_str()?,
        "SetSubscriptionAttributes" if input.str("AttributeName") == Some(ROLE) => {
            input.str("AttributeValue")?
        }
        _ => return None,
    };
    Some(Check::pass_role(role, PRINCIPAL))
}

/// Applications and their endpoints are named by ARNs without any policy; what belongs to the
/// account as a whole by none.
fn of_platform(cx: &Cx, input: &Value) -> Check {
    let named = ["PlatformApplicationArn", "EndpointArn"];
    let arn = named.into_iter().find_map(|name| input.str(name));
    let mine = arn.filter(|arn| arn.split(':').nth(4) == Some(cx.account()));
    match (arn, mine) {
        (Some(arn), None) => Check::new(arn).owner(arn.split(':').nth(4).unwrap_or_default()),
        (Some(arn), Some(_)) => Check::new(arn),
        _ => Check::new("*"),
    }
}

fn publish(cx: &mut Cx, input: &Value) -> Result<Check, AwsError> {
    let target = input.str("TopicArn").or(input.str("TargetArn"));
    match target {
        Some(arn) if arn.contains(":endpoint/") => {
            let owner = arn.split(':').nth(4).unwrap_or_default();
            Ok(Check::new(arn).owner(owner))
        }
        Some(arn) => {
            let check = of_topic(cx, arn, "TopicArn")?;
            Ok(match &cx.caller().source {
                // Alarms may use the policy that a topic is made with: CloudWatch says whose they are.
                Some(source) if cx.caller().principal.arn == "cloudwatch.amazonaws.com" => {
                    check.key("aws:SourceOwner", source.account.clone())
                }
                _ => check,
            })
        }
        // A telephone number is nobody's resource.
        None => Ok(Check::new("*")),
    }
}

fn of_topic(cx: &mut Cx, arn: &str, parameter: &str) -> Result<Check, AwsError> {
    let at = TopicArn::parse(cx, arn, parameter)?;
    let check = Check::new(arn).owner(&at.account);
    let Some(topic) = row::find(cx, &at)? else {
        return Ok(check);
    };
    let tags = topic.tags.iter().map(|(k, v)| (k.as_str(), v.as_str()));
    let check = check.resource_tags(tags);
    Ok(check.policy(Some(policy::in_force(&topic, arn))))
}

/// A subscription is its owner's, whoever owns the topic; it has no policy of its own.
fn of_subscription(cx: &mut Cx, operation: &str, arn: &str) -> Result<Check, AwsError> {
    let parsed = SubscriptionArn::parse(cx, arn)?;
    let topic = parsed.topic.text(cx.partition());
    let held = crate::subscription::row::find(cx, &parsed)?;
    let resource = if operation == "Unsubscribe" {
        topic.as_str()
    } else {
        arn
    };
    let owner = match &held {
        Some(held) if held.topic.at.account == cx.account() => cx.account(),
        Some(held) => &held.subscription.owner,
        None => cx.account(),
    };
    Ok(Check::new(resource).owner(owner))
}

/// Whom policies of topics may let in, for whoever watches over access.
pub fn exposed(tx: &mut Tx, scope: Scope<'_>) -> Result<Vec<Exposed>, AwsError> {
    let rows = TOPICS.scan(tx, scope, Span::all(), usize::MAX, false)?;
    let shown = rows.into_iter().map(|(name, topic)| {
        let (partition, account, region) = (scope.partition, scope.account, scope.region);
        Exposed {
            arn: format!("arn:{partition}:sns:{region}:{account}:{name}"),
            kind: "AWS::SNS::Topic",
            owner: account.to_owned(),
            canonical_owner: None,
            // The policy a topic begins with lets nobody else in.
            policy: topic.policy,
            policy_kind: PolicyKind::Resource,
            shut_if_public: false,
        }
    });
    Ok(shown.collect())
}
