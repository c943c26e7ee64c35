//! S3 Control: what is said of an account and of all its buckets. It is a model of its own, and looks
//! at the same rows, so it lives here.

pub mod access_point;
pub mod account_block;
pub mod batch;
mod checks;
pub mod storage_lens;
mod tags;

/// Shapes of the operations here.
#[allow(clippy::all, dead_code)]
pub mod shapes {
    include!(concat!(env!("OUT_DIR"), "/s3control.rs"));
}

use haneul_model::Value;
use haneul_pipeline::{AwsError, Call, Check, Cx, Handler, Registered, Service, state};

pub struct S3Control;

impl Service for S3Control {
    fn model(&self) -> &'static str {
        "s3control"
    }

    fn operations(&self) -> Vec<Registered> {
        let all: Vec<(&'static str, Handler)> = vec![
            ("GetPublicAccessBlock", state(account_block::show)),
            ("PutPublicAccessBlock", state(account_block::set)),
            ("DeletePublicAccessBlock", state(account_block::remove)),
            ("CreateAccessPoint", state(access_point::create)),
            ("GetAccessPoint", state(access_point::show)),
            ("DeleteAccessPoint", state(access_point::delete)),
            ("ListAccessPoints", state(access_point::list)),
            ("PutAccessPointPolicy", state(access_point::put_policy)),
            ("GetAccessPointPolicy", state(access_point::show_policy)),
            (
                "DeleteAccessPointPolicy",
                state(access_point::delete_policy),
            ),
            (
                "GetAccessPointPolicyStatus",
                state(access_point::show_status),
            ),
            ("CreateJob", state(batch::create)),
            ("DescribeJob", state(batch::describe)),
            ("ListJobs", state(batch::list)),
            ("UpdateJobStatus", state(batch::update_status)),
            ("UpdateJobPriority", state(batch::update_priority)),
            ("PutJobTagging", state(batch::put_tags)),
            ("GetJobTagging", state(batch::show_tags)),
            ("DeleteJobTagging", state(batch::delete_tags)),
            ("PutStorageLensConfiguration", state(storage_lens::put)),
            ("GetStorageLensConfiguration", state(storage_lens::show)),
            (
                "DeleteStorageLensConfiguration",
                state(storage_lens::delete),
            ),
            ("ListStorageLensConfigurations", state(storage_lens::list)),
            (
                "PutStorageLensConfigurationTagging",
                state(storage_lens::put_tags),
            ),
            (
                "GetStorageLensConfigurationTagging",
                state(storage_lens::show_tags),
            ),
            (
                "DeleteStorageLensConfigurationTagging",
                state(storage_lens::delete_tags),
            ),
            ("TagResource", state(tags::tag)),
            ("UntagResource", state(tags::untag)),
            ("ListTagsForResource", state(tags::list_tags)),
        ];
        let registered = |(name, handler)| Registered { name, handler };
        all.into_iter().map(registered).collect()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        checks::of(cx, operation, input)
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        AwsError::new("AccessDenied", message).status(403)
    }
}
