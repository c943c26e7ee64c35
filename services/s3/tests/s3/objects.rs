use crate::help::{bucket, bytes, detail, header};
use bytes::Bytes;
use haneul_pipeline::AwsError;
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::time::Duration;

const MD5_OF_HELLO: &str = "5d41402abc4b2a76b9719d911017c592";

#[tokio::test]
async fn s3_5_what_was_put_is_what_is_got() {
    let (_cloud, bucket) = bucket().await;
    for length in [0, 1, 1_000, 32 << 10, (32 << 10) + 1, 300_000, 3 << 20] {
        let body = bytes(length);
        bucket.put("k", body.clone()).await;
        assert_eq!(bucket.get("k").await, body, "{length}");
    }
    // Only the last one's bytes are left.
    assert_eq!(bucket.blobs().await, 1);
    bucket.put("k", "small").await;
    assert_eq!(bucket.get("k").await, "small");
    assert_eq!(bucket.blobs().await, 0);
}

#[tokio::test]
async fn s3_1_an_object_with_all_that_is_said_about_it() {
    let (_cloud, bucket) = bucket().await;
    let put = bucket
        .put_as(
            json!({"Key": "a/b/c.txt", "ContentType": "text/plain", "CacheControl": "no-cache",
                "ContentDisposition": "inline", "ContentEncoding": "aws-chunked,gzip",
                "ContentLanguage": "ko", "Expires": 784111777,
                "Metadata": {"Colour": "blue", "x": "1"}, "Tagging": "a=1&b=2",
                "ACL": "bucket-owner-full-control", "ServerSideEncryption": "AES256",
                "StorageClass": "STANDARD"}),
            "hello",
        )
        .await;
    assert_eq!(put["ETag"], format!("\"{MD5_OF_HELLO}\""));
    assert_eq!(put["ServerSideEncryption"], "AES256");
    assert_eq!(put["ChecksumType"], "FULL_OBJECT");
    assert!(put["ChecksumCRC64NVME"].is_string());
    let got = bucket.get_as(json!({"Key": "a/b/c.txt"})).await;
    assert_eq!(
        (got.status, got.body.as_ref()),
        (Some(200), b"hello".as_slice())
    );
    let head = bucket.ok("HeadObject", json!({"Key": "a/b/c.txt"})).await;
    assert_eq!(head, got.output);
    for (name, value) in [
        ("ContentLength", json!(5)),
        ("ContentType", json!("text/plain")),
        ("CacheControl", json!("no-cache")),
        ("ContentDisposition", json!("inline")),
        ("ContentEncoding", json!("gzip")),
        ("ContentLanguage", json!("ko")),
        ("Expires", json!(784111777.0)),
        ("Metadata", json!({"colour": "blue", "x": "1"})),
        ("TagCount", json!(2)),
        ("AcceptRanges", json!("bytes")),
        ("ETag", json!(format!("\"{MD5_OF_HELLO}\""))),
    ] {
        assert_eq!(head[name], value, "{name}");
    }
    assert!(head.get("StorageClass").is_none() && head.get("VersionId").is_none());
    let overridden = json!({"Key": "a/b/c.txt", "ResponseContentType": "x/y", "ResponseCacheControl": "max-age=1"});
    let output = bucket.get_as(overridden).await.output;
    assert_eq!(
        (&output["ContentType"], &output["CacheControl"]),
        (&json!("x/y"), &json!("max-age=1"))
    );
    bucket.put("plain", "x").await;
    let head = bucket.ok("HeadObject", json!({"Key": "plain"})).await;
    assert_eq!(head["ContentType"], "binary/octet-stream");
}

