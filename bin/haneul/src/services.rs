//! The services of this cloud.

use haneul_pipeline::{Identity, Service};
use std::sync::Arc;

pub fn all() -> Vec<Arc<dyn Service>> {
    vec![Arc::new(haneul_iam::Iam)]
}

/// Whose policies speak for a caller.
pub fn identity() -> Arc<dyn Identity> {
    Arc::new(haneul_iam::Directory::default())
}
