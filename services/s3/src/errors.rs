//! One function per error situation, in S3's codes and words.

use haneul_pipeline::AwsError;

pub fn no_such_bucket(bucket: &str) -> AwsError {
    AwsError::new("NoSuchBucket", "The specified bucket does not exist")
        .status(404)
        .detail("BucketName", bucket)
}

pub fn no_such_key(key: &str) -> AwsError {
    AwsError::new("NoSuchKey", "The specified key does not exist.")
        .status(404)
        .detail("Key", key)
}

pub fn no_such_version(key: &str, version: &str) -> AwsError {
    AwsError::new("NoSuchVersion", "The specified version does not exist.")
        .status(404)
        .detail("Key", key)
        .detail("VersionId", version)
}

/// What is asked for is a delete marker.
pub fn is_marker(method: &'static str, version: &str, modified: String) -> AwsError {
    method_not_allowed(method, "DeleteMarker")
        .header("x-amz-delete-marker", "true")
        .header("x-amz-version-id", version)
        .header("allow", "DELETE")
        .header("last-modified", modified)
}

/// The newest version is a delete marker.
pub fn deleted(key: &str, version: &str) -> AwsError {
    no_such_key(key)
        .header("x-amz-delete-marker", "true")
        .header("x-amz-version-id", version)
}

pub fn no_object_lock(key: &str) -> AwsError {
    AwsError::new(
        "NoSuchObjectLockConfiguration",
        "The specified object does not have a ObjectLock configuration",
    )
    .status(404)
    .detail("Key", key)
}

/// Some node of the cloud is of an older version still.
pub fn not_upgraded() -> AwsError {
    haneul_store::StoreError::OlderReaders.into()
}

/// Every Availability Zone that has the object has failed.
pub fn zones_failed() -> AwsError {
    AwsError::new(
        "ServiceUnavailable",
        "The Availability Zones that hold the object are not available. Please try again.",
    )
    .status(503)
}

/// What AWS answers for an object whose copies are all gone.
pub fn lost(version: &str) -> AwsError {
    method_not_allowed("GET", "OBJECT").detail("VersionId", version)
}

pub fn locked() -> AwsError {
    AwsError::new(
        "AccessDenied",
        "Access Denied because object protected by object lock.",
    )
    .status(403)
}

pub fn invalid_bucket_state(message: &'static str) -> AwsError {
    AwsError::new("InvalidBucketState", message).status(409)
}

pub fn no_such_upload(upload: &str) -> AwsError {
    AwsError::new(
        "NoSuchUpload",
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    )
    .status(404)
    .detail("UploadId", upload)
}

pub fn bucket_owned_by_you(bucket: &str) -> AwsError {
    AwsError::new(
        "BucketAlreadyOwnedByYou",
        "Your previous request to create the named bucket succeeded and you already own it.",
    )
    .status(409)
    .detail("BucketName", bucket)
}

pub fn bucket_exists(bucket: &str) -> AwsError {
    AwsError::new(
        "BucketAlreadyExists",
        "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
    )
    .status(409)
    .detail("BucketName", bucket)
}

pub fn bucket_not_empty(bucket: &str) -> AwsError {
    AwsError::new(
        "BucketNotEmpty",
        "The bucket you tried to delete is not empty",
    )
    .status(409)
    .detail("BucketName", bucket)
}

pub fn invalid_bucket_name(bucket: &str) -> AwsError {
    AwsError::new("InvalidBucketName", "The specified bucket is not valid.")
        .status(400)
        .detail("BucketName", bucket)
}

pub fn too_many_buckets() -> AwsError {
    AwsError::new(
        "TooManyBuckets",
        "You have attempted to create more buckets than allowed",
    )
    .status(400)
}

pub fn illegal_location(constraint: Option<&str>) -> AwsError {
    let which = constraint.unwrap_or("unspecified");
    AwsError::new(
        "IllegalLocationConstraintException",
        format!(
            "The {which} location constraint is incompatible for the region specific endpoint this request was sent to."
        ),
    )
    .status(400)
}

pub fn invalid_location(constraint: &str) -> AwsError {
    AwsError::new(
        "InvalidLocationConstraint",
        "The specified location-constraint is not valid",
    )
    .status(400)
    .detail("LocationConstraint", constraint)
}