#[tokio::test]
async fn puts_that_are_refused() {
    let (_cloud, bucket) = bucket().await;
    let long = "k".repeat(1_025);
    let meta = json!({"big": "v".repeat(2_046)});
    for (input, code, status) in [
        (json!({"Key": long}), "KeyTooLongError", 400),
        (
            json!({"Key": "k", "Metadata": meta}),
            "MetadataTooLarge",
            400,
        ),
        (
            json!({"Key": "k", "ContentMD5": "nonsense"}),
            "InvalidDigest",
            400,
        ),
        (
            json!({"Key": "k", "ContentMD5": "1B2M2Y8AsgTpgAmY7PhCfg=="}),
            "BadDigest",
            400,
        ),
        (
            json!({"Key": "k", "ChecksumCRC32": "AAAAAA=="}),
            "BadDigest",
            400,
        ),
        (
            json!({"Key": "k", "ChecksumCRC32": "AAAA"}),
            "InvalidRequest",
            400,
        ),
        (
            json!({"Key": "k", "ChecksumCRC32": "AAAAAA==", "ChecksumSHA1": "2jmj7l5rSw0yVb/vlWAYkK/YBwk="}),
            "InvalidRequest",
            400,
        ),
        (
            json!({"Key": "k", "ChecksumXXHASH64": "AAAAAAAAAAA="}),
            "NotImplemented",
            501,
        ),
        (
            json!({"Key": "k", "ACL": "public-read"}),
            "AccessControlListNotSupported",
            400,
        ),
        (
            json!({"Key": "k", "GrantRead": "id=x"}),
            "AccessControlListNotSupported",
            400,
        ),
        (
            json!({"Key": "k", "StorageClass": "EXPRESS_ONEZONE"}),
            "InvalidStorageClass",
            400,
        ),
        (
            json!({"Key": "k", "StorageClass": "GOLD"}),
            "InvalidStorageClass",
            400,
        ),
        (
            json!({"Key": "k", "ServerSideEncryption": "ROT13"}),
            "InvalidArgument",
            400,
        ),
        (
            json!({"Key": "k", "SSEKMSKeyId": "x"}),
            "InvalidArgument",
            400,
        ),
        (
            json!({"Key": "k", "SSECustomerAlgorithm": "AES256"}),
            "InvalidArgument",
            400,
        ),
        (
            json!({"Key": "k", "ObjectLockMode": "GOVERNANCE"}),
            "InvalidRequest",
            400,
        ),
        (
            json!({"Key": "k", "WebsiteRedirectLocation": "x"}),
            "InvalidRedirectLocation",
            400,
        ),
        (
            json!({"Key": "k", "WriteOffsetBytes": 1}),
            "NotImplemented",
            501,
        ),
        (
            json!({"Key": "k", "Tagging": "a=1&a=2"}),
            "InvalidArgument",
            400,
        ),
        (json!({"Key": "k", "IfMatch": "\"x\""}), "NoSuchKey", 404),
        (
            json!({"Key": "k", "IfNoneMatch": "\"x\""}),
            "NotImplemented",
            501,
        ),
    ] {
        let error = bucket.put_err(input.clone(), "hello").await;
        assert_eq!(
            (error.code.as_ref(), error.status),
            (code, Some(status)),
            "{input}"
        );
    }
    let error = bucket
        .put_err(json!({"Key": "k", "ChecksumCRC32": "AAAAAA=="}), "hello")
        .await;
    assert_eq!(
        error.message,
        "The CRC32 you specified did not match the calculated checksum."
    );
    assert_eq!(bucket.ok("ListObjectsV2", json!({})).await["KeyCount"], 0);
    // Nothing is left of large bodies, either.
    bucket
        .put_err(
            json!({"Key": "k", "ContentMD5": "1B2M2Y8AsgTpgAmY7PhCfg=="}),
            bytes(100_000),
        )
        .await;
    bucket
        .put_err(json!({"Key": "k", "IfMatch": "\"x\""}), bytes(100_000))
        .await;
    assert_eq!(bucket.blobs().await, 0);
}

#[tokio::test]
async fn s3_3_one_put_holds_five_gib() {
    assert_eq!(5u64 << 30, 5_368_709_120);
    let (_cloud, bucket) = bucket().await;
    // Of parts, an object may declare fifty thousand GiB and no more.
    let upload = bucket
        .ok("CreateMultipartUpload", json!({"Key": "m"}))
        .await;
    let part = json!({"Key": "m", "UploadId": upload["UploadId"], "PartNumber": 1});
    let sent = bucket.send("UploadPart", part, "x").await.unwrap();
    let complete = |size: u64| {
        json!({"Key": "m", "UploadId": upload["UploadId"], "MpuObjectSize": size,
        "MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": sent.output["ETag"]}]}})
    };
    let code = bucket
        .code("CompleteMultipartUpload", complete(53_687_091_200_001))
        .await;
    assert_eq!(code, "EntityTooLarge");
    // Five terabytes are accepted as a size, only not as this one's.
    let code = bucket
        .code("CompleteMultipartUpload", complete(5_000_000_000_000))
        .await;
    assert_eq!(code, "InvalidRequest");
    bucket.ok("CompleteMultipartUpload", complete(1)).await;
}

