//! Which permission an operation needs, and on what.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// On the bucket.
    Bucket(&'static str),
    /// On the object; with a version named, the second.
    Object(&'static str, &'static str),
}

/// The table of operations with a bucket in their input. What more some of them need depends on
/// the request, and is in [`super::of`].
pub fn needs(operation: &str) -> Option<Needs> {
    use Needs::{Bucket, Object};
    Some(match operation {
        "HeadBucket" | "ListObjects" | "ListObjectsV2" => Bucket("s3:ListBucket"),
        "ListObjectVersions" => Bucket("s3:ListBucketVersions"),
        "ListMultipartUploads" => Bucket("s3:ListBucketMultipartUploads"),
        "DeleteBucket" => Bucket("s3:DeleteBucket"),
        "GetBucketLocation" => Bucket("s3:GetBucketLocation"),
        "PutBucketPolicy" => Bucket("s3:PutBucketPolicy"),
        "GetBucketPolicy" => Bucket("s3:GetBucketPolicy"),
        "DeleteBucketPolicy" => Bucket("s3:DeleteBucketPolicy"),
        "GetBucketPolicyStatus" => Bucket("s3:GetBucketPolicyStatus"),
        "GetPublicAccessBlock" => Bucket("s3:GetBucketPublicAccessBlock"),
        "PutPublicAccessBlock" | "DeletePublicAccessBlock" => {
            Bucket("s3:PutBucketPublicAccessBlock")
        }
        "GetBucketTagging" => Bucket("s3:GetBucketTagging"),
        "PutBucketTagging" | "DeleteBucketTagging" => Bucket("s3:PutBucketTagging"),
        "GetBucketOwnershipControls" => Bucket("s3:GetBucketOwnershipControls"),
        "PutBucketOwnershipControls" | "DeleteBucketOwnershipControls" => {
            Bucket("s3:PutBucketOwnershipControls")
        }
        "GetBucketAcl" => Bucket("s3:GetBucketAcl"),
        "PutBucketAcl" => Bucket("s3:PutBucketAcl"),
        "GetBucketVersioning" => Bucket("s3:GetBucketVersioning"),
        "PutBucketVersioning" => Bucket("s3:PutBucketVersioning"),
        "PutObjectLockConfiguration" => Bucket("s3:PutBucketObjectLockConfiguration"),
        "GetBucketCors" => Bucket("s3:GetBucketCORS"),
        "PutBucketCors" | "DeleteBucketCors" => Bucket("s3:PutBucketCORS"),
        "GetBucketWebsite" => Bucket("s3:GetBucketWebsite"),
        "PutBucketWebsite" => Bucket("s3:PutBucketWebsite"),
        "DeleteBucketWebsite" => Bucket("s3:DeleteBucketWebsite"),
        "GetBucketAbac" => Bucket("s3:GetBucketAbac"),
        "PutBucketAbac" => Bucket("s3:PutBucketAbac"),
        "GetBucketLogging" => Bucket("s3:GetBucketLogging"),
        "PutBucketLogging" => Bucket("s3:PutBucketLogging"),
        "PutBucketLifecycleConfiguration" | "DeleteBucketLifecycle" => {
            Bucket("s3:PutLifecycleConfiguration")
        }
        "GetBucketLifecycleConfiguration" => Bucket("s3:GetLifecycleConfiguration"),
        "PutBucketReplication" | "DeleteBucketReplication" => {
            Bucket("s3:PutReplicationConfiguration")
        }
        "GetBucketReplication" => Bucket("s3:GetReplicationConfiguration"),
        "GetBucketEncryption" => Bucket("s3:GetEncryptionConfiguration"),
        "PutBucketEncryption" | "DeleteBucketEncryption" => Bucket("s3:PutEncryptionConfiguration"),
        "GetBucketRequestPayment" => Bucket("s3:GetBucketRequestPayment"),
        "PutBucketRequestPayment" => Bucket("s3:PutBucketRequestPayment"),
        "GetBucketAccelerateConfiguration" => Bucket("s3:GetAccelerateConfiguration"),
        "PutBucketAccelerateConfiguration" => Bucket("s3:PutAccelerateConfiguration"),
        "GetObjectLockConfiguration" => Bucket("s3:GetBucketObjectLockConfiguration"),
        "GetBucketNotificationConfiguration" => Bucket("s3:GetBucketNotification"),
        "PutBucketNotificationConfiguration" => Bucket("s3:PutBucketNotification"),
        "PutBucketInventoryConfiguration" | "DeleteBucketInventoryConfiguration" => {
            Bucket("s3:PutInventoryConfiguration")
        }
        "GetBucketInventoryConfiguration" | "ListBucketInventoryConfigurations" => {
            Bucket("s3:GetInventoryConfiguration")
        }
        "PutBucketAnalyticsConfiguration" | "DeleteBucketAnalyticsConfiguration" => {
            Bucket("s3:PutAnalyticsConfiguration")
        }
        "GetBucketAnalyticsConfiguration" | "ListBucketAnalyticsConfigurations" => {
            Bucket("s3:GetAnalyticsConfiguration")
        }
        "PutBucketMetricsConfiguration" | "DeleteBucketMetricsConfiguration" => {
            Bucket("s3:PutMetricsConfiguration")
        }
        "GetBucketMetricsConfiguration" | "ListBucketMetricsConfigurations" => {
            Bucket("s3:GetMetricsConfiguration")
        }
        "GetBucketIntelligentTieringConfiguration"
        | "ListBucketIntelligentTieringConfigurations" => {
            Bucket("s3:GetIntelligentTieringConfiguration")
        }
        "PutBucketIntelligentTieringConfiguration"
        | "DeleteBucketIntelligentTieringConfiguration" => {
            Bucket("s3:PutIntelligentTieringConfiguration")
        }
        "GetObject" | "HeadObject" => Object("s3:GetObject", "s3:GetObjectVersion"),
        "GetObjectAttributes" => Object("s3:GetObjectAttributes", "s3:GetObjectVersionAttributes"),
        "GetObjectTagging" => Object("s3:GetObjectTagging", "s3:GetObjectVersionTagging"),
        "PutObjectTagging" => Object("s3:PutObjectTagging", "s3:PutObjectVersionTagging"),
        "DeleteObjectTagging" => Object("s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging"),
        "GetObjectAcl" => Object("s3:GetObjectAcl", "s3:GetObjectVersionAcl"),
        "PutObjectAcl" => Object("s3:PutObjectAcl", "s3:PutObjectVersionAcl"),
        "RestoreObject" => Object("s3:RestoreObject", "s3:RestoreObject"),
        "GetObjectRetention" => Object("s3:GetObjectRetention", "s3:GetObjectRetention"),
        "PutObjectRetention" => Object("s3:PutObjectRetention", "s3:PutObjectRetention"),
        "GetObjectLegalHold" => Object("s3:GetObjectLegalHold", "s3:GetObjectLegalHold"),
        "PutObjectLegalHold" => Object("s3:PutObjectLegalHold", "s3:PutObjectLegalHold"),
        "DeleteObject" => Object("s3:DeleteObject", "s3:DeleteObjectVersion"),
        "PutObject"
        | "CopyObject"
        | "CreateMultipartUpload"
        | "UploadPart"
        | "UploadPartCopy"
        | "CompleteMultipartUpload" => Object("s3:PutObject", "s3:PutObject"),
        "AbortMultipartUpload" => Object("s3:AbortMultipartUpload", "s3:AbortMultipartUpload"),
        "ListParts" => Object("s3:ListMultipartUploadParts", "s3:ListMultipartUploadParts"),
        _ => return None,
    })
}

/// Reads that tell a missing object only to those who may list the bucket.
pub fn reads_object(operation: &str) -> bool {
    matches!(
        operation,
        "GetObject" | "HeadObject" | "GetObjectAttributes" | "GetObjectTagging" | "GetObjectAcl"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_needs_an_action_that_there_is() {
        for operation in crate::operations() {
            if matches!(
                operation.name,
                "ListBuckets" | "CreateBucket" | "DeleteObjects"
            ) {
                continue;
            }
            let needed = match needs(operation.name) {
                Some(Needs::Bucket(action)) => vec![action],
                Some(Needs::Object(action, versioned)) => vec![action, versioned],
                None => panic!("{} needs nothing", operation.name),
            };
            for action in needed {
                let known = haneul_model::iam_facts::action(action);
                assert!(known.is_some(), "{}: {action}", operation.name);
            }
        }
    }
}