/// The bucket lives elsewhere; clients read the region from the header and come again.
pub fn permanent_redirect(bucket: &str, region: &str) -> AwsError {
    AwsError::new(
        "PermanentRedirect",
        "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
    )
    .status(301)
    .detail("Endpoint", format!("{bucket}.s3.{region}.amazonaws.com"))
    .detail("Bucket", bucket)
    .header("x-amz-bucket-region", region)
}

pub fn wrong_signing_region(signed: &str, region: &str) -> AwsError {
    AwsError::new(
        "AuthorizationHeaderMalformed",
        format!(
            "The authorization header is malformed; the region '{signed}' is wrong; expecting '{region}'"
        ),
    )
    .status(400)
    .detail("Region", region)
    .header("x-amz-bucket-region", region)
}

pub fn access_denied() -> AwsError {
    AwsError::new("AccessDenied", "Access Denied").status(403)
}

pub fn method_not_allowed(method: &'static str, resource: &'static str) -> AwsError {
    AwsError::new(
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
    )
    .status(405)
    .detail("Method", method)
    .detail("ResourceType", resource)
}

pub fn precondition_failed(condition: &str) -> AwsError {
    AwsError::new(
        "PreconditionFailed",
        "At least one of the pre-conditions you specified did not hold",
    )
    .status(412)
    .detail("Condition", condition)
}

/// A condition S3 itself does not implement.
pub fn header_not_implemented(header: &str) -> AwsError {
    AwsError::new(
        "NotImplemented",
        "A header you provided implies functionality that is not implemented",
    )
    .status(501)
    .detail("Header", header)
}

pub fn not_modified(etag: &str, modified: String) -> AwsError {
    AwsError::new("NotModified", "Not Modified")
        .status(304)
        .header("etag", etag)
        .header("last-modified", modified)
}

pub fn invalid_range(asked: &str, size: u64) -> AwsError {
    AwsError::new("InvalidRange", "The requested range is not satisfiable")
        .status(416)
        .detail("RangeRequested", asked)
        .detail("ActualObjectSize", size.to_string())
        .header("content-range", format!("bytes */{size}"))
}

pub fn invalid_part_number(asked: i64, count: usize) -> AwsError {
    AwsError::new(
        "InvalidPartNumber",
        "The requested partnumber is not satisfiable",
    )
    .status(416)
    .detail("PartNumberRequested", asked.to_string())
    .detail("ActualPartCount", count.to_string())
}

pub fn invalid_request(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidRequest", message).status(400)
}

pub fn invalid_argument(message: impl Into<String>, name: &str, value: &str) -> AwsError {
    AwsError::new("InvalidArgument", message)
        .status(400)
        .detail("ArgumentName", name)
        .detail("ArgumentValue", value)
}

pub fn malformed_xml() -> AwsError {
    AwsError::new(
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema",
    )
    .status(400)
}

pub fn key_too_long(size: usize) -> AwsError {
    AwsError::new("KeyTooLongError", "Your key is too long")
        .status(400)
        .detail("Size", size.to_string())
        .detail("MaxSizeAllowed", crate::limits::KEY_BYTES.to_string())
}

pub fn metadata_too_large(size: usize) -> AwsError {
    AwsError::new(
        "MetadataTooLarge",
        "Your metadata headers exceed the maximum allowed metadata size",
    )
    .status(400)
    .detail("Size", size.to_string())
    .detail("MaxSizeAllowed", crate::limits::METADATA_BYTES.to_string())
}

pub fn entity_too_large(proposed: u64, allowed: u64) -> AwsError {
    AwsError::new(
        "EntityTooLarge",
        "Your proposed upload exceeds the maximum allowed size",
    )
    .status(400)
    .detail("ProposedSize", proposed.to_string())
    .detail("MaxSizeAllowed", allowed.to_string())
}

pub fn entity_too_small(proposed: u64, part: i64, etag: &str) -> AwsError {
    AwsError::new(
        "EntityTooSmall",
        "Your proposed upload is smaller than the minimum allowed size",
    )
    .status(400)
    .detail("ProposedSize", proposed.to_string())
    .detail("MinSizeAllowed", crate::limits::PART_MIN_BYTES.to_string())
    .detail("PartNumber", part.to_string())
    .detail("etag", etag)
}

