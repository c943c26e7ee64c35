//! The service authorization reference.

use crate::archive::Archive;
use crate::packed::packed;
use std::cmp::Ordering;
use std::sync::LazyLock;

/// Everything that one IAM prefix (`s3`) has. Actions are ordered without regard to case.
#[derive(Debug, Default)]
pub struct Reference {
    pub name: &'static str,
    pub actions: Vec<ActionFacts>,
    pub resources: Vec<ResourceType>,
    /// Condition keys with their types, such as `String` or `ArrayOfString`.
    pub condition_keys: Vec<(&'static str, &'static str)>,
}

#[derive(Debug)]
pub struct ActionFacts {
    /// Without the prefix, e.g. `PutObject`.
    pub name: &'static str,
    /// As the reference words it: `Read`, `List`, `Write`, `Tagging, Write` and so on.
    pub level: &'static str,
    pub resources: Vec<ActionResource>,
    /// Condition keys of the action as a whole.
    pub condition_keys: Vec<&'static str>,
    /// Actions that the caller needs besides.
    pub depends: Vec<&'static str>,
}

#[derive(Debug)]
pub struct ActionResource {
    pub name: &'static str,
    pub required: bool,
    pub condition_keys: Vec<&'static str>,
    pub depends: Vec<&'static str>,
}

#[derive(Debug)]
pub struct ResourceType {
    pub name: &'static str,
    /// With placeholders: `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`.
    pub arn: &'static str,
    pub condition_keys: Vec<&'static str>,
}

packed!(struct Reference { name, actions, resources, condition_keys });
packed!(struct ActionFacts { name, level, resources, condition_keys, depends });
packed!(struct ActionResource { name, required, condition_keys, depends });
packed!(struct ResourceType { name, arn, condition_keys });

static REFERENCE: LazyLock<Archive<Reference>> = LazyLock::new(|| {
    let bytes = include_bytes!(concat!(env!("HANEUL_FACTS"), "/iam/actions.pack"));
    Archive::open(bytes).unwrap_or_else(|e| panic!("IAM reference: {e}"))
});

/// The facts of an action such as `s3:PutObject`, in any case.
pub fn action(action: &str) -> Option<&'static ActionFacts> {
    let (prefix, name) = action.split_once(':')?;
    let actions = &reference(prefix)?.actions;
    let place = actions.binary_search_by(|a| without_case(a.name, name));
    place.ok().map(|place| &actions[place])
}

/// Every action of a prefix.
pub fn actions(prefix: &str) -> &'static [ActionFacts] {
    reference(prefix).map_or(&[], |r| &r.actions)
}

/// The ARN pattern of a resource type, e.g. of `queue` under `sqs`.
pub fn resource_pattern(prefix: &str, resource: &str) -> Option<&'static str> {
    let mut types = reference(prefix)?.resources.iter();
    types.find(|r| r.name == resource).map(|r| r.arn)
}

pub fn reference(prefix: &str) -> Option<&'static Reference> {
    REFERENCE
        .get(prefix)
        .or_else(|| REFERENCE.get(&prefix.to_ascii_lowercase()))
}

/// Every prefix, in order.
pub fn prefixes() -> impl Iterator<Item = &'static str> {
    REFERENCE.names()
}

/// The bytes of `facts/iam/actions.pack`.
pub fn write_reference(mut services: Vec<(&'static str, Reference)>) -> Vec<u8> {
    for (_, reference) in &mut services {
        reference
            .actions
            .sort_by(|a, b| without_case(a.name, b.name));
    }
    Archive::write(services)
}

fn without_case(one: &str, other: &str) -> Ordering {
    let lower = |byte: u8| byte.to_ascii_lowercase();
    one.bytes().map(lower).cmp(other.bytes().map(lower))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqs() {
        let send = action("sqs:sendMESSAGE").unwrap();
        assert_eq!((send.name, send.level), ("SendMessage", "Write"));
        assert_eq!(send.resources[0].name, "queue");
        assert!(send.resources[0].required);
        let tag = action("sqs:TagQueue").unwrap();
        assert!(tag.condition_keys.contains(&"aws:TagKeys"));
        let arn = "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}";
        assert_eq!(resource_pattern("sqs", "queue"), Some(arn));
        assert!(action("sqs:Nothing").is_none() && action("nothing").is_none());
    }

    #[test]
    fn every_prefix_reads() {
        let total: usize = prefixes().map(|p| actions(p).len()).sum();
        assert!(total > 20_000, "{total} actions");
    }
}
