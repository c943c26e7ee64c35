//! Lists, OCSP, and reports.

use crate::cloud::*;
use haneul_pipeline::{Door, ReplyBody, Request, handle};
use haneul_testkit::{World, text};
use serde_json::{Value as Json, json};

pub async fn bucket(world: &World, name: &str) {
    world
        .client
        .must("s3", "CreateBucket", json!({"Bucket": name}))
        .await;
}

pub async fn let_in(world: &World, name: &str) {
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": "acm-pca.amazonaws.com"},
        "Action": ["s3:PutObject", "s3:PutObjectAcl", "s3:GetBucketAcl", "s3:GetBucketLocation"],
        "Resource": [format!("arn:aws:s3:::{name}"), format!("arn:aws:s3:::{name}/*")],
        "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}},
    }});
    let put = json!({"Bucket": name, "Policy": policy.to_string()});
    world.client.must("s3", "PutBucketPolicy", put).await;
}

pub fn with_list(name: &str) -> Json {
    let mut input = root_input("top");
    input["RevocationConfiguration"] = json!({
        "CrlConfiguration": {
            "Enabled": true, "ExpirationInDays": 7, "S3BucketName": name,
            "S3ObjectAcl": "BUCKET_OWNER_FULL_CONTROL",
        },
        "OcspConfiguration": {"Enabled": true},
    });
    input
}

async fn object(world: &World, bucket: &str, key: &str) -> Vec<u8> {
    let get = json!({"Bucket": bucket, "Key": key});
    let got = world.client.send("s3", "GetObject", get, None).await;
    got.unwrap().body.to_vec()
}

fn id_of(arn: &str) -> String {
    arn.rsplit('/').next().unwrap().to_owned()
}

/// The serial number in a certificate's ARN.
pub async fn revoke(world: &World, authority: &str, certificate: &str) {
    let serial = id_of(certificate);
    let pairs: Vec<String> = (0..serial.len() / 2)
        .map(|n| serial[2 * n..2 * n + 2].to_owned())
        .collect();
    let input = json!({
        "CertificateAuthorityArn": authority, "CertificateSerial": pairs.join(":"),
        "RevocationReason": "KEY_COMPROMISE",
    });
    world.ok("RevokeCertificate", input.clone()).await;
    let again = world.refusal("RevokeCertificate", input).await;
    assert!(
        again.starts_with("RequestAlreadyProcessedException"),
        "{again}"
    );
}

#[tokio::test(start_paused = true)]
async fn revoked_certificates_come_onto_the_list_in_the_bucket() {
    let world = world().await;
    bucket(&world, "lists").await;
    let refused = world
        .refusal("CreateCertificateAuthority", with_list("lists"))
        .await;
    assert_eq!(
        refused,
        "InvalidPolicyException: The ACM Private CA Service Principal 'acm-pca.amazonaws.com' requires 's3:GetBucketAcl' permissions for your S3 bucket 'lists'. Check your S3 bucket permissions and try again."
    );
    let_in(&world, "lists").await;
    let (arn, top) = root(&world, with_list("lists")).await;
    world.seconds(1).await;
    let key = format!("crl/{}.crl", id_of(&arn));
    let first = object(&world, "lists", &key).await;
    let input = issuing(&arn, &csr("bad"), "EndEntityCertificate", 2);
    let (bad, bad_pem, _) = issued(&world, input).await;
    let input = issuing(&arn, &csr("good"), "EndEntityCertificate", 30);
    let (_, good_pem, _) = issued(&world, input).await;
    revoke(&world, &arn, &bad).await;
    world.seconds(1).await;
    let second = object(&world, "lists", &key).await;
    assert_ne!(first, second);
    if let Some(openssl) = Openssl::find() {
        openssl.file("top.pem", &top);
        openssl.file("list.crl", &second);
        openssl.file("bad.pem", &bad_pem);
        openssl.file("good.pem", &good_pem);
        let crl = ["crl", "-inform", "DER", "-in", "list.crl"];
        let said = openssl.must(&[&crl[..], &["-CAfile", "top.pem", "-noout", "-text"]].concat());
        assert!(
            said.contains("verify OK") && said.contains("Key Compromise"),
            "{said}"
        );
        openssl.must(&[&crl[..], &["-out", "list.pem"]].concat());
        // Of the cloud's time, not of the machine's.
        let now = world.cloud.cloud.clock.now().as_second().to_string();
        let check = [
            "verify",
            "-attime",
            &now,
            "-crl_check",
            "-CAfile",
            "top.pem",
            "-CRLfile",
            "list.pem",
        ];
        openssl.must(&[&check[..], &["good.pem"]].concat());
        let (fine, said) = openssl.run(&[&check[..], &["bad.pem"]].concat());
        assert!(!fine && said.contains("certificate revoked"), "{said}");
        let said = openssl.must(&["x509", "-in", "good.pem", "-noout", "-text"]);
        let url = format!("URI:http://lists.s3.us-east-1.amazonaws.com/{key}");
        assert!(said.contains(&url), "{said}");
        assert!(said.contains("OCSP - URI:http://ocsp.acm-pca.us-east-1.amazonaws.com"));
    }
    // At half of its time it is written again; what is over is on it no more.
    world.seconds(4 * 86_400).await;
    let third = object(&world, "lists", &key).await;
    assert!(third.len() < second.len());
}

