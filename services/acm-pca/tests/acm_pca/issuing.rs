//! What certificates say, and that they verify.

use crate::cloud::*;
use haneul_testkit::text;
use serde_json::json;

#[tokio::test(start_paused = true)]
async fn acm_1_a_chain_of_three_verifies() {
    let world = world().await;
    let (above, top) = root(&world, root_input("top")).await;
    let middle = subordinate(&world, &above, root_input("middle"), 1).await;
    let below = subordinate(&world, &middle, root_input("below"), 0).await;
    let too_deep = issuing(&below, &csr("x"), "SubordinateCACertificate_PathLen0", 1);
    let refused = world.refusal("IssueCertificate", too_deep).await;
    assert!(refused.starts_with("InvalidArgsException"), "{refused}");
    let input = issuing(&below, &csr("site.example.com"), "EndEntityCertificate", 30);
    let (arn, leaf, chain) = issued(&world, input).await;
    assert!(arn.starts_with(&format!("{below}/certificate/")));
    assert_eq!(chain.matches("BEGIN CERTIFICATE").count(), 3);
    assert!(chain.ends_with(&top));
    let Some(openssl) = Openssl::find() else {
        return;
    };
    openssl.file("top.pem", &top);
    openssl.file("chain.pem", &chain);
    openssl.file("leaf.pem", &leaf);
    let verify = |purpose: &str| {
        openssl.run(&[
            "verify",
            "-x509_strict",
            "-purpose",
            purpose,
            "-CAfile",
            "top.pem",
            "-untrusted",
            "chain.pem",
            "leaf.pem",
        ])
    };
    for purpose in ["sslserver", "sslclient"] {
        let (good, said) = verify(purpose);
        assert!(good, "{purpose}: {said}");
    }
    assert!(!verify("crlsign").0);
}

#[tokio::test(start_paused = true)]
async fn validity_ends_before_the_authority_does() {
    let world = world().await;
    let (arn, _) = root(&world, root_input("top")).await;
    let long = issuing(&arn, &csr("a"), "EndEntityCertificate", 3_651);
    assert_eq!(
        world.refusal("IssueCertificate", long).await,
        "ValidationException: The certificate validity specified exceeds the certificate authority validity"
    );
    let mut short_lived = root_input("short");
    short_lived["UsageMode"] = json!("SHORT_LIVED_CERTIFICATE");
    let (arn, _) = root(&world, short_lived).await;
    let eight = issuing(&arn, &csr("a"), "EndEntityCertificate", 8);
    let refused = world.refusal("IssueCertificate", eight).await;
    assert!(refused.starts_with("ValidationException"), "{refused}");
    issued(&world, issuing(&arn, &csr("a"), "EndEntityCertificate", 7)).await;
    for validity in [
        json!({"Type": "DAYS", "Value": i64::MAX}),
        json!({"Type": "END_DATE", "Value": 991399999999i64}),
        json!({"Type": "ABSOLUTE", "Value": 1}),
    ] {
        let mut input = issuing(&arn, &csr("a"), "EndEntityCertificate", 1);
        input["Validity"] = validity;
        let refused = world.refusal("IssueCertificate", input).await;
        assert!(refused.starts_with("ValidationException"), "{refused}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_callers_add_counts_after_the_template() {
    let world = world().await;
    let (arn, _) = root(&world, root_input("top")).await;
    let added = json!({
        "Subject": {"CommonName": "other.example.com", "Organization": "Added"},
        "Extensions": {
            "SubjectAlternativeNames": [
                {"DnsName": "other.example.com"}, {"IpAddress": "10.1.2.3"},
                {"Rfc822Name": "a@example.com"},
            ],
            "ExtendedKeyUsage": [{"ExtendedKeyUsageType": "CODE_SIGNING"}],
            "KeyUsage": {"NonRepudiation": true},
            "CertificatePolicies": [{"CertPolicyId": "1.2.3.4", "PolicyQualifiers": [
                {"PolicyQualifierId": "CPS", "Qualifier": {"CpsUri": "https://example.com/cps"}},
            ]}],
            "CustomExtensions": [{"ObjectIdentifier": "1.2.3.4.5", "Value": "BQA="}],
        },
    });
    let mut input = issuing(&arn, &csr("a"), "EndEntityCertificate", 1);
    input["ApiPassthrough"] = added.clone();
    let refused = world.refusal("IssueCertificate", input.clone()).await;
    assert!(refused.starts_with("InvalidArgsException"), "{refused}");
    input["TemplateArn"] = json!(template("EndEntityCertificate_APIPassthrough"));
    let (_, held, _) = issued(&world, input.clone()).await;
    input["TemplateArn"] = json!(template("BlankEndEntityCertificate_APIPassthrough"));
    let (_, blank, _) = issued(&world, input.clone()).await;
    input["TemplateArn"] = json!(template("NoSuchCertificate"));
    let refused = world.refusal("IssueCertificate", input).await;
    assert!(refused.starts_with("InvalidArgsException"), "{refused}");
    let Some(openssl) = Openssl::find() else {
        return;
    };
    openssl.file("held.pem", held);
    openssl.file("blank.pem", blank);
    let shown = |file: &str| openssl.must(&["x509", "-in", file, "-noout", "-text"]);
    let (held, blank) = (shown("held.pem"), shown("blank.pem"));
    for said in [&held, &blank] {
        for part in [
            "O = Added, CN = other.example.com",
            "DNS:other.example.com, IP Address:10.1.2.3, email:a@example.com",
            "Policy: 1.2.3.4",
            "CPS: https://example.com/cps",
            "1.2.3.4.5",
        ] {
            let found = said.contains(part) || said.contains(&part.replace(" = ", "="));
            assert!(found, "{part}: {said}");
        }
    }
    assert!(held.contains("TLS Web Server Authentication"), "{held}");
    assert!(!held.contains("Code Signing"), "{held}");
    assert!(blank.contains("Code Signing"), "{blank}");
    assert!(blank.contains("Non Repudiation"), "{blank}");
}

#[tokio::test(start_paused = true)]
async fn requests_are_verified_and_tokens_known() {
    let world = world().await;
    let (arn, _) = root(&world, root_input("top")).await;
    let good = csr("a");
    for bad in [
        String::new(),
        "not a request".to_owned(),
        good.replace("REQUEST", "NOTHING"),
        format!("{good}\n{good}"),
    ] {
        let mut input = issuing(&arn, &bad, "EndEntityCertificate", 1);
        if bad.is_empty() {
            input["Csr"] = json!("AAAA");
        }
        let refused = world.refusal("IssueCertificate", input).await;
        assert!(refused.starts_with("MalformedCSRException"), "{refused}");
    }
    let mut input = issuing(&arn, &good, "EndEntityCertificate", 1);
    input["IdempotencyToken"] = json!("t");
    let one = world.ok("IssueCertificate", input.clone()).await;
    let two = world.ok("IssueCertificate", input.clone()).await;
    assert_eq!(one, two);
    input["Validity"]["Value"] = json!(2);
    let refused = world.refusal("IssueCertificate", input).await;
    assert!(refused.starts_with("InvalidArgsException"), "{refused}");
    let foreign = json!({
        "CertificateAuthorityArn": arn,
        "CertificateArn": format!("{}x/certificate/00", text(&json!(arn))),
    });
    let refused = world.refusal("GetCertificate", foreign).await;
    assert!(refused.starts_with("InvalidArnException"), "{refused}");
}
