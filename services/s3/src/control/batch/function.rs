//! LambdaInvoke: a function is told of each object, and says what came of it.

use super::manifest::Target;
use super::work::Actor;
use crate::control::shapes::LambdaInvokeOperation;
use crate::errors;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids::uuid;
use serde_json::{Value as Json, json};

/// A function that failed for a while is asked again, so often in all.
const TRIES: usize = 3;

/// Refuses what no task could do.
pub fn check(cx: &Cx, asked: &LambdaInvokeOperation) -> Result<(), AwsError> {
    if !cx.cloud.has("lambda", "Invoke") {
        return Err(AwsError::not_implemented("Lambda functions"));
    }
    let version = asked.invocation_schema_version.as_deref();
    match (version, &asked.user_arguments, &asked.function_arn) {
        (_, _, None) => Err(errors::invalid_request("A function must be named.")),
        (None | Some("1.0"), Some(_), _) => Err(errors::invalid_request(
            "UserArguments need InvocationSchemaVersion 2.0.",
        )),
        (None | Some("1.0" | "2.0"), _, _) => Ok(()),
        (Some(_), _, _) => Err(errors::invalid_request(
            "InvocationSchemaVersion must be 1.0 or 2.0.",
        )),
    }
}

/// What the function says of an object that it has dealt with.
pub async fn run(
    actor: &Actor<'_>,
    asked: &LambdaInvokeOperation,
    (job, target): (&str, &Target),
) -> Result<String, AwsError> {
    let task = uuid(&actor.cloud.random);
    let event = event(actor, asked, (job, &task), target);
    let input = json!({
        "FunctionName": asked.function_arn,
        "InvocationType": "RequestResponse",
        "Payload": BASE64_STANDARD.encode(event.to_string()),
    });
    let mut tries = 1;
    loop {
        let answer = actor.ask("lambda", "Invoke", input.clone(), None).await?;
        match read(&answer.output, &task)? {
            Outcome::Done(said) => return Ok(said),
            Outcome::Failed(said) => return Err(failed("PermanentFailure", said)),
            Outcome::NotNow(said) if tries == TRIES => {
                return Err(failed("TemporaryFailure", said));
            }
            Outcome::NotNow(_) => tries += 1,
        }
    }
}

fn event(
    actor: &Actor<'_>,
    asked: &LambdaInvokeOperation,
    (job, task): (&str, &str),
    target: &Target,
) -> Json {
    let key = percent_encoding::utf8_percent_encode(&target.key, crate::inventory::KEY);
    let mut about = json!({
        "taskId": task,
        "s3Key": key.to_string(),
        "s3VersionId": target.version,
    });
    let mut told = json!({ "id": job });
    let version = asked.invocation_schema_version.as_deref().unwrap_or("1.0");
    match version {
        "2.0" => {
            about["s3Bucket"] = json!(target.bucket);
            if let Some(own) = &asked.user_arguments {
                let own = own.iter().map(|(name, value)| (name.clone(), json!(value)));
                told["userArguments"] = Json::Object(own.collect());
            }
        }
        _ => {
            let partition = actor.as_call("").partition;
            about["s3BucketArn"] = json!(format!("arn:{partition}:s3:::{}", target.bucket));
        }
    }
    json!({
        "invocationSchemaVersion": version,
        "invocationId": BASE64_STANDARD.encode(actor.cloud.random.bytes::<48>()),
        "job": told,
        "tasks": [about],
    })
}

enum Outcome {
    Done(String),
    NotNow(String),
    Failed(String),
}

fn read(answer: &Json, task: &str) -> Result<Outcome, AwsError> {
    let said = answer["Payload"].as_str().unwrap_or_default();
    let said = BASE64_STANDARD.decode(said).unwrap_or_default();
    if !answer["FunctionError"].is_null() {
        return Ok(Outcome::Failed(String::from_utf8_lossy(&said).into_owned()));
    }
    let said: Json = serde_json::from_slice(&said).unwrap_or_default();
    let results = said["results"].as_array();
    let of_task = results.and_then(|all| all.iter().find(|one| one["taskId"] == task));
    let missing = || said["treatMissingKeysAs"].as_str().unwrap_or_default();
    let code = match of_task {
        Some(result) => result["resultCode"].as_str().unwrap_or_default(),
        None => missing(),
    };
    let words = of_task.and_then(|result| result["resultString"].as_str());
    let words = words.unwrap_or_default().to_owned();
    match code {
        "Succeeded" => Ok(Outcome::Done(words)),
        "TemporaryFailure" => Ok(Outcome::NotNow(words)),
        "PermanentFailure" => Ok(Outcome::Failed(words)),
        _ => Err(failed(
            "InvalidResponse",
            "The function's answer has no result of the task.".to_owned(),
        )),
    }
}

fn failed(code: &'static str, said: String) -> AwsError {
    AwsError::new(code, said).status(400)
}
