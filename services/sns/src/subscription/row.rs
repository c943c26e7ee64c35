//! The row of a subscription, where its topic is; and what its owner finds it by.

use super::counts;
use crate::arn::SubscriptionArn;
use crate::deliver::http;
use crate::errors;
use crate::topic::row::{self as topic, Found, TOPICS, Topic};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Index, Scope, Span, Stored, Table, Tx, key_bytes};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By the topic's id and the subscription's own.
pub static SUBSCRIPTIONS: Table<(u64, String), Subscription> = Table::new("sns_subscription")
    .with_indexes(&[Index::new(ENDPOINT, |key, s| {
        vec![key_bytes(&(
            key.0,
            s.protocol.as_str(),
            s.endpoint.as_str(),
        ))]
    })]);

/// Finds a topic's subscriptions by protocol and endpoint.
const ENDPOINT: &str = "endpoint";

/// The subscriptions of an account, by their ARN.
pub static OWNED: Table<String, Owned> = Table::new("sns_owned");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Subscription {
    pub id: String,
    /// The topic's ARN.
    pub topic: String,
    pub owner: String,
    pub protocol: String,
    pub endpoint: String,
    pub created: Timestamp,
    pub confirmed: bool,
    /// Somebody with credentials confirmed it.
    pub authenticated: bool,
    pub authenticate_on_unsubscribe: bool,
    /// By which name its maker reached the cloud: links in messages begin with it.
    pub base_url: String,
    pub settings: Settings,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    pub raw: bool,
    pub filter: Option<String>,
    /// `MessageAttributes` or `MessageBody`.
    pub filter_scope: Option<String>,
    pub delivery_policy: Option<String>,
    pub redrive: Option<String>,
    pub replay: Option<String>,
    #[serde(default)]
    pub replay_status: Option<String>,
    /// As whom a delivery stream is told.
    #[serde(default)]
    pub role: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Owned {
    pub topic: u64,
    pub id: String,
    pub topic_account: String,
}

impl Stored for Subscription {
    const VERSION: u32 = 1;
}

impl Stored for Owned {
    const VERSION: u32 = 1;
}

impl Subscription {
    pub fn arn(&self) -> String {
        format!("{}:{}", self.topic, self.id)
    }

    /// Where undeliverable messages go.
    pub fn dead_letters(&self) -> Option<String> {
        let policy: serde_json::Value =
            serde_json::from_str(self.settings.redrive.as_deref()?).ok()?;
        policy["deadLetterTargetArn"].as_str().map(str::to_owned)
    }
}

/// A subscription with its topic.
pub struct Held {
    pub topic: Found,
    pub subscription: Subscription,
}

impl Held {
    pub fn put(&self, cx: &mut Cx, subscription: &Subscription) -> Result<(), AwsError> {
        let scope = self.topic.at.scope(cx);
        put(cx, scope, self.topic.topic.id, subscription)
    }
}

pub fn put(
    cx: &mut Cx,
    scope: Scope<'_>,
    topic: u64,
    subscription: &Subscription,
) -> Result<(), AwsError> {
    let key = (topic, subscription.id.clone());
    let before = SUBSCRIPTIONS.get(cx.tx, scope, &key)?.map(|s| s.confirmed);
    let place = (topic, subscription.id.as_str());
    counts::follow(cx, scope, place, before, Some(subscription.confirmed))?;
    SUBSCRIPTIONS.put(cx.tx, scope, &key, subscription)?;
    let owned = Owned {
        topic,
        id: subscription.id.clone(),
        topic_account: scope.account.to_owned(),
    };
    let mine = Scope {
        account: &subscription.owner,
        ..scope
    };
    Ok(OWNED.put(cx.tx, mine, &subscription.arn(), &owned)?)
}

pub fn delete(
    cx: &mut Cx,
    scope: Scope<'_>,
    topic: u64,
    subscription: &Subscription,
) -> Result<(), AwsError> {
    let place = (topic, subscription.id.as_str());
    counts::follow(cx, scope, place, Some(subscription.confirmed), None)?;
    erase(cx, scope, topic, subscription)
}

/// Without counting: the topic is gone, too.
pub fn erase(
    cx: &mut Cx,
    scope: Scope<'_>,
    topic: u64,
    subscription: &Subscription,
) -> Result<(), AwsError> {
    let key = (topic, subscription.id.clone());
    SUBSCRIPTIONS.delete(cx.tx, scope, &key)?;
    let mine = Scope {
        account: &subscription.owner,
        ..scope
    };
    OWNED.delete(cx.tx, mine, &subscription.arn())?;
    http::forget(cx, subscription)
}

/// The subscription that an ARN names.
pub fn at(cx: &mut Cx, arn: &str) -> Result<Held, AwsError> {
    let parsed = SubscriptionArn::parse(cx, arn)?;
    find(cx, &parsed)?.ok_or_else(errors::no_subscription)
}

pub fn find(cx: &mut Cx, arn: &SubscriptionArn) -> Result<Option<Held>, AwsError> {
    let Some(topic) = topic::find(cx, &arn.topic)? else {
        return Ok(None);
    };
    let key = (topic.id, arn.id.clone());
    let subscription = SUBSCRIPTIONS.get(cx.tx, arn.topic.scope(cx), &key)?;
    Ok(subscription.map(|subscription| Held {
        topic: Found {
            at: arn.topic.clone(),
            topic,
        },
        subscription,
    }))
}

/// Subscriptions of a topic in the order of their ids.
pub fn of_topic(
    tx: &mut Tx,
    scope: Scope<'_>,
    topic: u64,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<((u64, String), Subscription)>, AwsError> {
    let mut span = Span::prefix(&topic);
    if let Some(after) = after {
        span = span.after(&(topic, after));
    }
    Ok(SUBSCRIPTIONS.scan(tx, scope, span, limit, false)?)
}

/// One topic has one subscription of an endpoint.
pub fn of_endpoint(
    cx: &mut Cx,
    found: &Found,
    protocol: &str,
    endpoint: &str,
) -> Result<Option<Subscription>, AwsError> {
    let key = key_bytes(&(found.topic.id, protocol, endpoint));
    let mut rows = SUBSCRIPTIONS.by_index(cx.tx, found.at.scope(cx), ENDPOINT, &key, 1)?;
    let found = rows.pop().map(|(_, subscription)| subscription);
    Ok(found.filter(|s| s.protocol == protocol && s.endpoint == endpoint))
}

/// How many subscriptions of one protocol somebody has.
pub fn of_owner(
    cx: &mut Cx,
    found: &Found,
    protocol: &str,
    owner: &str,
) -> Result<usize, AwsError> {
    let (mut count, mut after) = (0, None::<String>);
    loop {
        let scope = found.at.scope(cx);
        let rows = of_topic(cx.tx, scope, found.topic.id, after.as_deref(), 1_000)?;
        let own = rows.iter().map(|(_, subscription)| subscription);
        let own = own.filter(|s| s.protocol == protocol && s.owner == owner);
        count += own.count();
        if rows.len() < 1_000 {
            return Ok(count);
        }
        after = rows.last().map(|((_, id), _)| id.clone());
    }
}

/// Counts one that was ended, as nodes do that know no other way.
pub fn note_deleted(cx: &mut Cx, held: &Held) -> Result<(), AwsError> {
    let topic = Topic {
        deleted: held.topic.topic.deleted + 1,
        ..Topic::clone(&held.topic.topic)
    };
    let scope = cx.scope_of(&held.topic.at.account, &held.topic.at.region);
    Ok(TOPICS.put(cx.tx, scope, &topic.name, &topic)?)
}
