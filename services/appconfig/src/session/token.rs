//! Tokens: all that is known of a session, sealed under a key of the cloud.

use crate::{errors, limits};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use haneul_pipeline::keyring::{seal, unseal};
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

const PURPOSE: &str = "appconfig-session";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Token {
    /// Partition, account and Region.
    home: (String, String, String),
    pub application: String,
    pub environment: String,
    pub profile: String,
    /// Which client it is.
    pub session: String,
    /// Seconds between two calls.
    pub interval: i64,
    /// The deployment whose configuration the client has.
    pub seen: Option<i64>,
    /// When it is good.
    from: Timestamp,
    until: Timestamp,
}

/// What a session is about.
pub struct About {
    pub application: String,
    pub environment: String,
    pub profile: String,
    pub session: String,
    pub interval: i64,
}

impl Token {
    /// The first of a session, good at once.
    pub fn first(cx: &Cx, about: About) -> Token {
        Token {
            home: home(cx),
            application: about.application,
            environment: about.environment,
            profile: about.profile,
            session: about.session,
            interval: about.interval,
            seen: None,
            from: cx.now(),
            until: end(cx.now()),
        }
    }

    /// The one that follows, for a client that has seen a deployment.
    pub fn next(self, cx: &Cx, seen: i64) -> Token {
        let pause = jiff::SignedDuration::from_secs(self.interval);
        Token {
            seen: Some(seen),
            from: cx.now().checked_add(pause).unwrap_or(Timestamp::MAX),
            until: end(cx.now()),
            ..self
        }
    }

    /// The account whose configuration it is about.
    pub fn owner(&self) -> &str {
        &self.home.1
    }

    /// What it lets its holder read.
    pub fn arn(&self) -> String {
        let (partition, account, region) = &self.home;
        format!(
            "arn:{partition}:appconfig:{region}:{account}:application/{}/environment/{}/configuration/{}",
            self.application, self.environment, self.profile
        )
    }

    /// Whether it is its place and its time.
    pub fn check(&self, cx: &Cx) -> Result<(), AwsError> {
        if self.home != home(cx) {
            return Err(errors::token("Corrupted"));
        }
        match cx.now() {
            now if now >= self.until => Err(errors::token("Expired")),
            now if now < self.from => Err(errors::token("PollIntervalNotSatisfied")),
            _ => Ok(()),
        }
    }

    pub fn seal(&self, cx: &Cx) -> Result<String, AwsError> {
        let key = cx.cloud.keys.key(&cx.cloud.store, PURPOSE)?;
        let text = serde_json::to_vec(self).map_err(AwsError::internal)?;
        Ok(BASE64_URL_SAFE_NO_PAD.encode(seal(cx.random(), &key, &text)))
    }
}

pub fn open(cx: &Cx, text: &str) -> Result<Token, AwsError> {
    let key = cx.cloud.keys.key(&cx.cloud.store, PURPOSE)?;
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(text).ok();
    let opened = sealed.and_then(|sealed| unseal(&key, &sealed));
    let token = opened.and_then(|opened| serde_json::from_slice::<Token>(&opened).ok());
    token.ok_or_else(|| errors::token("Corrupted"))
}

fn home(cx: &Cx) -> (String, String, String) {
    let owned = |text: &str| text.to_owned();
    (
        owned(cx.partition()),
        owned(cx.account()),
        owned(cx.region()),
    )
}

fn end(now: Timestamp) -> Timestamp {
    now.checked_add(limits::TOKEN).unwrap_or(Timestamp::MAX)
}
