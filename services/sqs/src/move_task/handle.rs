//! The handle of a task: which one, and of which queue.

use base64::prelude::{BASE64_STANDARD, Engine};
use serde::{Deserialize, Serialize};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Handle {
    pub task_id: String,
    pub source_arn: String,
}

impl Handle {
    pub fn text(&self) -> String {
        let json = serde_json::json!({ "taskId": self.task_id, "sourceArn": self.source_arn });
        BASE64_STANDARD.encode(json.to_string())
    }

    pub fn read(text: &str) -> Option<Handle> {
        let bytes = BASE64_STANDARD.decode(text).ok()?;
        serde_json::from_slice(&bytes).ok()
    }
}

/// The ARN of the queue whose task the handle names.
pub fn source_of(handle: &str) -> Option<String> {
    Some(Handle::read(handle)?.source_arn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_read_as_it_was_written() {
        let handle = Handle {
            task_id: "t".into(),
            source_arn: "arn:aws:sqs:us-east-1:111122223333:dead".into(),
        };
        assert_eq!(Handle::read(&handle.text()).as_ref(), Some(&handle));
        for wrong in ["", "?", "e30="] {
            assert_eq!(Handle::read(wrong), None, "{wrong}");
        }
    }
}
