//! AWS's own policies, attached to everything from the beginning: they allow all.

use super::kind::{RESOURCE_CONTROL, SERVICE_CONTROL};
use super::row::Policy;
use jiff::Timestamp;

pub const FULL_ACCESS: &str = "p-FullAWSAccess";
pub const RESOURCE_FULL_ACCESS: &str = "p-RCPFullAWSAccess";

const FULL_ACCESS_TEXT: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "*",
      "Resource": "*"
    }
  ]
}"#;

const RESOURCE_FULL_ACCESS_TEXT: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": "*",
      "Action": "*",
      "Resource": "*"
    }
  ]
}"#;

pub const ALL: [(&str, &str); 2] = [
    (FULL_ACCESS, SERVICE_CONTROL),
    (RESOURCE_FULL_ACCESS, RESOURCE_CONTROL),
];

pub fn is_managed(id: &str) -> bool {
    ALL.iter().any(|(managed, _)| *managed == id)
}

pub fn find(id: &str) -> Option<Policy> {
    let (kind, description, text) = match id {
        FULL_ACCESS => (
            SERVICE_CONTROL,
            "Allows access to every operation",
            FULL_ACCESS_TEXT,
        ),
        RESOURCE_FULL_ACCESS => (
            RESOURCE_CONTROL,
            "Allows access to every resource",
            RESOURCE_FULL_ACCESS_TEXT,
        ),
        _ => return None,
    };
    Some(Policy {
        id: id.to_owned(),
        name: id.trim_start_matches("p-").to_owned(),
        description: description.to_owned(),
        kind: kind.to_owned(),
        text: text.to_owned(),
        tags: Vec::new(),
        updated: Timestamp::UNIX_EPOCH,
    })
}
