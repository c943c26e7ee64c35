//! Where a law does not hold, and why. This table may only become shorter.

use crate::failures::Exception;

const USER: &str = "a user without policies is refused";
const NOBODY: &str = "nobody is refused";
const PAGES: &str = "pages of one equal the whole";

pub const EXCEPTIONS: &[Exception] = &[
    Exception {
        law: PAGES,
        service: "iam",
        operation: "ListAccountAliases",
        why: "an account has one alias at most",
    },
    Exception {
        law: PAGES,
        service: "iam",
        operation: "ListMFADevices",
        why: "what it lists cannot be made yet",
    },
    Exception {
        law: PAGES,
        service: "iam",
        operation: "ListSSHPublicKeys",
        why: "what it lists cannot be made yet",
    },
    Exception {
        law: PAGES,
        service: "iam",
        operation: "ListSigningCertificates",
        why: "what it lists cannot be made yet",
    },
    Exception {
        law: PAGES,
        service: "iam",
        operation: "ListVirtualMFADevices",
        why: "what it lists cannot be made yet",
    },
    Exception {
        law: USER,
        service: "s3",
        operation: "DeleteObjects",
        why: "each key is refused by itself, in the answer",
    },
    Exception {
        law: NOBODY,
        service: "s3",
        operation: "DeleteObjects",
        why: "each key is refused by itself, in the answer",
    },
    Exception {
        law: USER,
        service: "s3",
        operation: "GetObjectAttributes",
        why: "asks for s3:GetObject first, which the facts do not name",
    },
];
