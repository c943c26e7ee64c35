//! Certificates that ACM issues.

use crate::cloud::*;
use haneul_testkit::text;
use serde_json::json;
use std::process::Command;

#[tokio::test(start_paused = true)]
async fn s100_a_certificate_by_dns_waits_for_its_record() {
    let world = world().await;
    let request = json!({
        "DomainName": "www.example.com", "SubjectAlternativeNames": ["*.www.example.com"],
        "ValidationMethod": "DNS", "IdempotencyToken": "once",
    });
    let made = world.ok("RequestCertificate", request.clone()).await;
    assert_eq!(made, world.ok("RequestCertificate", request).await);
    let arn = text(&made["CertificateArn"]);
    let shown = detail(&world, &arn).await;
    assert_eq!(shown["Status"], "PENDING_VALIDATION");
    let options = shown["DomainValidationOptions"].as_array().unwrap();
    assert_eq!(options.len(), 2);
    let record = &options[0]["ResourceRecord"];
    assert_eq!(record["Type"], "CNAME");
    assert!(text(&record["Name"]).ends_with(".www.example.com."));
    // A domain and all below it are proven by one record.
    assert_eq!(record, &options[1]["ResourceRecord"]);
    let refused = world
        .refusal("GetCertificate", json!({"CertificateArn": arn}))
        .await;
    assert!(
        refused.starts_with("RequestInProgressException"),
        "{refused}"
    );
    world.seconds(72 * 3_600 + 1).await;
    assert_eq!(status(&world, &arn).await, "VALIDATION_TIMED_OUT");
}

#[tokio::test(start_paused = true)]
async fn a_mail_is_caught_for_each_who_may_approve() {
    let world = world().await;
    let request = json!({
        "DomainName": "www.example.com", "ValidationMethod": "EMAIL",
        "DomainValidationOptions": [
            {"DomainName": "www.example.com", "ValidationDomain": "example.com"},
        ],
    });
    let made = world.ok("RequestCertificate", request).await;
    let arn = text(&made["CertificateArn"]);
    let sent = mails(&world);
    assert_eq!(sent.len(), 5);
    assert!(sent.iter().any(|mail| mail.to == "hostmaster@example.com"));
    let link = "http://localhost:4566/CertificateApproval-";
    assert!(sent.iter().all(|mail| mail.body.contains(link)));
    let again = json!({
        "CertificateArn": arn, "Domain": "www.example.com", "ValidationDomain": "example.com",
    });
    world.ok("ResendValidationEmail", again).await;
    assert_eq!(mails(&world).len(), 10);
    let wrong = json!({
        "DomainName": "www.example.com", "ValidationMethod": "EMAIL",
        "DomainValidationOptions": [
            {"DomainName": "www.example.com", "ValidationDomain": "example.org"},
        ],
    });
    let refused = world.refusal("RequestCertificate", wrong).await;
    assert!(
        refused.starts_with("InvalidDomainValidationOptionsException"),
        "{refused}"
    );
}

fn private(authority: &str) -> serde_json::Value {
    json!({
        "DomainName": "inside.example.com", "CertificateAuthorityArn": authority,
        "KeyAlgorithm": "EC_prime256v1",
    })
}

