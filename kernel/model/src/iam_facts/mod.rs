//! What IAM knows about AWS's APIs: actions, the resources and condition keys they take, the
//! actions behind each operation, and the managed policies. Everything is read on first use.

mod operations;
mod policies;
mod reference;

pub use operations::{ActionMap, OperationActions, actions_of, write_operations};
pub use policies::{ManagedPolicy, managed_policies, managed_policy, write_policies};
pub use reference::{
    ActionFacts, ActionResource, Reference, ResourceType, action, actions, prefixes, reference,
    resource_pattern, write_reference,
};
