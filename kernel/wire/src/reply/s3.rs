//! What S3's models leave out about its XML: the names of root elements.

use crate::xml::Writer;
use haneul_model::{Fields, Member, Model, Operation, Shape};

const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// Errors and answers in S3's own envelope.
pub(super) fn speaks_its_dialect(model: &Model) -> bool {
    model.metadata.service_id == "S3"
}

/// The root element of an answer whose shape is named otherwise.
pub(super) fn root_name(model: &Model, op: &Operation) -> Option<&'static str> {
    if !speaks_its_dialect(model) {
        return None;
    }
    Some(match op.name {
        "CompleteMultipartUpload" => "CompleteMultipartUploadResult",
        "CreateMultipartUpload" => "InitiateMultipartUploadResult",
        "CreateSession" => "CreateSessionResult",
        "DeleteObjects" => "DeleteResult",
        "GetBucketAccelerateConfiguration" => "AccelerateConfiguration",
        "GetBucketAcl" | "GetObjectAcl" => "AccessControlPolicy",
        "GetBucketCors" => "CORSConfiguration",
        "GetBucketLifecycle" | "GetBucketLifecycleConfiguration" => "LifecycleConfiguration",
        "GetBucketLogging" => "BucketLoggingStatus",
        "GetBucketNotification" | "GetBucketNotificationConfiguration" => {
            "NotificationConfiguration"
        }
        "GetBucketRequestPayment" => "RequestPaymentConfiguration",
        "GetBucketTagging" | "GetObjectTagging" => "Tagging",
        "GetBucketVersioning" => "VersioningConfiguration",
        "GetBucketWebsite" => "WebsiteConfiguration",
        "GetObjectAttributes" => "GetObjectAttributesResponse",
        "ListBuckets" => "ListAllMyBucketsResult",
        "ListDirectoryBuckets" => "ListAllMyDirectoryBucketsResult",
        "ListMultipartUploads" => "ListMultipartUploadsResult",
        "ListObjectVersions" => "ListVersionsResult",
        "ListObjects" | "ListObjectsV2" => "ListBucketResult",
        "ListParts" => "ListPartsResult",
        "ListBucketAnalyticsConfigurations" => "ListBucketAnalyticsConfigurationResult",
        "ListBucketInventoryConfigurations" => "ListInventoryConfigurationsResult",
        "ListBucketMetricsConfigurations" => "ListMetricsConfigurationsResult",
        _ => return None,
    })
}

/// The root element of a payload: S3 calls it by the member, others by the shape.
pub(super) fn payload_name(model: &Model, member: &Member) -> Option<&'static str> {
    speaks_its_dialect(model).then_some(member.name)
}

/// `GetBucketLocation` has no structure: its root element is its only member.
pub(super) fn is_unwrapped(model: &Model, op: &Operation) -> bool {
    speaks_its_dialect(model) && op.name == "GetBucketLocation"
}

pub(super) fn write_unwrapped(writer: &mut Writer<'_>, shape: &Shape, fields: &Fields) {
    let name = shape
        .members()
        .first()
        .map_or("LocationConstraint", |m| m.name);
    let value = fields.iter().find(|(n, _)| *n == name);
    writer.open(name, Some(NAMESPACE));
    if let Some(text) = value.and_then(|(_, v)| v.as_str()) {
        crate::xml::escape_into(&mut writer.out, text, false);
    }
    writer.close(name);
}
