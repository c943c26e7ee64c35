//! What a token claims, once its signature is known to be the issuer's.

use crate::session::names::is_name;
use crate::session::tags::{self, SessionTags};
use crate::{errors, shapes};
use haneul_pipeline::{AwsError, Caller, OidcProviderFacts};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value as Json};

const TAGS: &str = "https://aws.amazon.com/tags";
const SOURCE_IDENTITY: &str = "https://aws.amazon.com/source_identity";
/// Clocks of issuers may be ahead by this much.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

pub struct Claims(pub Map<String, Json>);

impl Claims {
    /// Refuses tokens that are not of this time, or meant for somebody else.
    pub fn judge(&self, now: Timestamp, provider: &OidcProviderFacts) -> Result<(), AwsError> {
        let time = |name: &str| self.0.get(name).and_then(Json::as_f64);
        let seconds = now.as_second();
        let expires = time("exp").ok_or_else(|| errors::missing_claim("exp"))?;
        if seconds as f64 >= expires {
            return Err(errors::token_expired(seconds, expires as i64));
        }
        time("iat").ok_or_else(|| errors::missing_claim("iat"))?;
        let latest = (now + AHEAD).as_second() as f64;
        if time("nbf").is_some_and(|begins| begins > latest) {
            return Err(errors::token_not_yet_valid());
        }
        let audience = self.audience()?;
        let known = |audience: &&String| provider.clients.contains(*audience);
        match audience.iter().find(known) {
            Some(_) => Ok(()),
            None => Err(errors::wrong_audience()),
        }
    }

    pub fn subject(&self) -> Result<&str, AwsError> {
        let subject = self.word("sub").filter(|subject| !subject.is_empty());
        subject.ok_or_else(|| errors::missing_claim("sub"))
    }

    /// The party the token was issued to, where it names one; else those it is for.
    pub fn audience(&self) -> Result<Vec<String>, AwsError> {
        match self.word("azp") {
            Some(party) => Ok(vec![party.to_owned()]),
            None => self.named_audience(),
        }
    }

    fn named_audience(&self) -> Result<Vec<String>, AwsError> {
        let audience = words(self.0.get("aud"));
        match audience.is_empty() {
            true => Err(errors::missing_claim("aud")),
            false => Ok(audience),
        }
    }

    /// Condition keys, which begin with the provider's URL.
    pub fn keys(&self, url: &str) -> Result<Vec<(String, Vec<String>)>, AwsError> {
        let mut keys = vec![
            (format!("{url}:aud"), self.audience()?),
            (format!("{url}:sub"), vec![self.subject()?.to_owned()]),
        ];
        if self.word("azp").is_some() {
            keys.push((format!("{url}:oaud"), self.named_audience()?));
        }
        for name in ["amr", "email"] {
            let values = words(self.0.get(name));
            if !values.is_empty() {
                keys.push((format!("{url}:{name}"), values));
            }
        }
        Ok(keys)
    }

    pub fn source_identity(&self) -> Result<Option<String>, AwsError> {
        let Some(identity) = self.0.get(SOURCE_IDENTITY) else {
            return Ok(None);
        };
        let identity = identity.as_str().filter(|text| is_name(text));
        let identity = identity.ok_or_else(errors::bad_source_identity)?;
        Ok(Some(identity.to_owned()))
    }

    /// Session tags: one claim with all of them, or a claim for each.
    pub fn tags(&self) -> Result<SessionTags, AwsError> {
        let mut given = Vec::new();
        let mut transitive = words(self.0.get(&format!("{TAGS}/transitive_tag_keys")));
        if let Some(Json::Object(nested)) = self.0.get(TAGS) {
            if let Some(Json::Object(tags)) = nested.get("principal_tags") {
                for (key, value) in tags {
                    given.push(tag(key, value)?);
                }
            }
            transitive.extend(words(nested.get("transitive_tag_keys")));
        }
        let flat = format!("{TAGS}/principal_tags/");
        for (name, value) in &self.0 {
            if let Some(key) = name.strip_prefix(&flat) {
                given.push(tag(key, value)?);
            }
        }
        tags::of(&Caller::anonymous(""), given, transitive)
    }

    fn word(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Json::as_str)
    }
}

fn tag(key: &str, value: &Json) -> Result<shapes::Tag, AwsError> {
    let values = match value {
        Json::Array(values) => values.as_slice(),
        one => std::slice::from_ref(one),
    };
    let [Json::String(value)] = values else {
        return Err(errors::bad_tag(key));
    };
    tags::from_outside(key, value)
}

/// One word or a list of them.
fn words(value: Option<&Json>) -> Vec<String> {
    match value {
        Some(Json::String(word)) => vec![word.clone()],
        Some(Json::Array(list)) => {
            let words = list.iter().filter_map(Json::as_str);
            words.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}
