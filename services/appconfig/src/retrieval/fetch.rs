//! The bytes of a version of a configuration, from where its profile says: of other services as the
//! profile's role.

use crate::acting::{Actor, Who, is_ours};
use crate::profile::Profile;
use crate::profile::location::{self, Location};
use crate::{errors, hosted, limits, place};
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use haneul_pipeline::{AwsError, Edge, Invoked};
use serde_json::{Value as Json, json};

pub struct Fetched {
    pub content: Bytes,
    pub content_type: String,
    /// As it is known from here on: a label stands for a number.
    pub version: String,
    pub label: Option<String>,
}

const TEXT: &str = "text/plain";

pub async fn fetch(edge: &Edge, profile: &Profile, version: &str) -> Result<Fetched, AwsError> {
    let located = location::read(&profile.location)?;
    let fetched = match located {
        Location::Hosted => return own(edge, profile, version),
        Location::Parameter(name) => {
            let name = format!("{name}:{version}");
            let input = json!({"Name": name, "WithDecryption": true});
            let answer = ask(edge, profile, ("ssm", "GetParameter"), input).await?;
            text(&answer.output["Parameter"]["Value"])
        }
        Location::Object { bucket, key } => {
            let input = json!({"Bucket": bucket, "Key": key, "VersionId": version});
            let answer = ask(edge, profile, ("s3", "GetObject"), input).await?;
            let said = answer.output["ContentType"].as_str();
            (answer.body, said.unwrap_or(TEXT).to_owned())
        }
        Location::Secret(id) => {
            let input = json!({"SecretId": id, "VersionId": version});
            let answer = ask(edge, profile, ("secretsmanager", "GetSecretValue"), input).await?;
            let binary = answer.output["SecretBinary"].as_str();
            match binary.and_then(|binary| BASE64_STANDARD.decode(binary).ok()) {
                Some(bytes) => (bytes.into(), "application/octet-stream".to_owned()),
                None => text(&answer.output["SecretString"]),
            }
        }
    };
    let (content, content_type) = fetched;
    match content.len() <= limits::CONTENT {
        true => Ok(Fetched {
            content,
            content_type,
            version: version.to_owned(),
            label: None,
        }),
        false => Err(errors::bad(format!(
            "The configuration has more than {} bytes.",
            limits::CONTENT
        ))),
    }
}

fn text(value: &Json) -> (Bytes, String) {
    let text = value.as_str().unwrap_or_default().to_owned();
    (text.into(), TEXT.to_owned())
}

/// From the hosted store, for the caller.
fn own(edge: &Edge, profile: &Profile, version: &str) -> Result<Fetched, AwsError> {
    edge.read(|cx| {
        let found = hosted::named(cx, &profile.application, &profile.id, version)?;
        let content = hosted::content(cx, &found)?.open(cx)?;
        Ok(Fetched {
            content,
            content_type: found.content_type,
            version: found.number.to_string(),
            label: found.label,
        })
    })
}

async fn ask(
    edge: &Edge,
    profile: &Profile,
    (service, operation): (&str, &str),
    input: Json,
) -> Result<Invoked, AwsError> {
    let arn = edge.read(|cx| Ok(place::profile(cx, &profile.application, &profile.id)))?;
    let actor = Actor {
        cloud: &edge.cloud,
        call: &edge.call,
        arn,
        who: Who::of(profile.role.as_deref()),
    };
    let home = (edge.call.account.as_str(), edge.call.region.as_str());
    let asked = actor.ask((service, operation), home, input).await;
    asked.map_err(|error| match is_ours(&error, service) {
        true => error,
        false => errors::bad(format!(
            "Error getting the configuration from {}: {error}",
            profile.location
        )),
    })
}