pub fn missing_content_length() -> AwsError {
    AwsError::new(
        "MissingContentLength",
        "You must provide the Content-Length HTTP header.",
    )
    .status(411)
}

pub fn invalid_part(upload: &str, part: i64, etag: &str) -> AwsError {
    AwsError::new(
        "InvalidPart",
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    )
    .status(400)
    .detail("UploadId", upload)
    .detail("PartNumber", part.to_string())
    .detail("etag", etag)
}

pub fn invalid_part_order(upload: &str) -> AwsError {
    AwsError::new(
        "InvalidPartOrder",
        "The list of parts was not in ascending order. Parts must be ordered by part number.",
    )
    .status(400)
    .detail("UploadId", upload)
}

pub fn invalid_digest(value: &str) -> AwsError {
    AwsError::new(
        "InvalidDigest",
        "The Content-MD5 you specified was invalid.",
    )
    .status(400)
    .detail("Content-MD5", value)
}

pub fn bad_md5(expected: &str, calculated: String) -> AwsError {
    AwsError::new(
        "BadDigest",
        "The Content-MD5 you specified did not match what we received.",
    )
    .status(400)
    .detail("ExpectedDigest", expected)
    .detail("CalculatedDigest", calculated)
}

pub fn bad_checksum(algorithm: &str) -> AwsError {
    AwsError::new(
        "BadDigest",
        format!("The {algorithm} you specified did not match the calculated checksum."),
    )
    .status(400)
}

pub fn invalid_tag(message: &str, key: &str) -> AwsError {
    AwsError::new("InvalidTag", message)
        .status(400)
        .detail("TagKey", key)
}

pub fn too_many_tags(what: &str, most: usize) -> AwsError {
    AwsError::new(
        "BadRequest",
        format!("{what} tags cannot be greater than {most}"),
    )
    .status(400)
}

pub fn acl_not_supported() -> AwsError {
    AwsError::new(
        "AccessControlListNotSupported",
        "The bucket does not allow ACLs",
    )
    .status(400)
}

