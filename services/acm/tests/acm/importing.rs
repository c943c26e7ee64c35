//! Certificates of somebody's own.

use crate::cloud::*;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_testkit::text;
use serde_json::json;

#[tokio::test(start_paused = true)]
async fn acm_1_imported_certificates_are_told_of_and_not_renewed() {
    let world = world().await;
    let url = ears(&world).await;
    let own = Own::make(1, "own.example.com", 50, None, now(&world));
    let made = world.ok("ImportCertificate", own.import()).await;
    let arn = text(&made["CertificateArn"]);
    let shown = detail(&world, &arn).await;
    assert_eq!(
        (&shown["Type"], &shown["Status"]),
        (&json!("IMPORTED"), &json!("ISSUED"))
    );
    assert_eq!(shown["DomainName"], "own.example.com");
    assert_eq!(shown["RenewalEligibility"], "INELIGIBLE");
    assert_eq!(shown["KeyAlgorithm"], "EC_prime256v1");
    world.seconds(1).await;
    let said = heard(&world, &url).await;
    assert_eq!(said.len(), 1);
    assert_eq!(said[0]["detail"]["Action"], "IMPORT");
    // Two days of those 45, once a day.
    world.seconds(7 * 86_400).await;
    let said = heard(&world, &url).await;
    let kind = "ACM Certificate Approaching Expiration";
    assert!(said.len() >= 2 && said.iter().all(|event| event["detail-type"] == kind));
    assert_eq!(said[0]["resources"], json!([arn]));
    assert_eq!(said[0]["detail"]["CommonName"], "own.example.com");
    let refused = world
        .refusal("RenewCertificate", json!({"CertificateArn": arn}))
        .await;
    assert!(refused.starts_with("ValidationException"), "{refused}");
    // The same ARN, with another certificate.
    let next = Own::make(2, "own.example.com", 365, None, now(&world));
    let mut again = next.import();
    again["CertificateArn"] = json!(arn);
    world.ok("ImportCertificate", again).await;
    let got = world
        .ok("GetCertificate", json!({"CertificateArn": arn}))
        .await;
    assert_eq!(got["Certificate"], json!(next.pem));
    world.seconds(1).await;
    heard(&world, &url).await;
    world.seconds(60 * 86_400).await;
    assert_eq!(heard(&world, &url).await.len(), 0);
    assert_eq!(status(&world, &arn).await, "ISSUED");
    world.seconds(320 * 86_400).await;
    assert_eq!(status(&world, &arn).await, "EXPIRED");
    let export = json!({"CertificateArn": arn, "Passphrase": "c2VjcmV0"});
    let refused = world.refusal("ExportCertificate", export).await;
    assert!(
        refused.contains("is not a private certificate"),
        "{refused}"
    );
    world
        .ok("DeleteCertificate", json!({"CertificateArn": arn}))
        .await;
    let refused = world
        .refusal("DescribeCertificate", json!({"CertificateArn": arn}))
        .await;
    assert!(
        refused.starts_with("ResourceNotFoundException"),
        "{refused}"
    );
}

#[tokio::test(start_paused = true)]
async fn what_does_not_belong_together_is_refused() {
    let world = world().await;
    let at = now(&world);
    let top = Own::make(1, "top", 1_000, None, at);
    let leaf = Own::make(2, "leaf.example.com", 100, Some(&top), at);
    let other = Own::make(3, "other", 100, None, at);
    let b64 = |text: &str| json!(BASE64_STANDARD.encode(text));
    let refused = async |change: &dyn Fn(&mut serde_json::Value)| {
        let mut input = leaf.import();
        change(&mut input);
        world.refusal("ImportCertificate", input).await
    };
    for (change, said) in [
        (
            &(|_: &mut serde_json::Value| {}) as &dyn Fn(&mut serde_json::Value),
            "Provided certificate is not a valid self signed. Please provide either a valid self-signed certificate or certificate chain.",
        ),
        (
            &|input| input["CertificateChain"] = b64(&other.pem),
            "Could not validate the certificate with the certificate chain.",
        ),
        (
            &|input| input["PrivateKey"] = b64(&other.key_pem()),
            "The certificate and the private key do not match.",
        ),
        (
            &|input| input["PrivateKey"] = b64("nonsense"),
            "Unable to parse key. Please ensure the key is in PEM format.",
        ),
        (
            &|input| input["Certificate"] = b64("nonsense"),
            "Unable to parse certificate. Please ensure the certificate is in PEM format.",
        ),
        (
            &|input| input["Certificate"] = b64(&format!("{}\n{}", leaf.pem, top.pem)),
            "The certificate field contains more than one certificate. You can specify only one certificate in this field.",
        ),
    ] {
        let wanted = format!("ValidationException: {said}");
        assert_eq!(refused(change).await, wanted);
    }
    let mut good = leaf.import();
    good["CertificateChain"] = b64(&top.pem);
    let arn = text(&world.ok("ImportCertificate", good).await["CertificateArn"]);
    let got = world
        .ok("GetCertificate", json!({"CertificateArn": arn}))
        .await;
    assert_eq!(got["CertificateChain"], json!(top.pem));
}

#[tokio::test(start_paused = true)]
async fn lists_tags_and_what_an_account_says() {
    let world = world().await;
    for seed in 1..4 {
        let own = Own::make(seed, "own.example.com", 50, None, now(&world));
        world.ok("ImportCertificate", own.import()).await;
    }
    let all = world.ok("ListCertificates", json!({})).await;
    assert_eq!(all["CertificateSummaryList"], json!([]));
    let keys = json!({"Includes": {"keyTypes": ["EC_prime256v1"]}, "MaxItems": 2});
    let some = world.ok("ListCertificates", keys).await;
    assert_eq!(
        some["CertificateSummaryList"].as_array().map(Vec::len),
        Some(2)
    );
    let rest = json!({
        "Includes": {"keyTypes": ["EC_prime256v1"]}, "NextToken": some["NextToken"],
    });
    let rest = world.ok("ListCertificates", rest).await;
    assert_eq!(
        rest["CertificateSummaryList"].as_array().map(Vec::len),
        Some(1)
    );
    let none = json!({
        "Includes": {"keyTypes": ["EC_prime256v1"]}, "CertificateStatuses": ["EXPIRED"],
    });
    let none = world.ok("ListCertificates", none).await;
    assert_eq!(none["CertificateSummaryList"], json!([]));
    let arn = some["CertificateSummaryList"][0]["CertificateArn"].clone();
    let tag = json!({"CertificateArn": arn, "Tags": [{"Key": "a", "Value": "1"}, {"Key": "b"}]});
    world.ok("AddTagsToCertificate", tag).await;
    let untag = json!({"ResourceArn": arn, "TagKeys": ["b"]});
    world.ok("UntagResource", untag).await;
    let tags = world
        .ok("ListTagsForCertificate", json!({"CertificateArn": arn}))
        .await;
    assert_eq!(tags["Tags"], json!([{"Key": "a", "Value": "1"}]));
    let days = async || {
        let got = world.ok("GetAccountConfiguration", json!({})).await;
        got["ExpiryEvents"]["DaysBeforeExpiry"].clone()
    };
    assert_eq!(days().await, 45);
    let put = json!({"ExpiryEvents": {"DaysBeforeExpiry": 10}, "IdempotencyToken": "t"});
    world.ok("PutAccountConfiguration", put).await;
    assert_eq!(days().await, 10);
}
