use crate::help::{Bucket, bucket, bytes, send};
use haneul_testkit::TestCloud;
use http::{HeaderMap, Method};
use serde_json::{Value as Json, json};

/// A bucket that everyone may read, as a website.
async fn site(configuration: Json) -> (TestCloud, Bucket) {
    let (cloud, bucket) = bucket().await;
    bucket.ok("DeletePublicAccessBlock", json!({})).await;
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
        "Action": "s3:GetObject", "Resource": "arn:aws:s3:::first/*"}]});
    bucket
        .ok("PutBucketPolicy", json!({"Policy": policy.to_string()}))
        .await;
    bucket
        .ok(
            "PutBucketWebsite",
            json!({"WebsiteConfiguration": configuration}),
        )
        .await;
    (cloud, bucket)
}

fn lists_all() -> Json {
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
        "Action": ["s3:GetObject", "s3:ListBucket"],
        "Resource": ["arn:aws:s3:::first/*", "arn:aws:s3:::first"]}]});
    json!({"Policy": policy.to_string()})
}

const HOST: &str = "first.s3-website.us-east-1.localhost:4566";

async fn visit(cloud: &TestCloud, target: &str) -> (u16, HeaderMap, String) {
    send(cloud, Method::GET, target, &[("host", HOST)], "").await
}

fn pages() -> Json {
    json!({"IndexDocument": {"Suffix": "index.html"}, "ErrorDocument": {"Key": "error.html"}})
}

