//! A secret that was marked for deletion goes when its window is over.

use super::row::{self, SECRETS};
use crate::place::Found;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use jiff::Timestamp;
use serde_json::json;

pub const REMOVE: &str = "remove";

pub fn set_timer(cx: &mut Cx, found: &Found, due: Timestamp) -> Result<(), AwsError> {
    let id = format!("{}/remove", found.arn(cx));
    let payload = json!({"account": found.account, "name": found.secret.name, "due": due});
    cx.timer(due, &id, &format!("secretsmanager/{REMOVE}"), payload)
}

pub fn remove_due(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let said = |name: &str| timer.payload[name].as_str().unwrap_or_default();
    let scope = cx.scope_of(said("account"), cx.region());
    let due: Option<Timestamp> = said("due").parse().ok();
    let Some(secret) = SECRETS.get(cx.tx, scope, said("name"))? else {
        return Ok(());
    };
    // It was restored, and perhaps marked again.
    if secret.deletion.as_ref().map(|deletion| deletion.due) != due {
        return Ok(());
    }
    let found = Found {
        account: said("account").to_owned(),
        secret,
    };
    row::erase(cx, &found, cx.region())
}
