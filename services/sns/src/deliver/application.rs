//! To applications on devices: the push, in the list of what left the cloud.

use crate::platform::row as platform;
use crate::publishing::Message;
use haneul_pipeline::{AwsError, Captured, Cx, capture};
use haneul_runtime::ids;

/// A device that no longer takes messages gets none.
pub fn send(cx: &mut Cx, endpoint: &str, message: &Message) -> Result<(), AwsError> {
    let Some(found) = platform::endpoint(cx, endpoint)? else {
        return Ok(());
    };
    if !found.endpoint.is_enabled() || !found.application.is_enabled() {
        return Ok(());
    }
    let platform = &found.application.platform;
    let push = Captured {
        channel: "push".to_owned(),
        to: endpoint.to_owned(),
        from: found.application.name.clone(),
        subject: message.subject.clone().unwrap_or_default(),
        body: message.body(platform).to_owned(),
        at: cx.now(),
        details: vec![
            ("platform".to_owned(), platform.clone()),
            ("token".to_owned(), found.endpoint.token.clone()),
            ("messageId".to_owned(), message.id.clone()),
        ],
        answers: None,
    };
    let id = ids::uuid(cx.random());
    capture(cx.tx, &id, &push)
}