#[tokio::test(start_paused = true)]
async fn acm_1_private_certificates_are_issued_exported_and_renewed() {
    let world = world().await;
    let url = ears(&world).await;
    let authority = private_authority(&world).await;
    let made = world.ok("RequestCertificate", private(&authority)).await;
    let arn = text(&made["CertificateArn"]);
    world.seconds(2).await;
    let first = detail(&world, &arn).await;
    assert_eq!(
        (&first["Status"], &first["Type"]),
        (&json!("ISSUED"), &json!("PRIVATE"))
    );
    assert_eq!(first["RenewalEligibility"], "INELIGIBLE");
    let export = json!({"CertificateArn": arn, "Passphrase": "c2VjcmV0"});
    let exported = world.ok("ExportCertificate", export).await;
    assert_eq!(detail(&world, &arn).await["RenewalEligibility"], "ELIGIBLE");
    opens(
        &text(&exported["Certificate"]),
        &text(&exported["PrivateKey"]),
    );
    heard(&world, &url).await;
    // Without the authority's permission the renewal fails, and the old one goes on.
    world
        .ok("RenewCertificate", json!({"CertificateArn": arn}))
        .await;
    world.seconds(3).await;
    let shown = detail(&world, &arn).await;
    assert_eq!(shown["RenewalSummary"]["RenewalStatus"], "FAILED");
    assert_eq!(
        shown["RenewalSummary"]["RenewalStatusReason"],
        "PCA_ACCESS_DENIED"
    );
    assert_eq!(shown["NotAfter"], first["NotAfter"]);
    let permission = json!({
        "CertificateAuthorityArn": authority, "Principal": "acm.amazonaws.com",
        "Actions": ["IssueCertificate", "GetCertificate", "ListPermissions"],
    });
    of_pca(&world, "CreatePermission", permission).await;
    world.seconds(340 * 86_400).await;
    let shown = detail(&world, &arn).await;
    assert_eq!(shown["RenewalSummary"]["RenewalStatus"], "SUCCESS");
    assert_eq!(shown["CertificateArn"], json!(arn));
    assert!(shown["NotAfter"].as_f64() > first["NotAfter"].as_f64());
    assert_ne!(shown["Serial"], first["Serial"]);
    let said = heard(&world, &url).await;
    let renewed = said
        .iter()
        .filter(|event| event["detail"]["Action"] == "RENEWAL");
    assert_eq!(renewed.count(), 1);
}

/// The key opens by its passphrase, and is the certificate's.
fn opens(certificate: &str, key: &str) {
    assert!(key.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    let folder = tempfile::TempDir::new().unwrap();
    let run = |arguments: &[&str]| {
        let mut run = Command::new("openssl");
        let run = run.current_dir(folder.path()).args(arguments);
        let run = run.output().ok()?;
        run.status.success().then_some(run.stdout)
    };
    if run(&["version"]).is_none() {
        return;
    }
    std::fs::write(folder.path().join("key.pem"), key).unwrap();
    std::fs::write(folder.path().join("own.pem"), certificate).unwrap();
    let of_key = run(&[
        "pkey",
        "-in",
        "key.pem",
        "-passin",
        "pass:secret",
        "-pubout",
    ]);
    assert!(of_key.is_some());
    assert_eq!(
        of_key,
        run(&["x509", "-in", "own.pem", "-noout", "-pubkey"])
    );
    assert_eq!(
        run(&["pkey", "-in", "key.pem", "-passin", "pass:other", "-pubout"]),
        None
    );
}

#[tokio::test(start_paused = true)]
async fn whoever_may_not_use_an_authority_gets_none_of_its_certificates() {
    let world = world().await;
    let authority = private_authority(&world).await;
    let nowhere = format!("{authority}x");
    let made = world.ok("RequestCertificate", private(&nowhere)).await;
    let shown = detail(&world, &text(&made["CertificateArn"])).await;
    assert_eq!(shown["Status"], "FAILED");
    assert_eq!(shown["FailureReason"], "PCA_RESOURCE_NOT_FOUND");
    let other = world.cloud.root_of("444455556666");
    let made = other
        .must("acm", "RequestCertificate", private(&authority))
        .await;
    let which = json!({"CertificateArn": made["CertificateArn"]});
    let shown = other.must("acm", "DescribeCertificate", which).await;
    assert_eq!(shown["Certificate"]["FailureReason"], "PCA_ACCESS_DENIED");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_done_is_refused_by_name() {
    let world = world().await;
    for (member, value, code) in [
        ("ValidationMethod", json!("HTTP"), "NotImplemented"),
        ("ManagedBy", json!("CLOUDFRONT"), "NotImplemented"),
        (
            "KeyAlgorithm",
            json!("RSA_4096"),
            "InvalidParameterException",
        ),
        ("DomainName", json!("not a name"), "ValidationException"),
        ("SubjectAlternativeNames", json!(["a.example.com"]), ""),
    ] {
        let mut input = json!({"DomainName": "www.example.com", "ValidationMethod": "DNS"});
        input[member] = value;
        match code {
            "" => drop(world.ok("RequestCertificate", input).await),
            _ => {
                let refused = world.refusal("RequestCertificate", input).await;
                assert!(refused.starts_with(code), "{member}: {refused}");
            }
        }
    }
    for operation in ["SearchCertificates", "ListAcmeEndpoints"] {
        let refused = world.refusal(operation, json!({})).await;
        assert!(refused.starts_with("NotImplemented"), "{refused}");
    }
}
