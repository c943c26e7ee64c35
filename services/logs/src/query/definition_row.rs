//! The row of a query definition.

use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};

/// By id.
pub static DEFINITIONS: Table<String, Definition> = Table::new("logs_definition");

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Definition {
    pub id: String,
    pub name: String,
    pub text: String,
    pub groups: Vec<String>,
    pub modified: i64,
    /// The token it was made with.
    pub token: Option<String>,
}

impl Stored for Definition {
    const VERSION: u32 = 1;
}