#[tokio::test]
async fn s3_8_index_and_error_documents() {
    let (cloud, bucket) = site(pages()).await;
    let html = |key: &str| json!({"Key": key, "ContentType": "text/html"});
    bucket.put_as(html("index.html"), "home").await;
    bucket.put_as(html("dir/index.html"), "inside").await;
    bucket.put_as(html("plain"), "plain").await;
    for (path, body) in [("/", "home"), ("/dir/", "inside"), ("/plain?q=1", "plain")] {
        let (status, headers, text) = visit(&cloud, path).await;
        assert_eq!((status, text.as_str()), (200, body));
        assert_eq!(headers["content-type"], "text/html");
        assert!(headers.contains_key("etag"));
    }
    let (status, headers, text) = visit(&cloud, "/dir").await;
    assert_eq!((status, text.as_str()), (302, ""));
    assert_eq!(headers["location"], "/dir/");
    // Who may not list is not told what is missing, and the error document is missing, too.
    let (status, headers, text) = visit(&cloud, "/none<").await;
    assert_eq!(status, 403);
    assert_eq!(headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(headers["x-amz-error-code"], "AccessDenied");
    assert!(text.contains("<title>403 Forbidden</title>"), "{text}");
    assert!(text.contains("Retrieve a Custom Error Document"), "{text}");
    bucket.put_as(html("error.html"), "sorry").await;
    bucket.ok("PutBucketPolicy", lists_all()).await;
    let (status, headers, text) = visit(&cloud, "/none").await;
    assert_eq!((status, text.as_str()), (404, "sorry"));
    assert_eq!(headers["x-amz-error-code"], "NoSuchKey");
    assert_eq!(headers["x-amz-error-detail-key"], "none");
    assert_eq!(headers["content-type"], "text/html");
    // Older websites have the region behind a dash.
    let old = [("host", "first.s3-website-us-east-1.amazonaws.com")];
    let (status, _, text) = send(&cloud, Method::GET, "/", &old, "").await;
    assert_eq!((status, text.as_str()), (200, "home"));
    // The other endpoint knows of no index.
    let (status, _, text) = send(&cloud, Method::GET, "/first/", &[], "").await;
    assert!(
        status == 200 && text.contains("<ListBucketResult"),
        "{text}"
    );
}

#[tokio::test]
async fn errors_are_pages() {
    let (cloud, bucket) = site(json!({"IndexDocument": {"Suffix": "i"}})).await;
    bucket.ok("PutBucketPolicy", lists_all()).await;
    let (status, _, text) = visit(&cloud, "/a%3Cb").await;
    assert_eq!(status, 404);
    for part in [
        "<h1>404 Not Found</h1>",
        "<li>Code: NoSuchKey</li>",
        "<li>Message: The specified key does not exist.</li>",
        "<li>Key: a&lt;b</li>",
        "<li>RequestId: ",
        "<li>HostId: ",
    ] {
        assert!(text.contains(part), "{text}");
    }
    for method in [Method::PUT, Method::POST, Method::DELETE, Method::OPTIONS] {
        let (status, _, text) = send(&cloud, method, "/x", &[("host", HOST)], "y").await;
        assert_eq!(status, 405);
        assert!(text.contains("Code: MethodNotAllowed"), "{text}");
    }
    for (host, status, code) in [
        ("none.s3-website.us-east-1.localhost", 404, "NoSuchBucket"),
        (
            "first.s3-website.eu-west-1.localhost",
            400,
            "IncorrectEndpoint",
        ),
    ] {
        let (got, _, text) = send(&cloud, Method::GET, "/", &[("host", host)], "").await;
        assert!(got == status && text.contains(code), "{got} {text}");
    }
    bucket.ok("DeleteBucketWebsite", json!({})).await;
    let (status, _, text) = visit(&cloud, "/").await;
    assert!(
        status == 404 && text.contains("NoSuchWebsiteConfiguration"),
        "{text}"
    );
    assert_eq!(
        bucket.code("GetBucketWebsite", json!({})).await,
        "NoSuchWebsiteConfiguration"
    );
}

#[tokio::test]
async fn browsers_ask_for_parts_and_for_news() {
    let (cloud, bucket) = site(pages()).await;
    bucket.put("index.html", bytes(100_000)).await;
    let (_, headers, _) = visit(&cloud, "/").await;
    let etag = headers["etag"].to_str().unwrap().to_owned();
    let ask = async |method: Method, name: &str, value: &str| {
        send(&cloud, method, "/", &[("host", HOST), (name, value)], "").await
    };
    let (status, _, text) = ask(Method::GET, "if-none-match", &etag).await;
    assert_eq!((status, text.as_str()), (304, ""));
    let modified = headers["last-modified"].to_str().unwrap();
    assert_eq!(ask(Method::GET, "if-modified-since", modified).await.0, 304);
    let (status, headers, text) = ask(Method::GET, "range", "bytes=0-9").await;
    assert_eq!((status, text.chars().count() <= 10), (206, true));
    assert_eq!(headers["content-range"], "bytes 0-9/100000");
    let (status, headers, text) = ask(Method::HEAD, "accept", "*/*").await;
    assert_eq!((status, text.as_str()), (200, ""));
    assert_eq!(headers["content-length"], "100000");
}

#[tokio::test]
async fn rules_redirect() {
    let rule =
        |condition: Json, redirect: Json| json!({"Condition": condition, "Redirect": redirect});
    let (cloud, bucket) = site(json!({"IndexDocument": {"Suffix": "i"}, "RoutingRules": [
        rule(json!({"KeyPrefixEquals": "docs/"}), json!({"ReplaceKeyPrefixWith": "documents/"})),
        rule(json!({"KeyPrefixEquals": "one/"}),
            json!({"ReplaceKeyWith": "all in one", "HttpRedirectCode": "307"})),
        rule(json!({"KeyPrefixEquals": "away"}),
            json!({"HostName": "a.example", "Protocol": "https"})),
        rule(json!({"HttpErrorCodeReturnedEquals": "404", "KeyPrefixEquals": "old/"}),
            json!({"HostName": "b.example", "ReplaceKeyPrefixWith": "r-", "HttpRedirectCode": "302"})),
    ]}))
    .await;
    bucket.ok("PutBucketPolicy", lists_all()).await;
    bucket.put("old/kept", "kept").await;
    let here = format!("http://{HOST}");
    for (path, status, location) in [
        (
            "/docs/a%20b?v=1",
            301,
            format!("{here}/documents/a%20b?v=1"),
        ),
        ("/one/x", 307, format!("{here}/all%20in%20one")),
        ("/away/x", 301, "https://a.example/away/x".to_owned()),
        ("/old/gone", 302, "http://b.example/r-gone".to_owned()),
    ] {
        let (got, headers, text) = visit(&cloud, path).await;
        assert_eq!((got, text.as_str()), (status, ""), "{path}");
        assert_eq!(headers["location"], *location);
    }
    assert_eq!(visit(&cloud, "/old/kept").await.2, "kept");
    assert_eq!(visit(&cloud, "/new/gone").await.0, 404);
    let all = json!({"RedirectAllRequestsTo": {"HostName": "c.example", "Protocol": "https"}});
    bucket
        .ok("PutBucketWebsite", json!({"WebsiteConfiguration": all}))
        .await;
    assert_eq!(bucket.ok("GetBucketWebsite", json!({})).await, all);
    let (status, headers, _) = visit(&cloud, "/x/y").await;
    assert_eq!(
        (status, headers["location"].as_bytes()),
        (301, &b"https://c.example/x/y"[..])
    );
}

#[tokio::test]
async fn objects_redirect() {
    let (cloud, bucket) = site(pages()).await;
    let to = |key: &str, to: &str| json!({"Key": key, "WebsiteRedirectLocation": to});
    bucket.put_as(to("a", "/b"), "x").await;
    let head = bucket.ok("HeadObject", json!({"Key": "a"})).await;
    assert_eq!(head["WebsiteRedirectLocation"], "/b");
    let (status, headers, _) = visit(&cloud, "/a").await;
    assert_eq!((status, headers["location"].as_bytes()), (301, &b"/b"[..]));
    let error = bucket.put_err(to("a", "b"), "x").await;
    assert_eq!(error.code, "InvalidRedirectLocation");
    // A copy goes its own way.
    bucket
        .ok("CopyObject", json!({"Key": "c", "CopySource": "first/a"}))
        .await;
    let head = bucket.ok("HeadObject", json!({"Key": "c"})).await;
    assert!(head.get("WebsiteRedirectLocation").is_none());
    bucket
        .ok(
            "CopyObject",
            json!({"Key": "a", "CopySource": "first/a", "WebsiteRedirectLocation": "/d"}),
        )
        .await;
    assert_eq!(visit(&cloud, "/a").await.1["location"], "/d");
    let id = bucket
        .ok("CreateMultipartUpload", to("m", "https://e.example"))
        .await["UploadId"]
        .clone();
    let part = json!({"Key": "m", "UploadId": id, "PartNumber": 1});
    let etag = bucket.send("UploadPart", part, "x").await.unwrap().output["ETag"].clone();
    bucket
        .ok(
            "CompleteMultipartUpload",
            json!({"Key": "m", "UploadId": id,
            "MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": etag}]}}),
        )
        .await;
    assert_eq!(visit(&cloud, "/m").await.1["location"], "https://e.example");
}

