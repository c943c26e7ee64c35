//! Which actions an operation asks for.

use crate::archive::Archive;
use crate::packed::packed;
use std::sync::LazyLock;

/// The actions of one operation, as stored.
#[derive(Debug)]
pub struct OperationActions {
    pub operation: &'static str,
    pub actions: Vec<&'static str>,
    pub also_requires: Vec<&'static str>,
    /// AWS checks no action on the caller.
    pub none_needed: bool,
    /// Newer than the reference: assumed to carry the operation's own name.
    pub guessed: bool,
}

packed!(struct OperationActions { operation, actions, also_requires, none_needed, guessed });

/// The actions that a caller of an operation needs.
#[derive(Clone, Copy, Debug, Default)]
pub struct ActionMap {
    /// Such as `s3:PutObject`. More than one where the request decides which of them apply.
    pub actions: &'static [&'static str],
    /// Actions that AWS's models name beside, for what the operation does in the caller's name.
    pub also_requires: &'static [&'static str],
    /// False for an operation that no source knows: then nothing may be concluded.
    pub known: bool,
    /// AWS answers without asking IAM about the caller.
    pub none_needed: bool,
    pub guessed: bool,
}

static OPERATIONS: LazyLock<Archive<Vec<OperationActions>>> = LazyLock::new(|| {
    let bytes = include_bytes!(concat!(env!("HANEUL_FACTS"), "/iam/operations.pack"));
    Archive::open(bytes).unwrap_or_else(|e| panic!("IAM operations: {e}"))
});

/// The actions behind an operation of a model, e.g. of `ListObjectsV2` in `s3`.
pub fn actions_of(model_id: &str, operation: &str) -> ActionMap {
    let find = |all: &'static Vec<OperationActions>| {
        let place = all.binary_search_by(|o| o.operation.cmp(operation)).ok()?;
        Some(&all[place])
    };
    match OPERATIONS.get(model_id).and_then(find) {
        None => ActionMap::default(),
        Some(found) => ActionMap {
            actions: &found.actions,
            also_requires: &found.also_requires,
            known: true,
            none_needed: found.none_needed,
            guessed: found.guessed,
        },
    }
}

/// The bytes of `facts/iam/operations.pack`.
pub fn write_operations(mut models: Vec<(&'static str, Vec<OperationActions>)>) -> Vec<u8> {
    for (_, operations) in &mut models {
        operations.sort_by_key(|o| o.operation);
    }
    Archive::write(models)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_curated_and_free() {
        assert_eq!(actions_of("s3", "PutObject").actions, ["s3:PutObject"]);
        let copy = actions_of("s3", "CopyObject");
        assert_eq!(copy.actions, ["s3:GetObject", "s3:PutObject"]);
        let who = actions_of("sts", "GetCallerIdentity");
        assert!(who.known && who.none_needed && who.actions.is_empty());
        assert!(!actions_of("sqs", "Nothing").known);
        assert!(!actions_of("nothing", "Nothing").known);
    }

    #[test]
    fn every_operation_is_known() {
        for entry in crate::index() {
            for operation in entry.operations() {
                let map = actions_of(entry.id, operation);
                assert!(map.known, "{} {operation}", entry.id);
                assert!(map.none_needed || !map.actions.is_empty());
            }
        }
    }
}
