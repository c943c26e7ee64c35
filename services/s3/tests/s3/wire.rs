//! Requests as they come off a socket, unsigned, to a bucket that lets everyone do everything.

use crate::help::{Bucket, bucket, send};
use haneul_testkit::TestCloud;
use http::Method;
use serde_json::json;

async fn open_to_all() -> (TestCloud, Bucket) {
    let (cloud, bucket) = bucket().await;
    bucket.ok("DeletePublicAccessBlock", json!({})).await;
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
        "Action": "s3:*", "Resource": ["arn:aws:s3:::first", "arn:aws:s3:::first/*"]}]});
    bucket
        .ok("PutBucketPolicy", json!({"Policy": policy.to_string()}))
        .await;
    (cloud, bucket)
}

const DELETE: &str = "<Delete><Object><Key>k</Key></Object></Delete>";

#[tokio::test]
async fn bodies_that_are_read_whole_are_compared_with_their_digests() {
    let (cloud, bucket) = open_to_all().await;
    for (headers, status, code) in [
        (vec![], 400, "InvalidRequest"),
        (vec![("content-md5", "AAAA")], 400, "InvalidDigest"),
        (
            vec![("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==")],
            400,
            "BadDigest",
        ),
        (vec![("x-amz-checksum-crc32", "AAAAAA==")], 400, "BadDigest"),
        (vec![("x-amz-checksum-crc32", "A")], 400, "InvalidRequest"),
        (
            vec![("content-md5", "5DKh5iefM5MSKvRILIuFwQ==")],
            200,
            "DeleteResult",
        ),
    ] {
        bucket.put("k", "x").await;
        let (got, _, text) = send(&cloud, Method::POST, "/first?delete", &headers, DELETE).await;
        assert!(
            got == status && text.contains(code),
            "{headers:?}: {got} {text}"
        );
        let left = bucket.ok("ListObjectsV2", json!({})).await["KeyCount"].clone();
        assert_eq!(left == 0, status == 200);
    }
}

#[tokio::test]
async fn checksums_may_come_behind_the_body() {
    let (cloud, bucket) = open_to_all().await;
    let put = async |sum: &str| {
        let body = format!("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:{sum}\r\n\r\n");
        let length = body.len().to_string();
        let headers = [
            ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
            ("x-amz-decoded-content-length", "5"),
            ("x-amz-sdk-checksum-algorithm", "CRC32"),
            ("x-amz-trailer", "x-amz-checksum-crc32"),
            ("content-encoding", "aws-chunked"),
            ("content-length", length.as_str()),
        ];
        send(&cloud, Method::PUT, "/first/k", &headers, &body).await
    };
    let (status, _, text) = put("AAAAAA==").await;
    assert!(
        status == 400 && text.contains("BadDigest"),
        "{status} {text}"
    );
    assert_eq!(
        bucket.code("GetObject", json!({"Key": "k"})).await,
        "NoSuchKey"
    );
    let (status, headers, text) = put("NhCmhg==").await;
    assert_eq!(
        (status, &headers["x-amz-checksum-crc32"]),
        (200, &"NhCmhg==".parse().unwrap()),
        "{text}"
    );
    assert_eq!(bucket.get("k").await, "hello");
    let head = bucket.ok("HeadObject", json!({"Key": "k"})).await;
    assert!(head.get("ContentEncoding").is_none());
}

#[tokio::test]
async fn lengths() {
    let (cloud, bucket) = open_to_all().await;
    let (status, _, text) = send(&cloud, Method::PUT, "/first/k", &[], "x").await;
    assert!(
        status == 411 && text.contains("MissingContentLength"),
        "{status} {text}"
    );
    let large = [("content-length", "5368709121")];
    let (status, _, text) = send(&cloud, Method::PUT, "/first/k", &large, "x").await;
    assert!(
        status == 400 && text.contains("EntityTooLarge"),
        "{status} {text}"
    );
    let short = [("content-length", "2")];
    let (status, _, text) = send(&cloud, Method::PUT, "/first/k", &short, "x").await;
    assert!(
        status == 400 && text.contains("IncompleteBody"),
        "{status} {text}"
    );
    let algorithm = [
        ("content-length", "1"),
        ("x-amz-sdk-checksum-algorithm", "CRC32"),
    ];
    let (status, _, text) = send(&cloud, Method::PUT, "/first/k", &algorithm, "x").await;
    assert!(
        status == 400 && text.contains("InvalidRequest"),
        "{status} {text}"
    );
    assert_eq!(bucket.ok("ListObjectsV2", json!({})).await["KeyCount"], 0);
}

#[tokio::test]
async fn s3_1_an_object_is_reached_by_its_url() {
    let (cloud, bucket) = open_to_all().await;
    bucket.put("a b/하", "hello").await;
    let (status, headers, text) = send(
        &cloud,
        Method::GET,
        "/first/a%20b/%ED%95%98",
        &[("range", "bytes=1-2")],
        "",
    )
    .await;
    assert_eq!((status, text.as_str()), (206, "el"));
    assert_eq!(headers["content-range"], "bytes 1-2/5");
    assert_eq!(headers["content-length"], "2");
    let (status, headers, text) =
        send(&cloud, Method::HEAD, "/first/a%20b/%ED%95%98", &[], "").await;
    assert_eq!(
        (status, text.as_str(), &headers["content-length"]),
        (200, "", &"5".parse().unwrap())
    );
    let (status, _, text) = send(&cloud, Method::GET, "/first/none", &[], "").await;
    assert!(status == 404 && text.contains("<Key>none</Key>"), "{text}");
    let etag = [("if-none-match", "\"5d41402abc4b2a76b9719d911017c592\"")];
    let (status, headers, text) =
        send(&cloud, Method::GET, "/first/a%20b/%ED%95%98", &etag, "").await;
    assert_eq!(
        (status, text.as_str(), headers.contains_key("etag")),
        (304, "", true)
    );
}
