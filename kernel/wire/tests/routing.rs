//! Requests as AWS clients send them, routed over all models.

use haneul_wire::RequestHead;
use haneul_wire::route::{Host, Models, Route, RouteError, Site, Target, route};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

/// `METHOD path?query` with headers, one `name: value` a line; the last argument is a form.
fn ask(line: &str, headers: &str, form: &str) -> Result<Route, RouteError> {
    let (method, uri) = line.split_once(' ').unwrap();
    let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
    let mut map = HeaderMap::new();
    for line in headers.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let (name, value) = line.split_once(": ").unwrap();
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        map.insert(name, HeaderValue::from_str(value).unwrap());
    }
    if !form.is_empty() {
        let media = "application/x-www-form-urlencoded; charset=utf-8";
        map.insert("content-type", HeaderValue::from_static(media));
    }
    let head = RequestHead {
        method: &method.parse::<Method>().unwrap(),
        path,
        query,
        headers: &map,
    };
    route(&Models, &head, form.as_bytes())
}

fn signed(service: &str, region: &str) -> String {
    format!(
        "authorization: AWS4-HMAC-SHA256 Credential=AKID/20260101/{region}/{service}/aws4_request, \
         SignedHeaders=host, Signature=00"
    )
}

#[track_caller]
fn target(line: &str, headers: &str, form: &str) -> Target {
    match ask(line, headers, form) {
        Ok(Route::Operation(target)) => *target,
        other => panic!("{line}: {other:?}"),
    }
}

/// The operation as `model.Operation`.
#[track_caller]
fn operation(line: &str, headers: &str, form: &str) -> String {
    let found = target(line, headers, form);
    format!("{}.{}", found.model_id, found.operation.name)
}

#[track_caller]
fn s3(line: &str) -> String {
    let found = target(line, &signed("s3", "us-east-1"), "");
    assert_eq!(found.model_id, "s3", "{line}");
    found.operation.name.to_owned()
}

#[test]
fn targets_name_service_and_operation() {
    let sqs = "x-amz-target: AmazonSQS.SendMessage\ncontent-type: application/x-amz-json-1.0";
    assert_eq!(operation("POST /", sqs, ""), "sqs.SendMessage");
    let streams = "x-amz-target: DynamoDBStreams_20120810.ListStreams";
    assert_eq!(
        operation("POST /", streams, ""),
        "dynamodbstreams.ListStreams"
    );
    let unknown = ask("POST /", "x-amz-target: AmazonSQS.Nonsense", "");
    assert!(matches!(
        unknown,
        Err(RouteError::UnknownOperation { service: "sqs", .. })
    ));
    let nobody = ask("POST /", "x-amz-target: Nobody.Nothing", "");
    assert_eq!(
        nobody.unwrap_err(),
        RouteError::UnknownService("Nobody".to_owned())
    );
}

#[test]
fn actions_choose_among_services_of_one_name() {
    let ask = |service: &str, form: &str| operation("POST /", &signed(service, "us-east-1"), form);
    let elb = "elasticloadbalancing";
    let one = ask(elb, "Action=DescribeLoadBalancers&Version=2012-06-01");
    assert_eq!(one, "elb.DescribeLoadBalancers");
    let two = ask(elb, "Action=DescribeLoadBalancers&Version=2015-12-01");
    assert_eq!(two, "elbv2.DescribeLoadBalancers");
    let rds = ask("rds", "Action=DescribeDBInstances&Version=2014-10-31");
    assert_eq!(rds, "rds.DescribeDBInstances");
    let neptune = ask("rds", "Action=AddRoleToDBCluster&Version=2014-10-31");
    assert_eq!(neptune, "rds.AddRoleToDBCluster");
    assert_eq!(
        ask("ses", "Action=SendEmail&Version=2010-12-01"),
        "ses.SendEmail"
    );
    assert_eq!(
        ask("sqs", "Action=SendMessage&Version=2012-11-05"),
        "sqs.SendMessage"
    );
    assert_eq!(
        ask("ec2", "Action=RunInstances&Version=2016-11-15"),
        "ec2.RunInstances"
    );
}