#[tokio::test]
async fn checksums() {
    let (_cloud, bucket) = bucket().await;
    for (member, value) in [
        ("ChecksumCRC32", "NhCmhg=="),
        ("ChecksumCRC32C", "mnG7TA=="),
        ("ChecksumSHA1", "qvTGHdzF6KLavt4PO0gs2a6pQ00="),
        (
            "ChecksumSHA256",
            "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
        ),
        ("ChecksumMD5", "XUFAKrxLKna5cZ2REBfFkg=="),
    ] {
        let mut input = json!({"Key": "k"});
        input[member] = json!(value);
        let put = bucket.put_as(input, "hello").await;
        assert_eq!(put[member], value);
        let shown = bucket
            .ok("HeadObject", json!({"Key": "k", "ChecksumMode": "ENABLED"}))
            .await;
        assert_eq!(
            (&shown[member], &shown["ChecksumType"]),
            (&json!(value), &json!("FULL_OBJECT"))
        );
        let hidden = bucket.ok("HeadObject", json!({"Key": "k"})).await;
        assert!(hidden.get(member).is_none());
        // A range has no checksum to be compared with.
        let ranged = json!({"Key": "k", "ChecksumMode": "ENABLED", "Range": "bytes=0-1"});
        assert!(bucket.get_as(ranged).await.output.get(member).is_none());
    }
    let put = bucket
        .put_as(
            json!({"Key": "k", "ContentMD5": "XUFAKrxLKna5cZ2REBfFkg=="}),
            "hello",
        )
        .await;
    assert!(put["ChecksumCRC64NVME"].is_string());
}

#[tokio::test]
async fn conditions_on_reads() {
    let (cloud, bucket) = bucket().await;
    cloud.advance(Duration::from_secs(100)).await;
    bucket.put("k", "hello").await;
    let modified = bucket.ok("HeadObject", json!({"Key": "k"})).await["LastModified"]
        .as_f64()
        .unwrap();
    let (same, other) = (format!("\"{MD5_OF_HELLO}\""), "\"other\"".to_owned());
    for (condition, status) in [
        (json!({"IfMatch": same}), 200),
        (json!({"IfMatch": other}), 412),
        (json!({"IfNoneMatch": same}), 304),
        (json!({"IfNoneMatch": other}), 200),
        (json!({"IfModifiedSince": modified}), 304),
        (json!({"IfModifiedSince": modified - 1.0}), 200),
        (json!({"IfUnmodifiedSince": modified}), 200),
        (json!({"IfUnmodifiedSince": modified - 1.0}), 412),
        (
            json!({"IfMatch": same, "IfUnmodifiedSince": modified - 1.0}),
            200,
        ),
        (
            json!({"IfNoneMatch": other, "IfModifiedSince": modified}),
            200,
        ),
    ] {
        for operation in ["GetObject", "HeadObject"] {
            let mut input = condition.clone();
            input["Key"] = json!("k");
            let got = match bucket.call(operation, input).await {
                Ok(_) => 200,
                Err(error) => error.status.unwrap(),
            };
            assert_eq!(got, status, "{operation} {condition}");
        }
    }
    let error = bucket
        .err("GetObject", json!({"Key": "k", "IfNoneMatch": same}))
        .await;
    assert_eq!(header(&error.headers, "etag"), Some(same.as_str()));
    let error = bucket
        .err("GetObject", json!({"Key": "k", "IfMatch": other}))
        .await;
    assert_eq!(detail(&error, "Condition"), Some("If-Match"));
}

