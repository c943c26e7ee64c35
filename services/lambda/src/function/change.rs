//! What becomes of a function's latest version when it is changed.

use super::row::{Function, Version};
use crate::code;
use crate::limits;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;

/// A change begins: it settles in a moment, and has a revision of its own.
pub fn begin(cx: &Cx, version: &mut Version, changed: bool) {
    let now = cx.now().as_microsecond();
    version.modified = now;
    version.settles = now + limits::SETTLING;
    version.changed = changed;
    version.revision = ids::uuid(cx.random());
}

/// Takes up the packages of the new state before it lets go of those of the old one.
pub fn replace(cx: &mut Cx, function: &mut Function, new: Version) -> Result<(), AwsError> {
    for blob in new.blobs() {
        code::claim(cx, blob)?;
    }
    let old = std::mem::replace(&mut function.latest, new);
    for blob in old.blobs() {
        code::release(cx, blob)?;
    }
    Ok(())
}