#[test]
fn one_signing_name_many_protocols() {
    let mail = signed("ses", "us-east-1");
    assert_eq!(
        operation("POST /v2/email/outbound-emails", &mail, ""),
        "sesv2.SendEmail"
    );
    let metrics = format!(
        "{}\nsmithy-protocol: rpc-v2-cbor\ncontent-type: application/cbor",
        signed("monitoring", "us-east-1")
    );
    let line = "POST /service/GraniteServiceVersion20100801/operation/PutMetricData";
    assert_eq!(operation(line, &metrics, ""), "cloudwatch.PutMetricData");
    let account = format!(
        "{}\nhost: 123456789012.s3-control.us-east-1.amazonaws.com",
        signed("s3", "us-east-1")
    );
    let block = "GET /v20180820/configuration/publicAccessBlock";
    assert_eq!(
        operation(block, &account, ""),
        "s3control.GetPublicAccessBlock"
    );
}

#[test]
fn unsigned_requests() {
    let web = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15";
    assert_eq!(
        operation("POST /", "host: localhost:4566", web),
        "sts.AssumeRoleWithWebIdentity"
    );
    let confirm = "GET /?Action=ConfirmSubscription&Version=2010-03-31&Token=x&TopicArn=y";
    assert_eq!(
        operation(confirm, "host: sns.us-east-1.amazonaws.com", ""),
        "sns.ConfirmSubscription"
    );
    assert_eq!(
        operation("GET /bucket/key", "host: localhost:4566", ""),
        "s3.GetObject"
    );
    assert_eq!(
        operation("GET /", "host: s3.amazonaws.com", ""),
        "s3.ListBuckets"
    );
    let second = "GET /bucket/key?AWSAccessKeyId=AKID&Expires=1&Signature=x";
    assert_eq!(operation(second, "", ""), "s3.GetObject");
    assert_eq!(
        operation("GET /bucket/key", "authorization: AWS AKID:signature", ""),
        "s3.GetObject"
    );
    let presigned = "GET /b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256\
                     &X-Amz-Credential=AKID%2F20260101%2Feu-west-1%2Fs3%2Faws4_request";
    let found = target(presigned, "", "");
    assert_eq!(found.region.as_deref(), Some("eu-west-1"));
}

#[test]
fn lambda_paths() {
    let lambda = signed("lambda", "us-east-1");
    let ask = |line: &str| operation(line, &lambda, "");
    assert_eq!(ask("GET /2015-03-31/functions/"), "lambda.ListFunctions");
    assert_eq!(ask("GET /2015-03-31/functions"), "lambda.ListFunctions");
    assert_eq!(
        ask("POST /2015-03-31/functions/f/invocations"),
        "lambda.Invoke"
    );
    let arn = "arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Af";
    let found = target(&format!("GET /2015-03-31/functions/{arn}"), &lambda, "");
    assert_eq!(found.operation.name, "GetFunction");
    let name = found.labels.get("FunctionName");
    assert_eq!(
        name,
        Some("arn:aws:lambda:us-east-1:000000000000:function:f")
    );
    let wrong = super_ask("PATCH /2015-03-31/functions/f", &lambda);
    assert!(matches!(
        wrong,
        RouteError::MethodNotAllowed {
            service: "lambda",
            ..
        }
    ));
    let nowhere = super_ask("GET /nowhere/at/all", &lambda);
    assert!(matches!(
        nowhere,
        RouteError::UnknownOperation {
            service: "lambda",
            ..
        }
    ));
}

#[track_caller]
fn super_ask(line: &str, headers: &str) -> RouteError {
    ask(line, headers, "").unwrap_err()
}

