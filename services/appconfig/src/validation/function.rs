//! A function that judges configurations: asked as AppConfig, whom its policy must let in.

use crate::acting::{Actor, Who, is_ours};
use crate::errors::Detail;
use crate::place;
use crate::profile::Profile;
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use haneul_pipeline::{Arn, AwsError, Edge};
use serde_json::json;

pub async fn ask(
    edge: &Edge,
    profile: &Profile,
    function: &str,
    (version, content): (&str, &Bytes),
) -> Result<Vec<Detail>, AwsError> {
    let wrong = |reason: String| {
        vec![Detail {
            reason,
            kind: "LAMBDA".to_owned(),
            constraint: function.to_owned(),
            ..Detail::default()
        }]
    };
    let arn = edge.read(|cx| Ok(place::profile(cx, &profile.application, &profile.id)))?;
    let actor = Actor {
        cloud: &edge.cloud,
        call: &edge.call,
        arn,
        who: Who::Service,
    };
    let event = json!({
        "applicationId": profile.application,
        "configurationProfileId": profile.id,
        "configurationVersion": version,
        "content": BASE64_STANDARD.encode(content),
        "uri": profile.location,
    });
    let input = json!({
        "FunctionName": function,
        "InvocationType": "RequestResponse",
        "Payload": BASE64_STANDARD.encode(event.to_string()),
    });
    let Some(place) = Arn::read(function) else {
        return Ok(wrong(format!("{function} is no function.")));
    };
    let asked = actor.ask(("lambda", "Invoke"), (place.account, place.region), input);
    match asked.await {
        Ok(answer) => match answer.output["FunctionError"].as_str() {
            None => Ok(Vec::new()),
            Some(_) => {
                let said = answer.output["Payload"].as_str().unwrap_or_default();
                let said = BASE64_STANDARD.decode(said).unwrap_or_default();
                let said = String::from_utf8_lossy(&said);
                let said: String = said.chars().take(1_024).collect();
                Ok(wrong(format!(
                    "The function refused the configuration: {said}"
                )))
            }
        },
        Err(error) if is_ours(&error, "lambda") => Err(error),
        Err(error) => Ok(wrong(format!("Error invoking the validator: {error}"))),
    }
}
