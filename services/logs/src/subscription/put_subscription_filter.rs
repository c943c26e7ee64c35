//! PutSubscriptionFilter: what fits the pattern goes on to a destination from now on. Whether that
//! can be reached is tried first.

use crate::destination::row as destinations;
use crate::errors;
use crate::filters;
use crate::group::row as groups;
use crate::shapes::PutSubscriptionFilterRequest;
use crate::subscription::payload::control;
use crate::subscription::row::{self, MOST, SUBSCRIPTIONS, Subscription};
use crate::subscription::send::{outgoing, resolve};
use crate::subscription::target::{Kind, Target};
use haneul_pipeline::background::act_for;
use haneul_pipeline::{AwsError, Caller, Check, Cx, Edge, Invocation, Reply, Source, invoke};
use haneul_runtime::outbox::Outgoing;

pub async fn run(edge: Edge, input: PutSubscriptionFilterRequest) -> Result<Reply, AwsError> {
    let mut subscription = edge.read(|cx| check(cx, &input))?;
    let regional = format!("logs.{}.amazonaws.com", edge.call.region);
    let mut tried = Ok(());
    for principal in ["logs.amazonaws.com", regional.as_str()] {
        subscription.principal = principal.to_owned();
        tried = test(&edge, &input.log_group_name, &subscription).await;
        if tried.is_ok() {
            break;
        }
    }
    tried?;
    edge.transact(|cx| put(cx, &input, &subscription)).await
}

fn check(cx: &mut Cx, input: &PutSubscriptionFilterRequest) -> Result<Subscription, AwsError> {
    let group = groups::at(cx, &input.log_group_name)?;
    if group.class != "STANDARD" {
        return Err(errors::operation(
            "Subscription filters are only supported for log groups of the STANDARD class.",
        ));
    }
    filters::refuse(
        input.apply_on_transformed_logs,
        input.field_selection_criteria.as_deref(),
        input
            .emit_system_fields
            .as_ref()
            .is_some_and(|f| !f.is_empty()),
    )?;
    filters::parse(&input.filter_pattern)?;
    let (arn, role) = (&input.destination_arn, &input.role_arn);
    if destinations::is_destination(arn) {
        let destination = destinations::at_arn(cx, arn)?;
        let destination = destination
            .ok_or_else(|| errors::parameter("The specified destination does not exist."))?;
        destinations::may_subscribe(cx, arn, &destination)?;
    } else {
        let target = Target::read(cx.cloud, arn)?;
        let service = target.kind.service();
        match (target.kind, role) {
            (Kind::Lambda, Some(_)) => {
                return Err(errors::parameter(format!(
                    "destinationArn for vendor {service} cannot be used with roleArn"
                )));
            }
            (Kind::Kinesis | Kind::Firehose, None) => {
                return Err(errors::parameter(format!(
                    "destinationArn for vendor {service} cannot be used without roleArn"
                )));
            }
            _ => {}
        }
        if target.region != cx.region() {
            return Err(errors::parameter(
                "The destination must be in the Region of the log group.",
            ));
        }
    }
    if let Some(role) = role {
        may_pass(cx, role)?;
    }
    Ok(Subscription {
        name: input.filter_name.clone(),
        pattern: input.filter_pattern.clone(),
        created: cx.now().as_millisecond(),
        destination: arn.clone(),
        role: role.clone(),
        by_stream: input.distribution.as_deref() != Some("Random"),
        principal: String::new(),
    })
}

pub fn may_pass(cx: &mut Cx, role: &str) -> Result<(), AwsError> {
    match cx.ask(Check::pass_role(role, "logs.amazonaws.com"))? {
        Some(message) => Err(AwsError::new("AccessDeniedException", message).status(400)),
        None => Ok(()),
    }
}

/// Sends a first message, that says nothing.
async fn test(edge: &Edge, group: &str, subscription: &Subscription) -> Result<(), AwsError> {
    let call = edge.read(|cx| {
        let (target, role) = resolve(cx, subscription)?
            .ok_or_else(|| errors::parameter("The specified destination does not exist."))?;
        let payload = control(cx.now().as_millisecond())?;
        let input = target.input(&payload, &subscription.name);
        Ok((
            outgoing(cx, group, &target, subscription, role, input),
            target.kind,
        ))
    })?;
    let (call, kind) = call;
    deliver(edge, call).await.map_err(|error| {
        tracing::info!("{} cannot be reached: {error}", subscription.destination);
        kind.unreachable()
    })
}

pub async fn deliver(edge: &Edge, call: Outgoing) -> Result<(), AwsError> {
    let caller = match &call.as_role {
        Some(role) => act_for(&edge.cloud, &call, role).await?,
        None => {
            let source = Source {
                arn: call.source_arn.clone(),
                account: call.source_account.clone(),
            };
            Caller::service(&call.partition, &call.principal, source)
        }
    };
    let invocation = Invocation {
        caller,
        account: call.account,
        region: call.region,
        service: match call.service.as_str() {
            "kinesis" => "kinesis",
            "firehose" => "firehose",
            _ => "lambda",
        },
        operation: match call.operation.as_str() {
            "Invoke" => "Invoke",
            _ => "PutRecord",
        },
        input: call.input,
        body: None,
        delivers: None,
    };
    invoke(&edge.cloud, invocation).await.map(drop)
}

fn put(
    cx: &mut Cx,
    input: &PutSubscriptionFilterRequest,
    subscription: &Subscription,
) -> Result<Reply, AwsError> {
    let group = groups::at(cx, &input.log_group_name)?;
    let known = row::all(cx, group.id)?;
    let old = known.iter().find(|known| known.name == subscription.name);
    if old.is_none() && known.len() >= MOST {
        return Err(errors::limit("Resource limit exceeded."));
    }
    filters::regex_room(cx, group.id, &subscription.name, &subscription.pattern)?;
    let mut subscription = subscription.clone();
    if let Some(old) = old {
        subscription.created = old.created;
    }
    let scope = cx.scope();
    let key = (group.id, subscription.name.as_str());
    SUBSCRIPTIONS.put(cx.tx, scope, &key, &subscription)?;
    Ok(Reply::default())
}
