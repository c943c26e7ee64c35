//! What a job does to one object: a call like anybody's.

use super::manifest::Target;
use crate::control::shapes::{
    JobOperation, S3CopyObjectOperation, S3Grant, S3ObjectMetadata, S3SetObjectAclOperation,
};
use crate::errors;
use haneul_pipeline::AwsError;
use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value as Json, json};

/// Refuses what no task could do.
pub fn check(operation: &JobOperation) -> Result<(), AwsError> {
    if let Some(copy) = &operation.s3_put_object_copy {
        let said = copy.new_object_metadata.as_ref();
        let by_kms = said.is_some_and(|m| m.sse_algorithm.as_deref() == Some("KMS"));
        if copy.sse_aws_kms_key_id.is_some() && said.is_some() && !by_kms {
            return Err(errors::invalid_request(
                "A KMS key can be used with the SSEAlgorithm KMS alone.",
            ));
        }
        if copy.object_lock_event_hold.is_some() || copy.object_lock_event_hold_duration.is_some() {
            return Err(AwsError::not_implemented("event holds of S3 Object Lock"));
        }
        if copy.annotation_directive.is_some() {
            return Err(AwsError::not_implemented("annotations of S3 objects"));
        }
        if !copy
            .target_resource
            .as_deref()
            .unwrap_or_default()
            .contains(":s3:")
        {
            return Err(errors::invalid_request("A copy must have a target bucket."));
        }
    }
    if let Some(retention) = &operation.s3_put_object_retention {
        let said = &retention.retention;
        if said.event_hold.is_some() || said.event_hold_duration.is_some() {
            return Err(AwsError::not_implemented("event holds of S3 Object Lock"));
        }
    }
    Ok(())
}

/// The operation and its input; none for what is no operation of S3's own.
pub fn call(operation: &JobOperation, target: &Target) -> Option<(&'static str, Json)> {
    let mut input = json!({"Bucket": target.bucket, "Key": target.key});
    if let Some(version) = &target.version {
        input["VersionId"] = json!(version);
    }
    let named = if let Some(copy) = &operation.s3_put_object_copy {
        input = copied(copy, target);
        "CopyObject"
    } else if let Some(acl) = &operation.s3_put_object_acl {
        listed(acl, &mut input);
        "PutObjectAcl"
    } else if let Some(tagging) = &operation.s3_put_object_tagging {
        let tags = tagging.tag_set.as_deref().unwrap_or_default().iter();
        let tags: Vec<Json> = tags
            .map(|t| json!({"Key": t.key, "Value": t.value}))
            .collect();
        input["Tagging"] = json!({"TagSet": tags});
        "PutObjectTagging"
    } else if operation.s3_delete_object_tagging.is_some() {
        "DeleteObjectTagging"
    } else if let Some(hold) = &operation.s3_put_object_legal_hold {
        input["LegalHold"] = json!({"Status": hold.legal_hold.status});
        "PutObjectLegalHold"
    } else if let Some(retention) = &operation.s3_put_object_retention {
        let said = &retention.retention;
        let mut document = Map::new();
        put(&mut document, "Mode", said.mode.as_deref());
        put_time(&mut document, "RetainUntilDate", said.retain_until_date);
        input["Retention"] = Json::Object(document);
        if retention.bypass_governance_retention == Some(true) {
            input["BypassGovernanceRetention"] = json!(true);
        }
        "PutObjectRetention"
    } else if let Some(restore) = &operation.s3_initiate_restore_object {
        let mut request = Map::new();
        if let Some(days) = restore.expiration_in_days {
            request.insert("Days".to_owned(), json!(days));
        }
        let tier = match restore.glacier_job_tier.as_deref() {
            Some("BULK") => "Bulk",
            _ => "Standard",
        };
        request.insert("GlacierJobParameters".to_owned(), json!({"Tier": tier}));
        input["RestoreRequest"] = Json::Object(request);
        "RestoreObject"
    } else {
        return None;
    };
    Some((named, input))
}

fn put(fields: &mut Map<String, Json>, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        fields.insert(name.to_owned(), json!(value));
    }
}

fn put_time(fields: &mut Map<String, Json>, name: &str, at: Option<Timestamp>) {
    if let Some(at) = at {
        fields.insert(name.to_owned(), json!(at.to_string()));
    }
}

