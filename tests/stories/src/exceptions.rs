//! Where a law does not hold, and why. This table may only become shorter.

use crate::failures::Exception;

pub const EXCEPTIONS: &[Exception] = &[Exception {
    law: "pages of one equal the whole",
    service: "iam",
    operation: "ListAccountAliases",
    why: "an account has one alias at most",
}];