#[tokio::test]
async fn conditions_on_writes() {
    let (_cloud, bucket) = bucket().await;
    let absent = json!({"Key": "k", "IfNoneMatch": "*"});
    bucket.put_as(absent.clone(), "hello").await;
    assert_eq!(
        bucket.put_err(absent, "two").await.code,
        "PreconditionFailed"
    );
    let same = format!("\"{MD5_OF_HELLO}\"");
    bucket
        .put_as(json!({"Key": "k", "IfMatch": same}), "two")
        .await;
    let stale = json!({"Key": "k", "IfMatch": same});
    assert_eq!(
        bucket.put_err(stale.clone(), "three").await.code,
        "PreconditionFailed"
    );
    assert_eq!(bucket.get("k").await, "two");
    assert_eq!(
        bucket.code("DeleteObject", stale).await,
        "PreconditionFailed"
    );
    bucket
        .ok("DeleteObject", json!({"Key": "k", "IfMatch": "*"}))
        .await;
    assert_eq!(
        bucket
            .code("DeleteObject", json!({"Key": "k", "IfMatch": "*"}))
            .await,
        "PreconditionFailed"
    );
}

#[tokio::test]
async fn of_many_at_once_one_creates() {
    let (_cloud, bucket) = bucket().await;
    let tries = (0..20).map(|n| {
        let bucket = bucket.clone();
        tokio::spawn(async move {
            let input = json!({"Key": "one", "IfNoneMatch": "*"});
            bucket.send("PutObject", input, format!("body {n}")).await
        })
    });
    let tries: Vec<_> = tries.collect();
    let mut created = 0;
    for one in tries {
        match one.await.unwrap() {
            Ok(_) => created += 1,
            Err(error) => assert_eq!(error.code, "PreconditionFailed"),
        }
    }
    assert_eq!(created, 1);
}

#[tokio::test]
async fn ranges() {
    let (_cloud, bucket) = bucket().await;
    bucket.put("k", "0123456789").await;
    for (range, body, shown) in [
        ("bytes=0-4", "01234", "bytes 0-4/10"),
        ("bytes=5-", "56789", "bytes 5-9/10"),
        ("bytes=-3", "789", "bytes 7-9/10"),
        ("bytes=8-99", "89", "bytes 8-9/10"),
    ] {
        let got = bucket.get_as(json!({"Key": "k", "Range": range})).await;
        assert_eq!(
            (got.status, got.body.as_ref()),
            (Some(206), body.as_bytes())
        );
        assert_eq!(got.output["ContentRange"], shown);
        assert_eq!(got.output["ContentLength"], body.len());
        let head = bucket
            .ok("HeadObject", json!({"Key": "k", "Range": range}))
            .await;
        assert_eq!(head, got.output);
    }
    let whole = bucket
        .get_as(json!({"Key": "k", "Range": "bytes=0-1,3-4"}))
        .await;
    assert_eq!((whole.status, whole.body.len()), (Some(200), 10));
    let error = bucket
        .err("GetObject", json!({"Key": "k", "Range": "bytes=10-"}))
        .await;
    assert_eq!(
        (error.code.as_ref(), error.status),
        ("InvalidRange", Some(416))
    );
    assert_eq!(header(&error.headers, "content-range"), Some("bytes */10"));
    assert_eq!(detail(&error, "ActualObjectSize"), Some("10"));
    let first = bucket.get_as(json!({"Key": "k", "PartNumber": 1})).await;
    assert_eq!((first.status, first.body.len()), (Some(206), 10));
    let second = bucket
        .err("GetObject", json!({"Key": "k", "PartNumber": 2}))
        .await;
    assert_eq!(
        (second.code.as_ref(), second.status),
        ("InvalidPartNumber", Some(416))
    );
    let both = json!({"Key": "k", "PartNumber": 1, "Range": "bytes=0-1"});
    assert_eq!(bucket.code("GetObject", both).await, "InvalidRequest");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn any_range_of_any_object(
        length in prop_oneof![1usize..100, 30_000usize..70_000, 200_000usize..400_000],
        ends in proptest::collection::vec((any::<u64>(), any::<u64>()), 8),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (_cloud, bucket) = bucket().await;
            let body = bytes(length);
            bucket.put("k", body.clone()).await;
            for (a, b) in ends {
                let (a, b) = (a as usize % length, b as usize % (2 * length));
                let (from, to) = (a.min(b), a.max(b));
                let range = format!("bytes={from}-{to}");
                let got = bucket.get_as(json!({"Key": "k", "Range": range})).await;
                assert_eq!(got.body, body.slice(from..length.min(to + 1)));
            }
        });
    }
}

