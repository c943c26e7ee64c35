use crate::help::{Bucket, bucket, send_bytes};
use base64::Engine;
use bytes::Bytes;
use haneul_testkit::TestCloud;
use http::{HeaderMap, Method};
use serde_json::json;
use std::time::Duration;

async fn open_to_all() -> (TestCloud, Bucket) {
    let (cloud, bucket) = bucket().await;
    bucket.ok("DeletePublicAccessBlock", json!({})).await;
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
        "Action": "s3:PutObject", "Resource": "arn:aws:s3:::first/*"}]});
    bucket
        .ok("PutBucketPolicy", json!({"Policy": policy.to_string()}))
        .await;
    (cloud, bucket)
}

fn body(fields: &[(&str, &str)], file: &[u8]) -> Bytes {
    let mut text = Vec::new();
    for (name, value) in fields {
        let part =
            format!("--line\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        text.extend(part.into_bytes());
    }
    let head = "--line\r\nContent-Disposition: form-data; name=\"file\"; filename=\"cat.txt\"\r\n\
        Content-Type: text/plain\r\n\r\n";
    text.extend_from_slice(head.as_bytes());
    text.extend_from_slice(file);
    text.extend_from_slice(b"\r\n--line--\r\n");
    text.into()
}

async fn post(cloud: &TestCloud, fields: &[(&str, &str)], file: &[u8]) -> (u16, HeaderMap, String) {
    let body = body(fields, file);
    let length = body.len().to_string();
    let headers = [
        ("content-type", "multipart/form-data; boundary=line"),
        ("content-length", length.as_str()),
    ];
    let (status, headers, body) = send_bytes(cloud, Method::POST, "/first", &headers, body).await;
    (status, headers, String::from_utf8_lossy(&body).into_owned())
}

/// The fields of a policy that a key nobody issued stands under: it is root of its account on
/// this machine.
fn signed(conditions: &serde_json::Value, expiration: &str) -> Vec<(String, String)> {
    let now = jiff::Timestamp::now();
    let date = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    let day = &date[..8];
    let credential = format!(
        "{}/{day}/us-east-1/s3/aws4_request",
        haneul_testkit::ACCOUNT
    );
    let mut all = conditions.as_array().unwrap().clone();
    all.push(json!({"x-amz-credential": credential}));
    all.push(json!({"x-amz-algorithm": "AWS4-HMAC-SHA256"}));
    all.push(json!({"x-amz-date": date}));
    let policy = json!({"expiration": expiration, "conditions": all}).to_string();
    let policy = base64::prelude::BASE64_STANDARD.encode(policy);
    [
        ("policy", policy),
        ("x-amz-credential", credential.clone()),
        ("x-amz-algorithm", "AWS4-HMAC-SHA256".to_owned()),
        ("x-amz-date", date.clone()),
        ("x-amz-signature", "0".repeat(64)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

fn in_an_hour() -> String {
    let end = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1);
    end.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[tokio::test]
async fn anyone_may_upload_where_the_bucket_lets_them() {
    let (cloud, bucket) = open_to_all().await;
    let fields = [
        ("key", "in/${filename}"),
        ("Content-Type", "image/png"),
        ("x-amz-meta-who", "me"),
    ];
    let (status, headers, text) = post(&cloud, &fields, b"meow\r\n--lin").await;
    assert_eq!((status, text.as_str()), (204, ""), "{text}");
    assert_eq!(
        headers["location"],
        "http://localhost:4566/first/in/cat.txt"
    );
    let got = bucket.get_as(json!({"Key": "in/cat.txt"})).await;
    assert_eq!(got.body, &b"meow\r\n--lin"[..]);
    assert_eq!(got.output["ContentType"], "image/png");
    assert_eq!(got.output["Metadata"]["who"], "me");
    assert_eq!(headers["etag"], got.output["ETag"].as_str().unwrap());
    let (status, _, text) = post(
        &cloud,
        &[("key", "a&b"), ("success_action_status", "201")],
        b"x",
    )
    .await;
    assert_eq!(status, 201);
    for part in [
        "<PostResponse>",
        "<Bucket>first</Bucket>",
        "<Key>a&amp;b</Key>",
        "<ETag>&quot;",
    ] {
        assert!(text.contains(part), "{text}");
    }
    let (status, _, _) = post(
        &cloud,
        &[("key", "k"), ("success_action_status", "200")],
        b"",
    )
    .await;
    assert_eq!(status, 200);
    assert_eq!(bucket.get("k").await, "");
    let to = [
        ("key", "k/1"),
        ("success_action_redirect", "http://a.example/done?x=1"),
    ];
    let (status, headers, _) = post(&cloud, &to, b"x").await;
    assert_eq!(status, 303);
    assert_eq!(
        headers["location"],
        "http://a.example/done?x=1&bucket=first&key=k%2F1&etag=%229dd4e461268c8034f5c8564e155c67a6%22"
    );
    // A file of several pieces.
    let large = crate::help::bytes(300_000);
    assert_eq!(post(&cloud, &[("key", "large")], &large).await.0, 204);
    assert_eq!(bucket.get("large").await, large);
    bucket.ok("DeleteBucketPolicy", json!({})).await;
    let (status, _, text) = post(&cloud, &[("key", "k")], b"x").await;
    assert!(status == 403 && text.contains("AccessDenied"), "{text}");
}

#[tokio::test]
async fn policies_of_forms() {
    let (cloud, bucket) = bucket().await;
    let conditions = json!([{"bucket": "first"}, ["starts-with", "$key", "mine/"],
        ["content-length-range", 2, 5]]);
    let signed = signed(&conditions, &in_an_hour());
    let send = async |key: &str, more: &[(&str, &str)], file: &[u8]| {
        let mut fields = vec![("key", key)];
        fields.extend(signed.iter().map(|(n, v)| (n.as_str(), v.as_str())));
        fields.extend(more);
        post(&cloud, &fields, file).await
    };
    let (status, _, text) = send("mine/${filename}", &[], b"12345").await;
    assert_eq!(status, 204, "{text}");
    assert_eq!(bucket.get("mine/cat.txt").await, "12345");
    for (key, more, file, status, says) in [
        (
            "theirs",
            vec![],
            &b"123"[..],
            403,
            "Invalid according to Policy: Policy Condition failed: [&quot;starts-with&quot;, &quot;$key&quot;, &quot;mine/&quot;]",
        ),
        (
            "mine/a",
            vec![("acl", "private")],
            b"123",
            403,
            "Invalid according to Policy: Extra input fields: acl",
        ),
        ("mine/a", vec![], b"123456", 400, "EntityTooLarge"),
        ("mine/a", vec![], b"1", 400, "EntityTooSmall"),
        (
            "",
            vec![],
            b"123",
            400,
            "User key must have a length greater than 0.",
        ),
    ] {
        let (got, _, text) = send(key, &more, file).await;
        let text = text.replace('"', "&quot;");
        assert!(got == status && text.contains(says), "{key}: {got} {text}");
        if key == "mine/a" {
            assert_eq!(
                bucket.code("GetObject", json!({"Key": key})).await,
                "NoSuchKey"
            );
        }
    }
    assert_eq!(send("mine/a", &[("x-ignore-me", "1")], b"12").await.0, 204);
    // It lives as long in the cloud's time as its maker meant.
    cloud.advance(Duration::from_secs(3_700)).await;
    let (status, _, text) = send("mine/b", &[], b"123").await;
    assert!(
        status == 403 && text.contains("Invalid according to Policy: Policy expired."),
        "{text}"
    );
}

#[tokio::test]
async fn what_is_no_upload() {
    let (cloud, _bucket) = open_to_all().await;
    let (status, _, text) = post(&cloud, &[("Content-Type", "a/b")], b"x").await;
    assert!(
        status == 400 && text.contains("must contain a field named 'key'"),
        "{text}"
    );
    let (status, _, text) = post(&cloud, &[("key", "k"), ("policy", "e30=")], b"x").await;
    assert!(status == 400 && text.contains("X-Amz-Algorithm"), "{text}");
    let (status, _, text) = post(&cloud, &[("key", "k"), ("tagging", "<Tagging/>")], b"x").await;
    assert!(status == 501 && text.contains("tags in forms"), "{text}");
    let headers = [("content-type", "multipart/form-data; boundary=line")];
    for (body, says) in [
        (&b"--line--\r\n"[..], "exactly one file"),
        (b"nothing", "MalformedPOSTRequest"),
        (
            b"--line\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk\r\n--line--\r\n",
            "exactly one file",
        ),
    ] {
        let body = Bytes::from_static(body);
        let (status, _, text) = send_bytes(&cloud, Method::POST, "/first", &headers, body).await;
        let text = String::from_utf8_lossy(&text);
        assert!(status == 400 && text.contains(says), "{text}");
    }
    // A file that breaks off is no file.
    let whole = body(&[("key", "cut")], b"12345");
    let cut = whole.slice(..whole.len() - 14);
    let (status, _, text) = send_bytes(&cloud, Method::POST, "/first", &headers, cut).await;
    assert_eq!(status, 400, "{text:?}");
}
