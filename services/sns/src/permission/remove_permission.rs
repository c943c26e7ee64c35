//! RemovePermission: takes the statement of this label away; one that is not there is no error.

use crate::permission::statement::{document, has_label, statements};
use crate::shapes::{RemovePermissionInput, RemovePermissionOutput};
use crate::topic::policy;
use crate::topic::row::{self, Topic};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: RemovePermissionInput) -> Result<RemovePermissionOutput, AwsError> {
    let found = row::at(cx, &input.topic_arn)?;
    let arn = found.arn(cx);
    let mut document = document(&policy::in_force(&found.topic, &arn))?;
    let list = statements(&mut document);
    let before = list.len();
    list.retain(|s| !has_label(s, &input.label));
    if list.len() < before {
        let left = !list.is_empty();
        let topic = Topic {
            policy: left.then(|| document.to_string()),
            ..Topic::clone(&found.topic)
        };
        found.put(cx, &topic)?;
    }
    Ok(RemovePermissionOutput::default())
}
