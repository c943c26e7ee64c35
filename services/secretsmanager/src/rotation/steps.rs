//! An errand of the outbox: the function is called for each step of a rotation.

use super::{begin, wind};
use crate::errors;
use crate::place::{self, Found};
use crate::secret::row;
use crate::value::{self, CURRENT, PENDING};
use base64::prelude::{BASE64_STANDARD, Engine};
use futures_util::future::BoxFuture;
use haneul_pipeline::background::Errand;
use haneul_pipeline::{Arn, AwsError, Caller, Cloud, Cx, Invocation, invoke};
use haneul_runtime::outbox::Outgoing;
use haneul_runtime::timer::Timer;
use serde_json::{Value as Json, json};

/// The errand's name.
pub const ROTATE: &str = "rotate";
/// A test failed for good.
pub const FAILED: &str = "rotation-failed";

const STEPS: [&str; 4] = ["createSecret", "setSecret", "testSecret", "finishSecret"];
const TEST: [&str; 1] = ["testSecret"];

pub fn rotate(cloud: Cloud, call: Outgoing) -> BoxFuture<'static, Result<(), AwsError>> {
    let errand = Errand::new(cloud, call, ("secretsmanager", ROTATE));
    Box::pin(async move { all(&errand).await })
}

async fn all(errand: &Errand) -> Result<(), AwsError> {
    let told = &errand.call.input;
    let is_test = told["test"] == json!(true);
    let steps: &[&str] = if is_test { &TEST } else { &STEPS };
    for step in steps {
        // It was cancelled, or its secret is gone.
        let Some((lambda, _)) = errand.read(|cx| under_way(cx, told))? else {
            return Ok(());
        };
        run_step(errand, &lambda, step).await?;
    }
    let finish = |cx: &mut Cx| match is_test {
        true => forget_test(cx, told),
        false => finish(cx, told),
    };
    errand.transact(finish).await
}

/// The function and the secret, while the rotation goes on.
fn under_way(cx: &mut Cx, told: &Json) -> Result<Option<(String, Found)>, AwsError> {
    let (id, token) = (said(told, "id"), said(told, "token"));
    let Some(found) = place::find(cx, id)? else {
        return Ok(None);
    };
    let secret = &found.secret;
    let goes_on = secret.deletion.is_none() && secret.version(token).is_some();
    let rotation = secret.rotation.as_ref().filter(|r| r.enabled && goes_on);
    let lambda = rotation.map(|rotation| rotation.lambda.clone());
    Ok(lambda.map(|lambda| (lambda, found)))
}

fn said<'j>(told: &'j Json, name: &str) -> &'j str {
    told[name].as_str().unwrap_or_default()
}

async fn run_step(errand: &Errand, lambda: &str, step: &str) -> Result<(), AwsError> {
    let payload = json!({
        "Step": step, "SecretId": errand.text("id"),
        "ClientRequestToken": errand.text("token"),
    });
    let caller = errand.caller();
    let answer = ask(&errand.cloud, caller, lambda, "RequestResponse", &payload).await?;
    match answer["FunctionError"].as_str() {
        None => Ok(()),
        Some(why) => Err(AwsError::new(
            "RotationFailed",
            format!("The function {lambda} failed at the step {step}: {why}"),
        )
        .status(400)),
    }
}

async fn ask(
    cloud: &Cloud,
    caller: Caller,
    lambda: &str,
    kind: &str,
    payload: &Json,
) -> Result<Json, AwsError> {
    let arn = Arn::read(lambda).ok_or_else(no_function)?;
    let invocation = Invocation {
        account: arn.account.to_owned(),
        region: arn.region.to_owned(),
        caller,
        service: "lambda",
        operation: "Invoke",
        input: json!({
            "FunctionName": lambda, "InvocationType": kind,
            "Payload": BASE64_STANDARD.encode(payload.to_string()),
        }),
        body: None,
        delivers: None,
    };
    Ok(invoke(cloud, invocation).await?.output)
}

fn no_function() -> AwsError {
    errors::missing("Lambda does not exist.")
}

/// Whether the function is there, and lets Secrets Manager call it.
pub async fn check_function(cloud: &Cloud, caller: Caller, lambda: &str) -> Result<(), AwsError> {
    let asked = ask(cloud, caller, lambda, "DryRun", &json!({})).await;
    match asked {
        Ok(_) => Ok(()),
        Err(why) if why.code == "AccessDeniedException" => Err(errors::denied(
            "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function \
             policy grants access to the principal secretsmanager.amazonaws.com.",
        )),
        Err(why) if matches!(&*why.code, "ResourceNotFoundException" | "NotImplemented") => {
            Err(no_function())
        }
        Err(why) => Err(why),
    }
}

/// The function says that it is done: then the version must be the current one.
fn finish(cx: &mut Cx, told: &Json) -> Result<(), AwsError> {
    let token = said(told, "token");
    let Some((_, mut found)) = under_way(cx, told)? else {
        return Ok(());
    };
    let version = found.secret.version(token);
    if !version.is_some_and(|version| version.labels.iter().any(|label| label == CURRENT)) {
        return Err(AwsError::new(
            "RotationFailed",
            "The version of the rotation is not the current one after its last step.",
        )
        .status(400));
    }
    value::detach(&mut found.secret.versions, token, PENDING);
    let now = cx.now();
    found.secret.rotated = Some(now);
    found.secret.changed = now;
    wind(cx, &mut found, now)?;
    row::save(cx, &found)
}

/// A test leaves nothing behind.
fn forget_test(cx: &mut Cx, told: &Json) -> Result<(), AwsError> {
    let token = said(told, "token");
    let Some(mut found) = place::find(cx, said(told, "id"))? else {
        return Ok(());
    };
    if begin::pending(&found.secret) == Some(token) {
        value::detach(&mut found.secret.versions, token, PENDING);
        let empty = |id: &str, key: &Option<String>| id == token && key.is_none();
        found.secret.versions.retain(|v| !empty(&v.id, &v.key));
        row::save(cx, &found)?;
    }
    Ok(())
}

pub fn failed(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    forget_test(cx, &timer.payload["input"])
}
