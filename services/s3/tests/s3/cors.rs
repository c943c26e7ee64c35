use crate::help::{bucket, send};
use http::Method;
use serde_json::json;

fn rules(rules: serde_json::Value) -> serde_json::Value {
    json!({"CORSConfiguration": {"CORSRules": rules}})
}

#[tokio::test]
async fn rules_are_kept_and_checked() {
    let (_cloud, bucket) = bucket().await;
    let wanted = json!([
        {"ID": "a", "AllowedOrigins": ["https://*.example"], "AllowedMethods": ["GET", "PUT"],
         "AllowedHeaders": ["x-amz-*"], "ExposeHeaders": ["ETag"], "MaxAgeSeconds": 60},
        {"AllowedOrigins": ["*"], "AllowedMethods": ["HEAD"]},
    ]);
    bucket.ok("PutBucketCors", rules(wanted.clone())).await;
    let kept = bucket.ok("GetBucketCors", json!({})).await;
    assert_eq!(kept["CORSRules"], wanted);
    let rule = |name: &str, value: serde_json::Value| {
        let mut rule = json!({"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]});
        rule[name] = value;
        rules(json!([rule]))
    };
    let many: Vec<_> = (0..101)
        .map(|_| json!({"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]}))
        .collect();
    for (input, code, says) in [
        (rules(json!([])), "MalformedXML", "not well-formed"),
        (rules(json!(many)), "InvalidRequest", "limit of 100 rules"),
        (
            rule("AllowedMethods", json!(["PATCH"])),
            "InvalidRequest",
            "Unsupported method is PATCH",
        ),
        (
            rule("AllowedOrigins", json!(["*a*"])),
            "InvalidRequest",
            "AllowedOrigin \"*a*\" can not",
        ),
        (
            rule("AllowedHeaders", json!(["*a*"])),
            "InvalidRequest",
            "AllowedHeader \"*a*\" can not",
        ),
        (
            rule("ExposeHeaders", json!(["x-*"])),
            "InvalidRequest",
            "contains wildcard",
        ),
    ] {
        let error = bucket.err("PutBucketCors", input).await;
        assert_eq!((error.code.as_ref(), error.status), (code, Some(400)));
        assert!(error.message.contains(says), "{}", error.message);
    }
    bucket.ok("DeleteBucketCors", json!({})).await;
    bucket.ok("DeleteBucketCors", json!({})).await;
    assert_eq!(
        bucket.code("GetBucketCors", json!({})).await,
        "NoSuchCORSConfiguration"
    );
}

#[tokio::test]
async fn browsers_ask_before() {
    let (cloud, bucket) = bucket().await;
    let ask = async |target: &str, headers: &[(&str, &str)]| {
        send(&cloud, Method::OPTIONS, target, headers, "").await
    };
    let get = [
        ("origin", "https://a.example"),
        ("access-control-request-method", "GET"),
    ];
    let (status, _, text) = ask("/first/k", &get).await;
    assert_eq!(status, 403);
    for part in [
        "<Code>AccessForbidden</Code>",
        "CORSResponse: CORS is not enabled for this bucket.",
        "<Method>GET</Method>",
        "<ResourceType>OBJECT</ResourceType>",
    ] {
        assert!(text.contains(part), "{text}");
    }
    let (_, _, text) = ask("/none", &get).await;
    assert!(text.contains("Bucket not found"), "{text}");
    bucket
        .ok(
            "PutBucketCors",
            rules(
                json!([{"AllowedOrigins": ["https://*.example"], "AllowedMethods": ["GET", "PUT"],
                "AllowedHeaders": ["x-amz-*"], "ExposeHeaders": ["ETag", "x-amz-version-id"],
                "MaxAgeSeconds": 60},
                {"AllowedOrigins": ["*"], "AllowedMethods": ["DELETE"]}]),
            ),
        )
        .await;
    let with = |header: &'static str, value: &'static str| {
        let mut headers = get.to_vec();
        headers.retain(|(name, _)| *name != header);
        headers.push((header, value));
        headers
    };
    let asked = "access-control-request-headers";
    let (status, headers, text) = ask("/first/k", &with(asked, "x-amz-date, X-Amz-Acl")).await;
    assert_eq!((status, text.as_str()), (200, ""));
    for (name, value) in [
        ("access-control-allow-origin", "https://a.example"),
        ("access-control-allow-methods", "GET, PUT"),
        ("access-control-allow-headers", "x-amz-date, x-amz-acl"),
        ("access-control-expose-headers", "ETag, x-amz-version-id"),
        ("access-control-max-age", "60"),
        ("access-control-allow-credentials", "true"),
    ] {
        assert_eq!(headers[name], value);
    }
    let (status, headers, _) =
        ask("/first", &with("access-control-request-method", "DELETE")).await;
    assert_eq!(status, 200);
    assert_eq!(headers["access-control-allow-origin"], "*");
    assert!(!headers.contains_key("access-control-allow-credentials"));
    for (headers, status, says) in [
        (
            with(asked, "authorization"),
            403,
            "This CORS request is not allowed",
        ),
        (
            with("origin", "https://a.test"),
            403,
            "This CORS request is not allowed",
        ),
        (
            with("access-control-request-method", "HEAD"),
            403,
            "<ResourceType>BUCKET",
        ),
        (
            with("access-control-request-method", "PATCH"),
            400,
            "Invalid Access-Control-Request-Method: PATCH",
        ),
        (get[1..].to_vec(), 400, "Origin request header needed"),
        (
            get[..1].to_vec(),
            400,
            "Invalid Access-Control-Request-Method: null",
        ),
    ] {
        let (got, _, text) = ask("/first", &headers).await;
        assert!(got == status && text.contains(says), "{got} {text}");
    }
    // The name may be in the host.
    let mut hosted = get.to_vec();
    hosted.push(("host", "first.s3.localhost:4566"));
    assert_eq!(ask("/k", &hosted).await.0, 200);
}

#[tokio::test]
async fn answers_say_who_may_read_them() {
    let (cloud, bucket) = bucket().await;
    bucket
        .ok(
            "PutBucketCors",
            rules(
                json!([{"AllowedOrigins": ["https://a.example"], "AllowedMethods": ["GET"],
                "ExposeHeaders": ["ETag"]}]),
            ),
        )
        .await;
    let header = "access-control-allow-origin";
    let get =
        async |origin: &str| send(&cloud, Method::GET, "/first/k", &[("origin", origin)], "").await;
    // Refusals say it, too, or the page could not tell why.
    let (status, headers, _) = get("https://a.example").await;
    assert_eq!(
        (status, headers[header].as_bytes()),
        (403, &b"https://a.example"[..])
    );
    assert_eq!(headers["access-control-expose-headers"], "ETag");
    assert!(headers["vary"].to_str().unwrap().contains("Origin"));
    let (_, headers, _) = get("https://b.example").await;
    assert!(!headers.contains_key(header));
    let (_, headers, _) = send(&cloud, Method::GET, "/first/k", &[], "").await;
    assert!(!headers.contains_key(header));
}