/// A question as it comes through the listener.
async fn ask(world: &World, question: &[u8]) -> Vec<u8> {
    use haneul_pipeline::RawBody;
    use http_body_util::{BodyExt, Full};
    let body: RawBody = Full::new(question.to_vec().into())
        .map_err(|never| match never {})
        .boxed();
    let mut headers = http::HeaderMap::new();
    headers.insert(
        "host",
        "ocsp.acm-pca.us-east-1.amazonaws.com".parse().unwrap(),
    );
    headers.insert("content-type", "application/ocsp-request".parse().unwrap());
    let request = Request {
        method: http::Method::POST,
        path: "/".to_owned(),
        query: String::new(),
        headers,
        authority: None,
        body,
        peer: Some("127.0.0.1".parse().unwrap()),
        door: Door::default(),
    };
    let answer = handle(&world.cloud.cloud, request).await;
    assert_eq!(answer.status, 200);
    match answer.body {
        ReplyBody::Full(bytes) => bytes.to_vec(),
        _ => panic!("an answer of OCSP is whole"),
    }
}

#[tokio::test(start_paused = true)]
async fn ocsp_says_what_was_revoked() {
    let world = world().await;
    bucket(&world, "lists").await;
    let_in(&world, "lists").await;
    let (arn, top) = root(&world, with_list("lists")).await;
    let input = issuing(&arn, &csr("site"), "EndEntityCertificate", 30);
    let (leaf_arn, leaf, _) = issued(&world, input).await;
    assert!(!ask(&world, b"nonsense").await.is_empty());
    let Some(openssl) = Openssl::find() else {
        return;
    };
    openssl.file("top.pem", &top);
    openssl.file("leaf.pem", &leaf);
    let question = openssl.file("question.der", "");
    openssl.must(&[
        "ocsp",
        "-issuer",
        "top.pem",
        "-cert",
        "leaf.pem",
        "-reqout",
        "question.der",
    ]);
    let question = std::fs::read(question).unwrap();
    let said = |answer: Vec<u8>| {
        openssl.file("answer.der", answer);
        // Of the cloud's time, not of the machine's.
        openssl.must(&[
            "ocsp",
            "-issuer",
            "top.pem",
            "-cert",
            "leaf.pem",
            "-CAfile",
            "top.pem",
            "-respin",
            "answer.der",
            "-validity_period",
            "4000000000",
            "-no_nonce",
        ])
    };
    let good = said(ask(&world, &question).await);
    assert!(
        good.contains("Response verify OK") && good.contains("leaf.pem: good"),
        "{good}"
    );
    revoke(&world, &arn, &leaf_arn).await;
    let revoked = said(ask(&world, &question).await);
    assert!(revoked.contains("leaf.pem: revoked"), "{revoked}");
    assert!(revoked.contains("keyCompromise"), "{revoked}");
}

#[tokio::test(start_paused = true)]
async fn reports_tell_all_that_was_issued() {
    let world = world().await;
    bucket(&world, "reports").await;
    let (arn, _) = root(&world, root_input("top")).await;
    let input = issuing(&arn, &csr("site"), "EndEntityCertificate", 30);
    let (leaf, ..) = issued(&world, input).await;
    revoke(&world, &arn, &leaf).await;
    let asked = |format: &str| {
        json!({
            "CertificateAuthorityArn": arn, "S3BucketName": "reports",
            "AuditReportResponseFormat": format,
        })
    };
    let status = async |made: &Json| {
        let which = json!({
            "CertificateAuthorityArn": arn, "AuditReportId": made["AuditReportId"],
        });
        let shown = world
            .ok("DescribeCertificateAuthorityAuditReport", which)
            .await;
        text(&shown["AuditReportStatus"])
    };
    let operation = "CreateCertificateAuthorityAuditReport";
    let made = world.ok(operation, asked("JSON")).await;
    assert_eq!(status(&made).await, "CREATING");
    world.seconds(1).await;
    assert_eq!(status(&made).await, "FAILED");
    let_in(&world, "reports").await;
    let made = world.ok(operation, asked("JSON")).await;
    world.seconds(1).await;
    assert_eq!(status(&made).await, "SUCCESS");
    let body = object(&world, "reports", &text(&made["S3Key"])).await;
    let entries: Vec<Json> = serde_json::from_slice(&body).unwrap();
    assert_eq!(entries.len(), 2);
    let of_leaf = entries
        .iter()
        .find(|e| e["certificateArn"] == json!(leaf))
        .unwrap();
    assert_eq!(of_leaf["revocationReason"], "KEY_COMPROMISE");
    let made = world.ok(operation, asked("CSV")).await;
    world.seconds(1).await;
    let body = object(&world, "reports", &text(&made["S3Key"])).await;
    assert_eq!(String::from_utf8(body).unwrap().lines().count(), 3);
}
