//! What is asked of buckets that is no operation.

use crate::{cors, website};
use haneul_model::Value;
use haneul_pipeline::{Site, SiteHandler, SiteRequest};

pub fn find(request: &SiteRequest) -> Option<SiteHandler> {
    match &request.site {
        Site::Preflight { bucket, .. } => Some(SiteHandler {
            operation: cors::preflight_operation(),
            input: Value::Struct(vec![("Bucket", Value::Str(bucket.clone()))]),
            run: cors::preflight,
        }),
        Site::Website { bucket, .. } => Some(SiteHandler {
            operation: website::operation(&request.method)?,
            input: website::input(bucket, &request.path),
            run: website::serve,
        }),
        _ => None,
    }
}