#[test]
fn buckets_and_objects() {
    let cases = [
        ("GET /", "ListBuckets"),
        ("GET /b", "ListObjects"),
        ("GET /b/", "ListObjects"),
        ("GET /b?list-type=2&prefix=x", "ListObjectsV2"),
        ("GET /b?versions", "ListObjectVersions"),
        ("GET /b?uploads", "ListMultipartUploads"),
        ("GET /b?location", "GetBucketLocation"),
        ("GET /b?location=", "GetBucketLocation"),
        ("GET /b?lifecycle", "GetBucketLifecycleConfiguration"),
        ("PUT /b?lifecycle", "PutBucketLifecycleConfiguration"),
        ("PUT /b?notification", "PutBucketNotificationConfiguration"),
        ("GET /b?analytics&id=1", "GetBucketAnalyticsConfiguration"),
        ("GET /b?analytics", "ListBucketAnalyticsConfigurations"),
        ("PUT /b", "CreateBucket"),
        ("HEAD /b", "HeadBucket"),
        ("DELETE /b", "DeleteBucket"),
        ("DELETE /b?policy", "DeleteBucketPolicy"),
        ("POST /b?delete", "DeleteObjects"),
        ("PUT /b/k", "PutObject"),
        ("PUT /b/k?x-id=PutObject", "PutObject"),
        ("PUT /b/k?partNumber=1&uploadId=u", "UploadPart"),
        ("POST /b/k?uploads", "CreateMultipartUpload"),
        ("POST /b/k?uploadId=u", "CompleteMultipartUpload"),
        ("DELETE /b/k?uploadId=u", "AbortMultipartUpload"),
        ("DELETE /b/k", "DeleteObject"),
        ("DELETE /b/k?versionId=v", "DeleteObject"),
        ("GET /b/k?uploadId=u", "ListParts"),
        ("GET /b/k?tagging", "GetObjectTagging"),
        ("PUT /b/k?tagging", "PutObjectTagging"),
        ("GET /b/k?acl", "GetObjectAcl"),
        ("GET /b/k?attributes", "GetObjectAttributes"),
        ("POST /b/k?select&select-type=2", "SelectObjectContent"),
        ("POST /b/k?restore", "RestoreObject"),
        ("HEAD /b/k", "HeadObject"),
        ("GET /b/k?response-content-type=x&partNumber=1", "GetObject"),
    ];
    for (line, wanted) in cases {
        assert_eq!(s3(line), wanted, "{line}");
    }
}

#[test]
fn copies_are_told_by_their_source() {
    let copy = format!("{}\nx-amz-copy-source: /a/b", signed("s3", "us-east-1"));
    assert_eq!(operation("PUT /b/k", &copy, ""), "s3.CopyObject");
    let part = "PUT /b/k?partNumber=1&uploadId=u";
    assert_eq!(operation(part, &copy, ""), "s3.UploadPartCopy");
}

#[test]
fn a_subresource_with_a_wrong_method_is_refused() {
    let s3 = signed("s3", "us-east-1");
    for line in ["PUT /b?location", "PUT /b?versions", "POST /b/k?tagging"] {
        let error = super_ask(line, &s3);
        assert!(
            matches!(error, RouteError::MethodNotAllowed { service: "s3", .. }),
            "{line}"
        );
    }
}

#[test]
fn keys_are_exactly_what_was_meant() {
    let cases = [
        ("/b/a%2Fb", "a/b"),
        ("/b//a", "/a"),
        ("/b/a//b/", "a//b/"),
        ("/b/./a", "./a"),
        ("/b/../a", "../a"),
        ("/b/%2E%2E/a", "../a"),
        ("/b/a+b%2Bc%20d", "a+b+c d"),
        ("/b/%ED%95%98%EB%8A%98", "하늘"),
        ("/b/100%", "100%"),
        ("/b/a%3Fb", "a?b"),
    ];
    for (path, key) in cases {
        let found = target(&format!("GET {path}"), &signed("s3", "us-east-1"), "");
        assert_eq!(found.labels.get("Key"), Some(key), "{path}");
        assert_eq!(found.bucket.as_deref(), Some("b"), "{path}");
    }
    let hosted = format!("{}\nhost: b.s3.localhost:4566", signed("s3", "us-east-1"));
    let found = target("GET //a/b", &hosted, "");
    assert_eq!(found.labels.get("Key"), Some("/a/b"));
}