#[tokio::test]
async fn missing_objects_and_versions() {
    let (_cloud, bucket) = bucket().await;
    bucket.put("k", "x").await;
    for operation in [
        "GetObject",
        "HeadObject",
        "GetObjectTagging",
        "GetObjectAcl",
    ] {
        let error = bucket.err(operation, json!({"Key": "no"})).await;
        assert_eq!(
            (error.code.as_ref(), error.status),
            ("NoSuchKey", Some(404)),
            "{operation}"
        );
        assert_eq!(detail(&error, "Key"), Some("no"));
        bucket
            .ok(operation, json!({"Key": "k", "VersionId": "null"}))
            .await;
        let unknown = json!({"Key": "k", "VersionId": "3HL4kqtJvjVBH40Nrjfkd3sVEzCC2w1x"});
        assert_eq!(bucket.code(operation, unknown).await, "NoSuchVersion");
        assert_eq!(
            bucket
                .code(operation, json!({"Key": "k", "VersionId": "1"}))
                .await,
            "InvalidArgument"
        );
    }
    bucket.ok("DeleteObject", json!({"Key": "no"})).await;
    bucket
        .ok("DeleteObject", json!({"Key": "k", "VersionId": "null"}))
        .await;
    assert_eq!(
        bucket.code("GetObject", json!({"Key": "k"})).await,
        "NoSuchKey"
    );
}

#[tokio::test]
async fn keys_are_any_text() {
    let (_cloud, bucket) = bucket().await;
    let keys = [
        "/",
        "//x",
        "a b+c%2B",
        "하늘/구름",
        "..",
        "null\u{0}byte",
        "\u{10ffff}",
        &"k".repeat(1_024),
    ];
    for key in keys {
        bucket.put(key, key.to_owned()).await;
    }
    for key in keys {
        assert_eq!(bucket.get(key).await, key.as_bytes());
    }
    assert_eq!(
        bucket.ok("ListObjectsV2", json!({})).await["KeyCount"],
        keys.len()
    );
}

#[tokio::test]
async fn deleting_many() {
    let (_cloud, bucket) = bucket().await;
    for key in ["a", "b", "c"] {
        bucket.put(key, bytes(40_000)).await;
    }
    let etag = bucket.ok("HeadObject", json!({"Key": "c"})).await["ETag"].clone();
    let delete =
        |objects: Json, quiet: bool| json!({"Delete": {"Objects": objects, "Quiet": quiet}});
    let done = bucket
        .ok("DeleteObjects", delete(json!([{"Key": "a"}, {"Key": "none"}, {"Key": "b", "ETag": "\"x\""}, {"Key": "c", "ETag": etag}]), false))
        .await;
    let keys: Vec<_> = done["Deleted"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["Key"].clone())
        .collect();
    assert_eq!(keys, ["a", "none", "c"]);
    assert_eq!(done["Errors"][0]["Key"], "b");
    assert_eq!(done["Errors"][0]["Code"], "PreconditionFailed");
    assert_eq!(bucket.blobs().await, 1);
    let quiet = bucket
        .ok("DeleteObjects", delete(json!([{"Key": "b"}]), true))
        .await;
    assert_eq!(quiet["Deleted"], json!([]));
    assert_eq!(bucket.blobs().await, 0);
    let many: Vec<_> = (0..1_001).map(|n| json!({"Key": format!("{n}")})).collect();
    assert_eq!(
        bucket
            .code("DeleteObjects", delete(json!(many), false))
            .await,
        "MalformedXML"
    );
    assert_eq!(
        bucket.code("DeleteObjects", delete(json!([]), false)).await,
        "MalformedXML"
    );
}

#[tokio::test]
async fn an_object_being_read_stays_whole() -> Result<(), AwsError> {
    let (_cloud, bucket) = bucket().await;
    let body = bytes(500_000);
    bucket.put("k", body.clone()).await;
    let reads = (0..8).map(|_| {
        let (bucket, body) = (bucket.clone(), body.clone());
        tokio::spawn(async move {
            for _ in 0..20 {
                let got = bucket.get("k").await;
                assert!(got == body || got == Bytes::from_static(b"short"));
            }
        })
    });
    let reads: Vec<_> = reads.collect();
    for n in 0..40 {
        match n % 2 {
            0 => bucket.put("k", "short").await,
            _ => bucket.put("k", body.clone()).await,
        };
    }
    for read in reads {
        read.await.unwrap();
    }
    assert_eq!(bucket.blobs().await, 1);
    Ok(())
}
