//! What a call touches, for the policies.

use crate::address::{Address, ConsumerAddress, stream_arn};
use crate::consumer::row as consumers;
use crate::errors;
use crate::record::iterator::Position;
use crate::stream::page::Token;
use crate::stream::row::{self, STREAMS};
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx, Exposed};
use haneul_policy::PolicyKind;
use haneul_store::{Scope, Span, Tx};

/// Operations that a stream's or a consumer's policy can open to another account.
const OPEN_TO_OTHERS: &[&str] = &[
    "DescribeStreamConsumer",
    "DescribeStreamSummary",
    "GetRecords",
    "GetShardIterator",
    "ListShards",
    "PutRecord",
    "PutRecords",
    "SubscribeToShard",
];

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let check = match operation {
        "ListStreams" | "DescribeLimits" | "DescribeAccountSettings" | "UpdateAccountSettings" => {
            Check::new("*")
        }
        "CreateStream" => {
            let name = input.str("StreamName").unwrap_or_default();
            Check::new(stream_arn(cx, cx.account(), name))
        }
        "GetRecords" => {
            let iterator = input.str("ShardIterator").unwrap_or_default();
            let position = Position::read(iterator).ok_or_else(errors::iterator)?;
            of_stream(cx, operation, &position.address())?
        }
        "ListShards" if input.str("NextToken").is_some() => {
            let token = input.str("NextToken").unwrap_or_default();
            let token = Token::read(token, "ListShards").ok_or_else(errors::next_token)?;
            let address = Address {
                account: token.account,
                name: token.name,
            };
            of_stream(cx, operation, &address)?
        }
        "SubscribeToShard" | "DescribeStreamConsumer" | "DeregisterStreamConsumer" => {
            of_named_consumer(cx, operation, input)?
        }
        _ => match input.str("ResourceARN") {
            Some(arn) if arn.contains("/consumer/") => of_consumer(cx, operation, arn)?,
            Some(arn) => of_stream(cx, operation, &Address::of_arn(cx, arn)?)?,
            None => {
                let (name, arn) = (input.str("StreamName"), input.str("StreamARN"));
                of_stream(cx, operation, &Address::of(cx, name, arn)?)?
            }
        },
    };
    Ok(vec![check.tags_of(input)])
}

fn of_stream(cx: &mut Cx, operation: &str, address: &Address) -> Result<Check, AwsError> {
    let check = Check::new(address.arn(cx)).owner(&address.account);
    let Some(found) = row::find(cx, address)? else {
        // The owner learns it from the operation, once it is allowed.
        return match address.account == cx.account() {
            true => Ok(check),
            false => Err(errors::no_stream(address)),
        };
    };
    let stream = &found.stream;
    let check = check.resource_tags(pairs(&stream.tags));
    Ok(match OPEN_TO_OTHERS.contains(&operation) {
        true => check.policy(stream.policy.clone()),
        false => check,
    })
}

fn of_named_consumer(cx: &mut Cx, operation: &str, input: &Value) -> Result<Check, AwsError> {
    if let Some(arn) = input.str("ConsumerARN") {
        return of_consumer(cx, operation, arn);
    }
    let (stream, name) = (input.str("StreamARN"), input.str("ConsumerName"));
    let (found, consumer) = consumers::named(cx, None, stream, name)?;
    let arn = consumer.arn(cx, &found.address);
    of_consumer(cx, operation, &arn)
}

fn of_consumer(cx: &mut Cx, operation: &str, arn: &str) -> Result<Check, AwsError> {
    let Some(address) = ConsumerAddress::of_arn(cx, arn) else {
        return Err(errors::arn(arn));
    };
    let owner = address.stream.account;
    let check = Check::new(arn).owner(&owner);
    let consumer = match consumers::at_arn(cx, arn) {
        Ok((_, consumer)) => consumer,
        Err(_) if owner == cx.account() => return Ok(check),
        Err(error) => return Err(error),
    };
    let check = check.resource_tags(pairs(&consumer.tags));
    Ok(match OPEN_TO_OTHERS.contains(&operation) {
        true => check.policy(consumer.policy),
        false => check,
    })
}

fn pairs(tags: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    tags.iter().map(|(k, v)| (k.as_str(), v.as_str()))
}

/// Whom policies of streams may let in, for whoever watches over access.
pub fn exposed(tx: &mut Tx, scope: Scope<'_>) -> Result<Vec<Exposed>, AwsError> {
    let rows = STREAMS.scan(tx, scope, Span::all(), usize::MAX, false)?;
    let shown = rows.into_iter().map(|(name, stream)| {
        let (partition, account, region) = (scope.partition, scope.account, scope.region);
        Exposed {
            arn: format!("arn:{partition}:kinesis:{region}:{account}:stream/{name}"),
            kind: "AWS::Kinesis::Stream",
            owner: account.to_owned(),
            canonical_owner: None,
            policy: stream.policy,
            policy_kind: PolicyKind::Resource,
            shut_if_public: false,
        }
    });
    Ok(shown.collect())
}
