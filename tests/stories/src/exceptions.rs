//! Where a law does not hold, and why. This table may only become shorter.

use crate::failures::Exception;

pub const EXCEPTIONS: &[Exception] = &[];
