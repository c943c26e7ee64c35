//! S3 Control: what is said of all buckets of an account. It is a model of its own, and looks at
//! the same rows, so it lives here.

pub mod account_block;

/// Shapes of the operations here.
#[allow(clippy::all, dead_code)]
pub mod shapes {
    include!(concat!(env!("OUT_DIR"), "/s3control.rs"));
}

use crate::errors;
use haneul_model::Value;
use haneul_pipeline::{AwsError, Call, Check, Cx, Registered, Service, state};

pub struct S3Control;

impl Service for S3Control {
    fn model(&self) -> &'static str {
        "s3control"
    }

    fn operations(&self) -> Vec<Registered> {
        vec![
            Registered {
                name: "GetPublicAccessBlock",
                handler: state(account_block::show),
            },
            Registered {
                name: "PutPublicAccessBlock",
                handler: state(account_block::set),
            },
            Registered {
                name: "DeletePublicAccessBlock",
                handler: state(account_block::remove),
            },
        ]
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        // An account answers for itself alone.
        if input.str("AccountId") != Some(cx.account()) {
            return Err(errors::access_denied());
        }
        let action = match operation {
            "GetPublicAccessBlock" => "s3:GetAccountPublicAccessBlock",
            _ => "s3:PutAccountPublicAccessBlock",
        };
        Ok(vec![Check::new("*").action(action)])
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        AwsError::new("AccessDenied", message).status(403)
    }
}
