//! A rotation begins: a version that says nothing yet, and an errand for the steps.

use super::steps::{FAILED, ROTATE};
use crate::place::Found;
use crate::secret::row::Secret;
use crate::value::{self, CURRENT, PENDING};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::outbox::Outgoing;
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
    let input = json!({"id": arn, "token": token, "test": test});
    let scope = cx.scope_of(&found.account, cx.region());
    cx.send(&Outgoing {
        give_up_after: TRIES,
        // A rotation that failed goes on in the next window, with the version it has.
        on_refusal: test.then(|| format!("secretsmanager/{FAILED}")),
        ..Outgoing::errand(scope, ("secretsmanager", ROTATE), arn, input)
    })
}
