//! Where a law does not hold, and why. This table may only become shorter.

use crate::failures::Exception;

const USER: &str = "a user without policies is refused";
const NOBODY: &str = "nobody is refused";
const PAGES: &str = "pages of one equal the whole";
const TOKEN: &str = "a repeated token repeats the answer";

const EXACT: &str = "exactly what is asked for lets a call in";

pub const EXCEPTIONS: &[Exception] = &[
    Exception {
        law: TOKEN,
        service: "accessanalyzer",
        operation: "CreateAnalyzer",
        why: "there is one of each type, and the fixture has both",
    },
    Exception {
        law: PAGES,
        service: "accessanalyzer",
        operation: "GetFindingV2",
        why: "of external access there is one detail",
    },
    Exception {
        law: PAGES,
        service: "cloudtrail",
        operation: "LookupEvents",
        why: "each look is in the history that it looks at",
    },
    Exception {
        law: PAGES,
        service: "cloudwatch",
        operation: "GetMetricData",
        why: "a page counts the values of all that is asked for, not what is asked for",
    },
    Exception {
        law: PAGES,
        service: "iam",
        operation: "ListAccountAliases",
        why: "an account has one alias at most",
    },
    Exception {
        law: PAGES,
        service: "kinesis",
        operation: "ListShards",
        why: "a token goes on by itself: AWS refuses it beside the stream's name",
    },
    Exception {
        law: PAGES,
        service: "kinesis",
        operation: "ListStreams",
        why: "each stream is on its page twice: by name, and with a summary",
    },
    Exception {
        law: PAGES,
        service: "kms",
        operation: "ListKeyPolicies",
        why: "a key has one policy",
    },
    Exception {
        law: PAGES,
        service: "logs",
        operation: "DescribeExportTasks",
        why: "the fixture exports nothing",
    },
    Exception {
        law: PAGES,
        service: "organizations",
        operation: "ListHandshakesForAccount",
        why: "a management account is invited by nobody",
    },
    Exception {
        law: PAGES,
        service: "organizations",
        operation: "ListParents",
        why: "everything has one parent",
    },
    Exception {
        law: PAGES,
        service: "organizations",
        operation: "ListRoots",
        why: "an organisation has one root",
    },
    Exception {
        law: USER,
        service: "s3",
        operation: "DeleteObjects",
        why: "each key is refused by itself, in the answer",
    },
    Exception {
        law: EXACT,
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
    Exception {
        law: TOKEN,
        service: "secretsmanager",
        operation: "RotateSecret",
        why: "there is no function that rotates",
    },
    Exception {
        law: NOBODY,
        service: "sns",
        operation: "ConfirmSubscription",
        why: "the token says who asks",
    },
    Exception {
        law: NOBODY,
        service: "sns",
        operation: "Unsubscribe",
        why: "whoever has the link may end it",
    },
    Exception {
        law: PAGES,
        service: "ssm",
        operation: "GetResourcePolicies",
        why: "a parameter has one policy at most",
    },
];
