//! Asking whether an endpoint wants to be subscribed, and the tokens it answers with.

use crate::deliver;
use crate::deliver::envelope::{self, Ask};
use crate::limits::TOKEN_DAYS;
use crate::subscription::row::{self, Subscription};
use crate::topic::Found;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_runtime::timer::Timer;
use haneul_store::{Scope, Stored, Table};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

static TOKENS: Table<String, Token> = Table::new("sns_token").sealed();
const GLOBAL: Scope<'static> = Scope::new("", "", "");

pub const EXPIRE: &str = "expire";

/// A word that stands for one subscription for some days.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Token {
    pub topic: u64,
    pub account: String,
    pub region: String,
    pub subscription: Subscription,
    pub until: Timestamp,
}

impl Stored for Token {
    const VERSION: u32 = 1;
}

/// What links begin with: as the caller named the cloud, or as it is named from inside.
pub fn base_url(cx: &Cx) -> String {
    let request = &cx.call.request;
    let genuine = ["amazonaws.com", "amazonaws.com.cn"]
        .into_iter()
        .find(|domain| request.host.ends_with(&format!(".{domain}")));
    match genuine {
        Some(domain) => format!("https://sns.{}.{domain}", cx.region()),
        None => request.base_url.clone(),
    }
}

/// Sends the question to the endpoint.
pub fn ask(cx: &mut Cx, found: &Found, subscription: &Subscription) -> Result<(), AwsError> {
    let token = issue(cx, found, subscription)?;
    let what = Ask::subscribe(cx, subscription, &token);
    deliver::ask(cx, found, subscription, &what)
}

/// Tells an endpoint that somebody unknown ended its subscription, and how to have it back.
pub fn tell_of_end(
    cx: &mut Cx,
    found: &Found,
    subscription: &Subscription,
) -> Result<(), AwsError> {
    let token = issue(cx, found, subscription)?;
    let what = envelope::Ask::unsubscribed(cx, subscription, &token);
    deliver::ask(cx, found, subscription, &what)
}

fn issue(cx: &mut Cx, found: &Found, subscription: &Subscription) -> Result<String, AwsError> {
    let word = ids::hex_id(cx.random(), 128);
    let until = cx.now() + SignedDuration::from_hours(24 * TOKEN_DAYS);
    let token = Token {
        topic: found.topic.id,
        account: found.at.account.clone(),
        region: found.at.region.clone(),
        subscription: subscription.clone(),
        until,
    };
    TOKENS.put(cx.tx, GLOBAL, &word, &token)?;
    let id = format!("sns token {word}");
    let payload = serde_json::json!({ "token": word });
    cx.timer(until, &id, &format!("sns/{EXPIRE}"), payload)?;
    Ok(word)
}

/// What a token stands for, if it still does and is of this topic.
pub fn read(cx: &mut Cx, word: &str, found: &Found) -> Result<Option<Token>, AwsError> {
    let token = TOKENS.get(cx.tx, GLOBAL, &word.to_owned())?;
    let now = cx.now();
    Ok(token.filter(|token| token.topic == found.topic.id && now < token.until))
}

/// A token is over, and with it a subscription that was never confirmed.
pub fn expire(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let word = timer.payload["token"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let Some(token) = TOKENS.get(cx.tx, GLOBAL, &word)? else {
        return Ok(());
    };
    TOKENS.delete(cx.tx, GLOBAL, &word)?;
    let scope = cx.scope_of(&token.account, &token.region);
    let key = (token.topic, token.subscription.id.clone());
    let known = row::SUBSCRIPTIONS.get(cx.tx, scope, &key)?;
    // Moments of timers are coarser than those of rows.
    let since =
        cx.now() - SignedDuration::from_hours(24 * TOKEN_DAYS) + SignedDuration::from_secs(1);
    match known.filter(|s| !s.confirmed && s.created <= since) {
        Some(subscription) => row::delete(cx, scope, token.topic, &subscription),
        None => Ok(()),
    }
}
