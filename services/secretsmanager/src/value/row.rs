//! What a version says, under a key of KMS.

use super::given::Kind;
use haneul_pipeline::data_key::Sealed;
use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};

/// By the secret's name in its ARN, and the version.
pub static VALUES: Table<(String, String), Value> = Table::new("secretsmanager_value").sealed();

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Value {
    pub kind: Kind,
    pub sealed: Sealed,
}

impl Stored for Value {
    const VERSION: u32 = 1;
}