fn copied(copy: &S3CopyObjectOperation, target: &Target) -> Json {
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let mut source = format!("{}/{}", encode(&target.bucket), encode(&target.key));
    if let Some(version) = &target.version {
        source = format!("{source}?versionId={version}");
    }
    let to = copy.target_resource.as_deref().unwrap_or_default();
    let to = to.split_once(":::").map_or(to, |(_, bucket)| bucket);
    let key = match copy.target_key_prefix.as_deref() {
        Some(prefix) => format!("{}/{}", prefix.trim_end_matches('/'), target.key),
        None => target.key.clone(),
    };
    let mut input = Map::new();
    for (name, value) in [
        ("Bucket", Some(to)),
        ("Key", Some(key.as_str())),
        ("CopySource", Some(source.as_str())),
        ("ACL", copy.canned_access_control_list.as_deref()),
        ("MetadataDirective", copy.metadata_directive.as_deref()),
        ("StorageClass", copy.storage_class.as_deref()),
        ("WebsiteRedirectLocation", copy.redirect_location.as_deref()),
        ("ChecksumAlgorithm", copy.checksum_algorithm.as_deref()),
        (
            "ObjectLockLegalHoldStatus",
            copy.object_lock_legal_hold_status.as_deref(),
        ),
        ("ObjectLockMode", copy.object_lock_mode.as_deref()),
        (
            "RequestPayer",
            (copy.requester_pays == Some(true)).then_some("requester"),
        ),
    ] {
        put(&mut input, name, value);
    }
    put_time(
        &mut input,
        "CopySourceIfModifiedSince",
        copy.modified_since_constraint,
    );
    put_time(
        &mut input,
        "CopySourceIfUnmodifiedSince",
        copy.un_modified_since_constraint,
    );
    put_time(
        &mut input,
        "ObjectLockRetainUntilDate",
        copy.object_lock_retain_until_date,
    );
    if let Some(metadata) = &copy.new_object_metadata {
        described(metadata, &mut input);
    }
    if let Some(key) = &copy.sse_aws_kms_key_id {
        put(&mut input, "ServerSideEncryption", Some("aws:kms"));
        put(&mut input, "SSEKMSKeyId", Some(key));
    }
    if let Some(bucket_key) = copy.bucket_key_enabled {
        input.insert("BucketKeyEnabled".to_owned(), json!(bucket_key));
    }
    if let Some(tags) = &copy.new_object_tagging {
        let pair =
            |t: &crate::control::shapes::S3Tag| format!("{}={}", encode(&t.key), encode(&t.value));
        let tags: Vec<String> = tags.iter().map(pair).collect();
        put(&mut input, "TaggingDirective", Some("REPLACE"));
        put(&mut input, "Tagging", Some(&tags.join("&")));
    }
    granted(
        copy.access_control_grants.as_deref().unwrap_or_default(),
        &mut input,
    );
    Json::Object(input)
}

fn described(metadata: &S3ObjectMetadata, input: &mut Map<String, Json>) {
    // What is said anew replaces all that was said before.
    put(input, "MetadataDirective", Some("REPLACE"));
    for (name, value) in [
        ("CacheControl", &metadata.cache_control),
        ("ContentDisposition", &metadata.content_disposition),
        ("ContentEncoding", &metadata.content_encoding),
        ("ContentLanguage", &metadata.content_language),
        ("ContentType", &metadata.content_type),
    ] {
        put(input, name, value.as_deref());
    }
    let algorithm = metadata.sse_algorithm.as_deref();
    let algorithm = algorithm.map(|name| if name == "KMS" { "aws:kms" } else { name });
    put(input, "ServerSideEncryption", algorithm);
    put_time(input, "Expires", metadata.http_expires_date);
    if let Some(own) = &metadata.user_metadata {
        let own: Map<String, Json> = own.iter().map(|(k, v)| (k.clone(), json!(v))).collect();
        input.insert("Metadata".to_owned(), Json::Object(own));
    }
}

/// Grants as headers.
fn granted(grants: &[S3Grant], input: &mut Map<String, Json>) {
    for (permission, member) in [
        ("FULL_CONTROL", "GrantFullControl"),
        ("READ", "GrantRead"),
        ("READ_ACP", "GrantReadACP"),
        ("WRITE_ACP", "GrantWriteACP"),
    ] {
        let of = |grant: &&S3Grant| grant.permission.as_deref() == Some(permission);
        let named = |grant: &S3Grant| {
            let grantee = grant.grantee.as_ref()?;
            let kind = grantee.type_identifier.as_deref()?;
            Some(format!("{kind}=\"{}\"", grantee.identifier.as_deref()?))
        };
        let all: Vec<String> = grants.iter().filter(of).filter_map(named).collect();
        if !all.is_empty() {
            put(input, member, Some(&all.join(",")));
        }
    }
}

fn listed(said: &S3SetObjectAclOperation, input: &mut Json) {
    let Some(policy) = &said.access_control_policy else {
        return;
    };
    if let Some(canned) = &policy.canned_access_control_list {
        input["ACL"] = json!(canned);
    }
    let Some(list) = &policy.access_control_list else {
        return;
    };
    let grants = list.grants.as_deref().unwrap_or_default().iter();
    let grants = grants.filter_map(|grant| {
        let grantee = grant.grantee.as_ref()?;
        let identifier = grantee.identifier.as_deref()?;
        let grantee = match grantee.type_identifier.as_deref()? {
            "id" => json!({"Type": "CanonicalUser", "ID": identifier}),
            "uri" => json!({"Type": "Group", "URI": identifier}),
            _ => json!({"Type": "AmazonCustomerByEmail", "EmailAddress": identifier}),
        };
        Some(json!({"Grantee": grantee, "Permission": grant.permission.as_deref()?}))
    });
    let grants: Vec<Json> = grants.collect();
    input["AccessControlPolicy"] = json!({"Owner": {"ID": list.owner.id}, "Grants": grants});
}
