//! A rotation begins: a version that says nothing yet, and an errand for the steps.

use super::steps::{FAILED, ROTATE};
use crate::place::Found;
use crate::secret::row::Secret;
use crate::value::{self, CURRENT, PENDING};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::outbox::{Outgoing, Terms};
use serde_json::json;

/// A rotation is tried so often in a window.
const TRIES: u32 = 5;

/// The version of a rotation that is not finished.
pub fn pending(secret: &Secret) -> Option<&str> {
    let version = secret.labelled(PENDING)?;
    let current = version.labels.iter().any(|label| label == CURRENT);
    (!current).then_some(version.id.as_str())
}

/// The secret is saved by whoever calls. A test only asks whether the function finds the secret good.
pub fn begin(cx: &mut Cx, found: &mut Found, token: &str, test: bool) -> Result<(), AwsError> {
    if found.secret.version(token).is_none() {
        value::add_empty(cx, found, token)?;
    }
    value::attach(&mut found.secret.versions, token, PENDING);
    send(cx, found, token, test)
}

pub fn send(cx: &mut Cx, found: &Found, token: &str, test: bool) -> Result<(), AwsError> {
    let arn = found.arn(cx);
    cx.send(&Outgoing {
        principal: "secretsmanager.amazonaws.com".to_owned(),
        source_arn: arn.clone(),
        source_account: found.account.clone(),
        as_root: false,
        as_role: None,
        partition: cx.partition().to_owned(),
        account: found.account.clone(),
        region: cx.region().to_owned(),
        service: "secretsmanager".to_owned(),
        operation: ROTATE.to_owned(),
        input: json!({"id": arn, "token": token, "test": test}),
        attempts: 0,
        give_up_after: TRIES,
        // A rotation that failed goes on in the next window, with the version it has.
        on_refusal: test.then(|| format!("secretsmanager/{FAILED}")),
        terms: Terms::default(),
    })
}
