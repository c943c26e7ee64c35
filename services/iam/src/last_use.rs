//! When keys, users and roles were last used, by what the path has seen of them.

use haneul_model::iam_facts;
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;

/// One use, with the service named as in actions: `s3`.
#[derive(Clone, Debug, PartialEq)]
pub struct Used {
    pub at: Timestamp,
    pub service: String,
    pub region: String,
}

/// One operation that somebody called.
#[derive(Clone, Debug, PartialEq)]
pub struct Called {
    pub operation: String,
    pub used: Used,
}

pub fn of_key(cx: &mut Cx, access_key: &str) -> Result<Option<Used>, AwsError> {
    let found = cx.cloud.last_uses.of_key(cx.tx, access_key)?;
    Ok(found.map(|found| Used {
        at: second(found.at),
        service: namespace(&found.service, &found.operation),
        region: found.region,
    }))
}

/// What a user or a role (by its unique id) last did, operation by operation.
pub fn of(cx: &mut Cx, id: &str) -> Result<Vec<Called>, AwsError> {
    let scope = cx.account_scope();
    let found = cx.cloud.last_uses.of(cx.tx, scope, id)?.into_iter();
    let calls = found.map(|found| Called {
        used: Used {
            at: second(found.at),
            service: namespace(&found.service, &found.operation),
            region: found.region,
        },
        operation: found.operation,
    });
    Ok(calls.collect())
}

/// Of whoever is being deleted.
pub fn forget(cx: &mut Cx, id: &str) -> Result<(), AwsError> {
    let scope = cx.account_scope();
    Ok(cx.cloud.last_uses.forget_principal(cx.tx, scope, id)?)
}

/// The last of all that a user or role did.
pub fn newest(cx: &mut Cx, id: &str) -> Result<Option<Used>, AwsError> {
    let calls = of(cx, id)?.into_iter().map(|called| called.used);
    Ok(calls.max_by_key(|used| used.at))
}

fn second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// `s3` of the operation's action `s3:GetObject`; the model's own name where there is none.
fn namespace(model: &str, operation: &str) -> String {
    let actions = iam_facts::actions_of(model, operation).actions;
    let action = actions.first().and_then(|action| action.split_once(':'));
    action.map_or(model, |(prefix, _)| prefix).to_owned()
}
