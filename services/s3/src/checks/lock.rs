//! Condition keys of Object Lock.

use haneul_model::Value;
use haneul_pipeline::{Check, Cx};
use jiff::Timestamp;

/// `s3:object-lock-*` of what a request asks for.
pub fn with_lock(cx: &Cx, mut check: Check, operation: &str, input: &Value) -> Check {
    let (mode, until, hold) = match operation {
        "PutObjectRetention" => {
            let retention = input.get("Retention");
            (
                retention.and_then(|r| r.str("Mode")),
                retention.and_then(|r| r.get("RetainUntilDate")),
                None,
            )
        }
        "PutObjectLegalHold" => {
            let hold = input.get("LegalHold").and_then(|h| h.str("Status"));
            (None, None, hold)
        }
        _ => (
            input.str("ObjectLockMode"),
            input.get("ObjectLockRetainUntilDate"),
            input.str("ObjectLockLegalHoldStatus"),
        ),
    };
    if let Some(mode) = mode {
        check = check.key("s3:object-lock-mode", mode);
    }
    if let Some(hold) = hold {
        check = check.key("s3:object-lock-legal-hold", hold);
    }
    if let Some(Value::Time(until)) = until {
        check = check
            .key("s3:object-lock-retain-until-date", until.to_string())
            .key("s3:object-lock-remaining-retention-days", days(cx, *until));
    }
    check
}

fn days(cx: &Cx, until: Timestamp) -> String {
    let hours = until.duration_since(cx.now()).as_hours();
    ((hours + 23) / 24).to_string()
}