pub fn acl_with_ownership() -> AwsError {
    AwsError::new(
        "InvalidBucketAclWithObjectOwnership",
        "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    )
    .status(400)
}

pub fn acl_with_public_access_block() -> AwsError {
    AwsError::new(
        "InvalidBucketAclWithBlockPublicAccessError",
        "Bucket cannot have public ACLs set with BlockPublicAccess enabled",
    )
    .status(400)
}

pub fn malformed_policy(message: impl Into<String>) -> AwsError {
    AwsError::new("MalformedPolicy", message).status(400)
}

/// A part of a bucket's configuration that is not there.
pub fn not_configured(code: &'static str, message: &'static str, bucket: &str) -> AwsError {
    AwsError::new(code, message)
        .status(404)
        .detail("BucketName", bucket)
}

pub fn invalid_storage_class() -> AwsError {
    AwsError::new(
        "InvalidStorageClass",
        "The storage class you specified is not valid",
    )
    .status(400)
}

pub fn missing_acl() -> AwsError {
    AwsError::new(
        "MissingSecurityHeader",
        "Your request was missing a required header",
    )
    .status(400)
    .detail("MissingHeaderName", "x-amz-acl")
}

pub fn policy_too_large() -> AwsError {
    AwsError::new(
        "PolicyTooLarge",
        "Policy exceeds the maximum allowed document size.",
    )
    .status(400)
}

pub fn no_bucket_policy(bucket: &str) -> AwsError {
    not_configured(
        "NoSuchBucketPolicy",
        "The bucket policy does not exist",
        bucket,
    )
}

/// What is asked for lies in an archive.
pub fn archived(class: &str) -> AwsError {
    AwsError::new(
        "InvalidObjectState",
        "The operation is not valid for the object's storage class",
    )
    .status(403)
    .detail("StorageClass", class)
}

pub fn archived_in_tier(class: &str, tier: &str) -> AwsError {
    AwsError::new(
        "InvalidObjectState",
        "The operation is not valid for the object's access tier",
    )
    .status(403)
    .detail("StorageClass", class)
    .detail("AccessTier", tier)
}

pub fn archived_source() -> AwsError {
    AwsError::new(
        "InvalidObjectState",
        "Operation is not valid for the source object's storage class",
    )
    .status(403)
}

pub fn not_restorable(class: &str) -> AwsError {
    AwsError::new(
        "InvalidObjectState",
        "Restore is not allowed for the object's current storage class",
    )
    .status(403)
    .detail("StorageClass", class)
}

pub fn not_restorable_tier() -> AwsError {
    AwsError::new(
        "InvalidObjectState",
        "Restore is not allowed for the object's current access tier",
    )
    .status(403)
}

pub fn restore_in_progress() -> AwsError {
    AwsError::new(
        "RestoreAlreadyInProgress",
        "Object restore is already in progress",
    )
    .status(409)
}

pub fn no_expedited_restore() -> AwsError {
    invalid_argument(
        "Retrieval option is not supported by this storage class",
        "Tier",
        "Expedited",
    )
}

pub fn invalid_inventory_destination() -> AwsError {
    AwsError::new(
        "InvalidS3DestinationBucket",
        "The inventory destination must be an existing bucket in the Region of the source, owned by the account that is named.",
    )
    .status(400)
}

/// What a browser is told that asks for too much.
pub fn cors_refused(message: &str, method: &str, kind: &'static str) -> AwsError {
    AwsError::new("AccessForbidden", message)
        .status(403)
        .detail("Method", method)
        .detail("ResourceType", kind)
}

pub fn no_website(bucket: &str) -> AwsError {
    not_configured(
        "NoSuchWebsiteConfiguration",
        "The specified bucket does not have a website configuration",
        bucket,
    )
}

/// A website is asked for where it is not.
pub fn incorrect_endpoint(bucket: &str, region: &str) -> AwsError {
    AwsError::new(
        "IncorrectEndpoint",
        "The specified bucket exists in another region. Please direct requests to the specified endpoint.",
    )
    .status(400)
    .detail("Endpoint", format!("{bucket}.s3-website.{region}.amazonaws.com"))
}

pub fn invalid_uri() -> AwsError {
    AwsError::new("InvalidURI", "Couldn't parse the specified URI.").status(400)
}

pub fn invalid_redirect(message: &'static str) -> AwsError {
    AwsError::new("InvalidRedirectLocation", message).status(400)
}

pub fn malformed_acl() -> AwsError {
    AwsError::new(
        "MalformedACLError",
        "The XML you provided was not well-formed or did not validate against our published schema",
    )
    .status(400)
}

/// AWS takes no new grants by e-mail address.
pub fn email_grantee() -> AwsError {
    method_not_allowed("PUT", "ACL")
}

/// A form's file that is smaller than its policy asks for.
pub fn file_too_small(proposed: u64, least: u64) -> AwsError {
    AwsError::new(
        "EntityTooSmall",
        "Your proposed upload is smaller than the minimum allowed size",
    )
    .status(400)
    .detail("ProposedSize", proposed.to_string())
    .detail("MinSizeAllowed", least.to_string())
}

pub fn invalid_logging_target(message: &'static str, bucket: &str) -> AwsError {
    AwsError::new("InvalidTargetBucketForLogging", message)
        .status(400)
        .detail("TargetBucket", bucket)
}

pub fn cross_location_logging() -> AwsError {
    AwsError::new(
        "CrossLocationLoggingProhibitted",
        "Cross S3 location logging not allowed. ",
    )
    .status(403)
}

pub fn has_access_points() -> AwsError {
    AwsError::new(
        "BucketHasAccessPointsAttached",
        "Bucket has access points attached and cannot be deleted.",
    )
    .status(400)
}

pub fn no_such_access_point(name: &str) -> AwsError {
    AwsError::new(
        "NoSuchAccessPoint",
        "The specified accesspoint does not exist",
    )
    .status(404)
    .detail("AccessPointName", name)
}

pub fn no_access_point_policy(name: &str) -> AwsError {
    AwsError::new(
        "NoSuchAccessPointPolicy",
        "The specified accesspoint policy does not exist",
    )
    .status(404)
    .detail("AccessPointName", name)
}
