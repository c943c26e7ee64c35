//! Authorities and their states.

use crate::cloud::*;
use haneul_testkit::text;
use serde_json::json;

#[tokio::test(start_paused = true)]
async fn acm_1_a_root_becomes_active_by_its_own_certificate() {
    let world = world().await;
    let made = world
        .ok("CreateCertificateAuthority", root_input("root"))
        .await;
    let arn = text(&made["CertificateAuthorityArn"]);
    let which = json!({"CertificateAuthorityArn": arn});
    assert_eq!(status(&describe(&world, &arn).await), "CREATING");
    let early = world
        .refusal("GetCertificateAuthorityCsr", which.clone())
        .await;
    assert!(early.starts_with("RequestInProgressException"), "{early}");
    world.seconds(1).await;
    assert_eq!(status(&describe(&world, &arn).await), "PENDING_CERTIFICATE");
    let none = world
        .refusal("GetCertificateAuthorityCertificate", which.clone())
        .await;
    assert!(none.starts_with("InvalidStateException"), "{none}");
    let issue = issuing(&arn, &csr("a"), "EndEntityCertificate", 1);
    let refused = world.refusal("IssueCertificate", issue).await;
    assert_eq!(
        refused,
        "InvalidStateException: The certificate authority is not in a valid state for issuing certificates"
    );
    let csr = csr_of(&world, &arn).await;
    let made = world
        .ok(
            "IssueCertificate",
            issuing(&arn, &csr, "RootCACertificate", 3_650),
        )
        .await;
    let which_one = json!({
        "CertificateAuthorityArn": arn, "CertificateArn": made["CertificateArn"],
    });
    let early = world.refusal("GetCertificate", which_one.clone()).await;
    assert!(early.starts_with("RequestInProgressException"), "{early}");
    world.seconds(1).await;
    let own = text(&world.ok("GetCertificate", which_one).await["Certificate"]);
    import(&world, &arn, &own, "").await;
    let shown = describe(&world, &arn).await["CertificateAuthority"].clone();
    assert_eq!(shown["Status"], "ACTIVE");
    assert!(text(&shown["Serial"]).chars().all(|c| c.is_ascii_digit()));
    assert_eq!(
        shown["CertificateAuthorityConfiguration"]["Subject"]["CommonName"],
        "root"
    );
    let got = world.ok("GetCertificateAuthorityCertificate", which).await;
    assert_eq!(got["Certificate"], json!(own));
    assert_eq!(got.get("CertificateChain"), None);
    if let Some(openssl) = Openssl::find() {
        openssl.file("csr.pem", &csr);
        openssl.file("root.pem", &own);
        openssl.must(&["req", "-in", "csr.pem", "-verify", "-noout"]);
        openssl.must(&["verify", "-CAfile", "root.pem", "root.pem"]);
        let said = openssl.must(&["x509", "-in", "root.pem", "-noout", "-text"]);
        assert!(said.contains("Certificate Sign, CRL Sign"), "{said}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_key_signs_what_openssl_verifies() {
    let world = world().await;
    for (key, signing) in [
        ("RSA_2048", "SHA256WITHRSA"),
        ("EC_secp384r1", "SHA256WITHECDSA"),
        ("EC_secp521r1", "SHA256WITHECDSA"),
        ("EC_secp521r1", "SHA512WITHECDSA"),
    ] {
        let mut input = root_input(key);
        let configuration = &mut input["CertificateAuthorityConfiguration"];
        configuration["KeyAlgorithm"] = json!(key);
        configuration["SigningAlgorithm"] = json!(signing);
        let arn = authority(&world, input).await;
        let csr = csr_of(&world, &arn).await;
        let mut issue = issuing(&arn, &csr, "RootCACertificate", 30);
        issue["SigningAlgorithm"] = json!(signing);
        let (_, own, _) = issued(&world, issue).await;
        import(&world, &arn, &own, "").await;
        assert_eq!(status(&describe(&world, &arn).await), "ACTIVE");
        if let Some(openssl) = Openssl::find() {
            openssl.file("csr.pem", &csr);
            openssl.file("root.pem", &own);
            openssl.must(&["req", "-in", "csr.pem", "-verify", "-noout"]);
            openssl.must(&["verify", "-check_ss_sig", "-CAfile", "root.pem", "root.pem"]);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_made_is_refused_by_name() {
    let world = world().await;
    for (key, signing, code) in [
        ("ML_DSA_65", "ML_DSA_65", "NotImplemented"),
        ("SM2", "SM3WITHSM2", "NotImplemented"),
        ("RSA_2048", "SHA256WITHRSA_PSS", "NotImplemented"),
        ("RSA_2048", "SHA256WITHECDSA", "ValidationException"),
    ] {
        let mut input = root_input("x");
        let configuration = &mut input["CertificateAuthorityConfiguration"];
        configuration["KeyAlgorithm"] = json!(key);
        configuration["SigningAlgorithm"] = json!(signing);
        let refused = world.refusal("CreateCertificateAuthority", input).await;
        assert!(refused.starts_with(code), "{key}: {refused}");
    }
    let mut input = root_input("x");
    input["CertificateAuthorityConfiguration"]["Subject"]["CustomAttributes"] =
        json!([{"ObjectIdentifier": "2.5.4.3", "Value": "y"}]);
    let refused = world.refusal("CreateCertificateAuthority", input).await;
    assert!(refused.starts_with("InvalidArgsException"), "{refused}");
    for arn in [
        "arn:aws:acm-pca:us-east-1:111122223333:nothing/x",
        "arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/x",
    ] {
        let which = json!({"CertificateAuthorityArn": arn});
        let refused = world.refusal("DescribeCertificateAuthority", which).await;
        assert!(!refused.starts_with("Internal"), "{refused}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_makes_one_authority() {
    let world = world().await;
    let mut input = root_input("once");
    input["IdempotencyToken"] = json!("t");
    let one = world.ok("CreateCertificateAuthority", input.clone()).await;
    let two = world.ok("CreateCertificateAuthority", input.clone()).await;
    assert_eq!(one, two);
    world.seconds(301).await;
    let three = world.ok("CreateCertificateAuthority", input).await;
    assert_ne!(one, three);
    let all = world
        .ok("ListCertificateAuthorities", json!({"MaxResults": 1}))
        .await;
    assert_eq!(
        all["CertificateAuthorities"].as_array().map(Vec::len),
        Some(1)
    );
    let rest = json!({"NextToken": all["NextToken"]});
    let rest = world.ok("ListCertificateAuthorities", rest).await;
    assert_eq!(
        rest["CertificateAuthorities"].as_array().map(Vec::len),
        Some(1)
    );
}

#[tokio::test(start_paused = true)]
async fn a_deleted_authority_can_be_restored_for_a_while() {
    let world = world().await;
    let (arn, _) = root(&world, root_input("gone")).await;
    let which = json!({"CertificateAuthorityArn": arn});
    let refused = world
        .refusal("DeleteCertificateAuthority", which.clone())
        .await;
    assert!(refused.starts_with("InvalidStateException"), "{refused}");
    let disable = json!({"CertificateAuthorityArn": arn, "Status": "DISABLED"});
    world
        .ok("UpdateCertificateAuthority", disable.clone())
        .await;
    let delete = json!({"CertificateAuthorityArn": arn, "PermanentDeletionTimeInDays": 7});
    world.ok("DeleteCertificateAuthority", delete.clone()).await;
    assert_eq!(status(&describe(&world, &arn).await), "DELETED");
    world.seconds(6 * 86_400).await;
    world.ok("RestoreCertificateAuthority", which.clone()).await;
    assert_eq!(status(&describe(&world, &arn).await), "DISABLED");
    world.seconds(7 * 86_400).await;
    assert_eq!(status(&describe(&world, &arn).await), "DISABLED");
    world.ok("DeleteCertificateAuthority", delete).await;
    world.seconds(7 * 86_400 + 1).await;
    let refused = world.refusal("DescribeCertificateAuthority", which).await;
    assert!(
        refused.starts_with("ResourceNotFoundException"),
        "{refused}"
    );
}

#[tokio::test(start_paused = true)]
async fn others_may_what_policies_and_permissions_say() {
    let world = world().await;
    let (arn, _) = root(&world, root_input("shared")).await;
    let which = json!({"CertificateAuthorityArn": arn});
    let other = world.cloud.root_of("444455556666");
    let code = other
        .refusal("acm-pca", "DescribeCertificateAuthority", which.clone())
        .await;
    assert_eq!(code, "AccessDeniedException");
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"AWS": "444455556666"},
        "Action": "acm-pca:DescribeCertificateAuthority", "Resource": arn,
    }});
    let put = json!({"ResourceArn": arn, "Policy": policy.to_string()});
    world.ok("PutPolicy", put).await;
    other
        .must("acm-pca", "DescribeCertificateAuthority", which.clone())
        .await;
    let got = world.ok("GetPolicy", json!({"ResourceArn": arn})).await;
    assert_eq!(text(&got["Policy"]), policy.to_string());
    world.ok("DeletePolicy", json!({"ResourceArn": arn})).await;
    let refused = world
        .refusal("GetPolicy", json!({"ResourceArn": arn}))
        .await;
    assert!(
        refused.starts_with("ResourceNotFoundException"),
        "{refused}"
    );
    let permission = json!({
        "CertificateAuthorityArn": arn, "Principal": "acm.amazonaws.com",
        "Actions": ["IssueCertificate", "GetCertificate", "ListPermissions"],
    });
    world.ok("CreatePermission", permission.clone()).await;
    let again = world.refusal("CreatePermission", permission).await;
    assert!(
        again.starts_with("PermissionAlreadyExistsException"),
        "{again}"
    );
    let shown = world.ok("ListPermissions", which.clone()).await;
    assert_eq!(shown["Permissions"][0]["SourceAccount"], "111122223333");
    let gone = json!({"CertificateAuthorityArn": arn, "Principal": "acm.amazonaws.com"});
    world.ok("DeletePermission", gone).await;
    let shown = world.ok("ListPermissions", which).await;
    assert_eq!(shown["Permissions"], json!([]));
}

#[tokio::test(start_paused = true)]
async fn an_authority_expires_by_itself_and_wants_its_own_certificate() {
    let world = world().await;
    let arn = authority(&world, root_input("short")).await;
    let csr = csr_of(&world, &arn).await;
    let (_, own, _) = issued(&world, issuing(&arn, &csr, "RootCACertificate", 2)).await;
    let (other, _) = root(&world, root_input("other")).await;
    use base64::prelude::{BASE64_STANDARD, Engine};
    let wrong = json!({
        "CertificateAuthorityArn": other, "Certificate": BASE64_STANDARD.encode(&own),
    });
    let refused = world
        .refusal("ImportCertificateAuthorityCertificate", wrong)
        .await;
    assert!(
        refused.starts_with("CertificateMismatchException"),
        "{refused}"
    );
    let garbage = json!({"CertificateAuthorityArn": arn, "Certificate": "AAAA"});
    let refused = world
        .refusal("ImportCertificateAuthorityCertificate", garbage)
        .await;
    assert!(
        refused.starts_with("MalformedCertificateException"),
        "{refused}"
    );
    import(&world, &arn, &own, "").await;
    world.seconds(3 * 86_400).await;
    assert_eq!(status(&describe(&world, &arn).await), "EXPIRED");
    let issue = issuing(&arn, &crate::cloud::csr("a"), "EndEntityCertificate", 1);
    let refused = world.refusal("IssueCertificate", issue).await;
    assert!(refused.starts_with("InvalidStateException"), "{refused}");
}