#[tokio::test]
async fn configurations_are_checked() {
    let (_cloud, bucket) = bucket().await;
    let rule = |rule: Json| json!({"IndexDocument": {"Suffix": "i"}, "RoutingRules": [rule]});
    let to = json!({"HostName": "a.example"});
    for (configuration, code, says) in [
        (
            json!({}),
            "InvalidArgument",
            "A value for IndexDocument Suffix must be provided",
        ),
        (
            json!({"IndexDocument": {"Suffix": "a/b"}}),
            "InvalidArgument",
            "not well formed",
        ),
        (
            json!({"IndexDocument": {"Suffix": "i"}, "RedirectAllRequestsTo": to}),
            "InvalidArgument",
            "cannot be provided in conjunction",
        ),
        (
            rule(json!({"Redirect": {"HttpRedirectCode": "200"}})),
            "InvalidRequest",
            "HTTP redirect code (200) is not valid",
        ),
        (
            rule(json!({"Condition": {"HttpErrorCodeReturnedEquals": "200"}, "Redirect": to})),
            "InvalidRequest",
            "HTTP error code (200) is not valid",
        ),
        (
            rule(json!({"Condition": {}, "Redirect": to})),
            "InvalidRequest",
            "Condition cannot be empty",
        ),
        (
            rule(json!({"Redirect": {"ReplaceKeyWith": "a", "ReplaceKeyPrefixWith": "b"}})),
            "InvalidRequest",
            "but not both",
        ),
        (
            rule(json!({"Redirect": {}})),
            "MalformedXML",
            "not well-formed",
        ),
        (
            rule(json!({"Redirect": {"Protocol": "ftp"}})),
            "MalformedXML",
            "not well-formed",
        ),
        (
            json!({"IndexDocument": {"Suffix": "i"},
            "RoutingRules": (0..51).map(|_| json!({"Redirect": to})).collect::<Vec<_>>()}),
            "InvalidRequest",
            "limited to 50",
        ),
    ] {
        let error = bucket
            .err(
                "PutBucketWebsite",
                json!({"WebsiteConfiguration": configuration}),
            )
            .await;
        assert_eq!(
            (error.code.as_ref(), error.status),
            (code, Some(400)),
            "{configuration}"
        );
        assert!(error.message.contains(says), "{}", error.message);
    }
}
