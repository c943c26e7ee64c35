//! What logs call an operation: `REST.GET.OBJECT`.

use haneul_model::Operation;

/// By the operation's name: what it is about, and the method where it is not the operation's own.
pub fn of(operation: &Operation) -> String {
    let name = operation.name;
    match name {
        "CopyObject" => return "REST.COPY.OBJECT".to_owned(),
        "UploadPartCopy" => return "REST.COPY.PART".to_owned(),
        "PreflightRequest" => return "REST.OPTIONS.PREFLIGHT".to_owned(),
        _ => {}
    }
    format!("REST.{}.{}", operation.http.method, subject(name))
}

fn subject(name: &str) -> String {
    match name {
        "PutObject" | "GetObject" | "HeadObject" | "DeleteObject" => "OBJECT",
        "DeleteObjects" => "MULTI_OBJECT_DELETE",
        "HeadBucket" | "CreateBucket" | "DeleteBucket" | "ListObjects" | "ListObjectsV2" => {
            "BUCKET"
        }
        "ListObjectVersions" => "BUCKETVERSIONS",
        "CreateMultipartUpload" | "ListMultipartUploads" => "UPLOADS",
        "CompleteMultipartUpload" | "AbortMultipartUpload" | "ListParts" => "UPLOAD",
        "UploadPart" => "PART",
        "GetBucketLocation" => "LOCATION",
        "GetBucketLogging" | "PutBucketLogging" => "LOGGING_STATUS",
        "GetBucketPolicy" | "PutBucketPolicy" | "DeleteBucketPolicy" => "BUCKETPOLICY",
        "GetBucketPolicyStatus" => "POLICY_STATUS",
        "GetBucketAcl" | "PutBucketAcl" | "GetObjectAcl" | "PutObjectAcl" => "ACL",
        "RestoreObject" => "RESTORE",
        other => return words(other),
    }
    .to_owned()
}

/// `GetBucketRequestPayment` is about `REQUEST_PAYMENT`.
fn words(name: &str) -> String {
    let bare = ["Get", "Put", "Delete", "List"]
        .iter()
        .find_map(|verb| name.strip_prefix(verb))
        .unwrap_or(name);
    let bare = bare.strip_prefix("Bucket").unwrap_or(bare);
    let bare = match bare.strip_suffix("Configurations") {
        Some(kind) => kind,
        None if bare == "ObjectLockConfiguration" => bare,
        None => bare.strip_suffix("Configuration").unwrap_or(bare),
    };
    let mut words = String::new();
    for letter in bare.chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push('_');
        }
        words.push(letter.to_ascii_uppercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_have_their_names() {
        let model = haneul_model::model("s3").unwrap();
        for (operation, name) in [
            ("GetObject", "REST.GET.OBJECT"),
            ("PutObject", "REST.PUT.OBJECT"),
            ("HeadObject", "REST.HEAD.OBJECT"),
            ("CopyObject", "REST.COPY.OBJECT"),
            ("UploadPartCopy", "REST.COPY.PART"),
            ("DeleteObjects", "REST.POST.MULTI_OBJECT_DELETE"),
            ("CreateMultipartUpload", "REST.POST.UPLOADS"),
            ("CompleteMultipartUpload", "REST.POST.UPLOAD"),
            ("UploadPart", "REST.PUT.PART"),
            ("ListObjectsV2", "REST.GET.BUCKET"),
            ("ListObjectVersions", "REST.GET.BUCKETVERSIONS"),
            ("GetBucketVersioning", "REST.GET.VERSIONING"),
            ("GetBucketLogging", "REST.GET.LOGGING_STATUS"),
            ("GetBucketPolicy", "REST.GET.BUCKETPOLICY"),
            ("GetBucketRequestPayment", "REST.GET.REQUEST_PAYMENT"),
            ("PutBucketLifecycleConfiguration", "REST.PUT.LIFECYCLE"),
            ("GetObjectTagging", "REST.GET.OBJECT_TAGGING"),
            ("GetPublicAccessBlock", "REST.GET.PUBLIC_ACCESS_BLOCK"),
        ] {
            assert_eq!(of(model.operation(operation).unwrap()), name);
        }
    }
}
