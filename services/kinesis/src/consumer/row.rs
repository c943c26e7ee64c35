//! The row of a consumer, and the ways to it.

use crate::address::{Address, ConsumerAddress};
use crate::errors;
use crate::limits::SECOND;
use crate::stream::Found;
use crate::stream::row as streams;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// By stream and name.
pub static CONSUMERS: Table<(u64, String), Consumer> = Table::new("kinesis_consumer");

/// Times are microseconds of the cloud's clock.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Consumer {
    pub name: String,
    pub created: i64,
    /// When it can be used, and, once it is deregistered, since when it is gone.
    pub active: i64,
    pub gone: Option<i64>,
    pub policy: Option<String>,
    pub tags: Vec<(String, String)>,
}

impl Stored for Consumer {
    const VERSION: u32 = 1;
}

impl Consumer {
    pub fn status(&self, now: i64) -> &'static str {
        match self.gone {
            Some(_) => "DELETING",
            None if now < self.active => "CREATING",
            None => "ACTIVE",
        }
    }

    pub fn is_gone(&self, now: i64) -> bool {
        self.gone.is_some_and(|gone| gone <= now)
    }

    pub fn arn(&self, cx: &Cx, stream: &Address) -> String {
        let (name, second) = (&self.name, self.created / SECOND);
        format!("{}/consumer/{name}:{second}", stream.arn(cx))
    }
}

pub fn find(cx: &mut Cx, found: &Found, name: &str) -> Result<Option<Consumer>, AwsError> {
    let key = (found.stream.id, name);
    let consumer = CONSUMERS.get(cx.tx, found.scope(cx), &key)?;
    let now = cx.now().as_microsecond();
    Ok(consumer.filter(|consumer| !consumer.is_gone(now)))
}

/// Those of a stream, by name.
pub fn all(cx: &mut Cx, found: &Found) -> Result<Vec<Consumer>, AwsError> {
    let span = Span::prefix(&(found.stream.id,));
    let rows = CONSUMERS.scan(cx.tx, found.scope(cx), span, usize::MAX, false)?;
    let now = cx.now().as_microsecond();
    let rows = rows.into_iter().map(|(_, consumer)| consumer);
    Ok(rows.filter(|consumer| !consumer.is_gone(now)).collect())
}

/// Removes those that are gone.
pub fn sweep(cx: &mut Cx, found: &Found) -> Result<(), AwsError> {
    let (scope, now) = (found.scope(cx), cx.now().as_microsecond());
    let span = Span::prefix(&(found.stream.id,));
    for (key, consumer) in CONSUMERS.scan(cx.tx, scope, span, usize::MAX, false)? {
        if consumer.is_gone(now) {
            CONSUMERS.delete(cx.tx, scope, &key)?;
        }
    }
    Ok(())
}

pub fn count(cx: &mut Cx, found: &Found) -> Result<usize, AwsError> {
    Ok(all(cx, found)?.len())
}

pub fn put(cx: &mut Cx, found: &Found, consumer: &Consumer) -> Result<(), AwsError> {
    let key = (found.stream.id, consumer.name.as_str());
    Ok(CONSUMERS.put(cx.tx, found.scope(cx), &key, consumer)?)
}

pub fn at_arn(cx: &mut Cx, arn: &str) -> Result<(Arc<Found>, Consumer), AwsError> {
    let address = ConsumerAddress::of_arn(cx, arn).ok_or_else(|| errors::arn(arn))?;
    let found = streams::at_address(cx, &address.stream)?;
    let consumer = find(cx, &found, &address.name)?;
    let same = consumer.filter(|c| c.created / SECOND == address.created);
    let consumer = same.ok_or_else(|| errors::no_consumer_arn(arn))?;
    Ok((found, consumer))
}

/// By its ARN, or by its stream's and its name.
pub fn named(
    cx: &mut Cx,
    arn: Option<&str>,
    stream: Option<&str>,
    name: Option<&str>,
) -> Result<(Arc<Found>, Consumer), AwsError> {
    match (arn, stream, name) {
        (Some(arn), _, _) => at_arn(cx, arn),
        (None, Some(stream), Some(name)) => {
            let address = Address::of_arn(cx, stream)?;
            let found = streams::at_address(cx, &address)?;
            let consumer = find(cx, &found, name)?;
            let consumer = consumer.ok_or_else(|| errors::no_consumer(name, &address))?;
            Ok((found, consumer))
        }
        _ => Err(errors::argument(
            "Either ConsumerARN or both StreamARN and ConsumerName must be specified.",
        )),
    }
}