#[test]
fn buckets_in_hosts() {
    let hosts = [
        "my.bucket.s3.amazonaws.com",
        "my.bucket.s3.eu-west-1.amazonaws.com",
        "my.bucket.s3-eu-west-1.amazonaws.com",
        "my.bucket.s3.dualstack.eu-west-1.amazonaws.com",
        "my.bucket.s3-accelerate.amazonaws.com",
        "my.bucket.s3-accelerate.dualstack.amazonaws.com",
        "my.bucket.s3.cn-north-1.amazonaws.com.cn",
        "my.bucket.s3.localhost.localstack.cloud:4566",
        "my.bucket.s3.eu-west-1.localhost.localstack.cloud:4566",
        "my.bucket.s3.localhost:4566",
    ];
    for host in hosts {
        let found = target("GET /?list-type=2", &format!("host: {host}"), "");
        assert_eq!(found.operation.name, "ListObjectsV2", "{host}");
        assert_eq!(found.bucket.as_deref(), Some("my.bucket"), "{host}");
    }
}

#[test]
fn hosts_say_service_and_region() {
    let cases = [
        ("sqs.eu-west-1.amazonaws.com", "sqs", Some("eu-west-1")),
        ("eu-west-1.queue.amazonaws.com", "sqs", Some("eu-west-1")),
        ("queue.amazonaws.com", "sqs", None),
        ("iam.amazonaws.com", "iam", None),
        ("s3-us-west-2.amazonaws.com", "s3", Some("us-west-2")),
        (
            "ec2-fips.us-gov-west-1.amazonaws.com",
            "ec2",
            Some("us-gov-west-1"),
        ),
        ("lambda.us-east-1.api.aws", "lambda", Some("us-east-1")),
        (
            "sqs.us-east-1.localhost.localstack.cloud:4566",
            "sqs",
            Some("us-east-1"),
        ),
        ("sqs.localhost", "sqs", None),
    ];
    for (host, service, region) in cases {
        let found = Host::parse(host);
        assert_eq!(found.service.as_deref(), Some(service), "{host}");
        assert_eq!(found.region.as_deref(), region, "{host}");
    }
    for host in [
        "localhost:4566",
        "127.0.0.1:4566",
        "[::1]:4566",
        "example.com",
        "",
    ] {
        assert_eq!(Host::parse(host), Host::default(), "{host}");
    }
}

#[test]
fn sites() {
    let site = |line: &str, headers: &str| match ask(line, headers, "") {
        Ok(Route::Site(site)) => site,
        other => panic!("{other:?}"),
    };
    let region = Some("us-east-1".to_owned());
    let bucket = "b".to_owned();
    for host in [
        "b.s3-website-us-east-1.amazonaws.com",
        "b.s3-website.us-east-1.amazonaws.com",
    ] {
        let wanted = Site::Website {
            bucket: bucket.clone(),
            region: region.clone(),
        };
        assert_eq!(site("GET /", &format!("host: {host}")), wanted);
    }
    let wanted = Site::FunctionUrl {
        id: "abc".to_owned(),
        region: region.clone(),
    };
    assert_eq!(
        site("GET /", "host: abc.lambda-url.us-east-1.on.aws"),
        wanted
    );
    let local = "host: abc.lambda-url.us-east-1.localhost.localstack.cloud:4566";
    assert_eq!(site("GET /", local), wanted);
    let wanted = Site::ExecuteApi {
        id: "abc".to_owned(),
        region,
    };
    assert_eq!(
        site("GET /", "host: abc.execute-api.us-east-1.amazonaws.com"),
        wanted
    );
    let wanted = Site::Ocsp {
        region: Some("us-east-1".to_owned()),
    };
    let host = "host: ocsp.acm-pca.us-east-1.amazonaws.com";
    assert_eq!(site("POST /", host), wanted);
    assert_eq!(site("GET /MFAw", host), wanted);
    let wanted = Site::CertificateApproval {
        token: "abc".to_owned(),
    };
    assert_eq!(site("GET /CertificateApproval-abc", ""), wanted);
    let form = "content-type: multipart/form-data; boundary=x";
    assert_eq!(
        site("POST /b", form),
        Site::FormUpload {
            bucket: bucket.clone()
        }
    );
    assert!(matches!(site("OPTIONS /b/k", ""), Site::Preflight { .. }));
}
