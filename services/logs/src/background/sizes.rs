//! How much each group holds, as the hourly look at it found.

use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};

/// By the group's id.
pub static SIZES: Table<u64, Size> = Table::new("logs_size");

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Size {
    pub bytes: i64,
}

impl Stored for Size {
    const VERSION: u32 = 1;
}

pub fn size(cx: &Cx, group: u64) -> Result<i64, AwsError> {
    let size = SIZES.get_untracked(cx.tx, cx.scope(), &group)?;
    Ok(size.unwrap_or_default().bytes)
}
