use crate::cloud::{none, text, world};
use haneul_testkit::{ACCOUNT, REGION};
use serde_json::json;

#[tokio::test]
async fn kms_1_a_key_is_made_shown_and_listed() {
    let world = world().await;
    let made = world
        .ok(
            "CreateKey",
            json!({"Description": "mine", "Tags": [{"TagKey": "team", "TagValue": "red"}]}),
        )
        .await;
    let metadata = &made["KeyMetadata"];
    let id = text(&metadata["KeyId"]);
    let arn = format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/{id}");
    assert_eq!(metadata["Arn"], arn);
    for (member, value) in [
        ("AWSAccountId", json!(ACCOUNT)),
        ("Enabled", json!(true)),
        ("Description", json!("mine")),
        ("KeyUsage", json!("ENCRYPT_DECRYPT")),
        ("KeyState", json!("Enabled")),
        ("Origin", json!("AWS_KMS")),
        ("KeyManager", json!("CUSTOMER")),
        ("KeySpec", json!("SYMMETRIC_DEFAULT")),
        ("CustomerMasterKeySpec", json!("SYMMETRIC_DEFAULT")),
        ("EncryptionAlgorithms", json!(["SYMMETRIC_DEFAULT"])),
        ("MultiRegion", json!(false)),
    ] {
        assert_eq!(metadata[member], value, "{member}");
    }
    let shown = world.ok("DescribeKey", json!({"KeyId": arn})).await;
    assert_eq!(&shown["KeyMetadata"], metadata);
    let listed = world.ok("ListKeys", none()).await;
    assert_eq!(listed["Keys"], json!([{"KeyId": id, "KeyArn": arn}]));
    let tags = world.ok("ListResourceTags", json!({"KeyId": id})).await;
    assert_eq!(tags["Tags"], json!([{"TagKey": "team", "TagValue": "red"}]));
    let policy = world.ok("GetKeyPolicy", json!({"KeyId": id})).await;
    assert!(text(&policy["Policy"]).contains("Enable IAM User Permissions"));
}

#[tokio::test]
async fn what_is_not_done_is_refused_by_name() {
    let world = world().await;
    for (input, name) in [
        (json!({"KeySpec": "SM2", "KeyUsage": "SIGN_VERIFY"}), "SM2"),
        (json!({"Origin": "AWS_CLOUDHSM"}), "custom key stores"),
        (json!({"CustomKeyStoreId": "cks-1"}), "custom key stores"),
        (
            json!({"KeySpec": "ML_KEM_768", "KeyUsage": "ENCAPSULATE_DECAPSULATE"}),
            "ML_KEM_768",
        ),
        (
            json!({"KeySpec": "RSA_2048", "KeyUsage": "SIGN_VERIFY", "Origin": "EXTERNAL"}),
            "asymmetric",
        ),
    ] {
        let refusal = world.refusal("CreateKey", input).await;
        assert!(refusal.starts_with("NotImplemented: "), "{refusal}");
        assert!(refusal.contains(name), "{refusal}");
    }
    let refusal = world
        .refusal("CreateCustomKeyStore", json!({"CustomKeyStoreName": "x"}))
        .await;
    assert!(refusal.contains("CreateCustomKeyStore"), "{refusal}");
    let wrong = json!({"KeySpec": "HMAC_256", "KeyUsage": "ENCRYPT_DECRYPT"});
    let refusal = world.refusal("CreateKey", wrong).await;
    assert!(refusal.starts_with("ValidationException"), "{refusal}");
    let unsaid = world
        .refusal("CreateKey", json!({"KeySpec": "ECC_NIST_P256"}))
        .await;
    assert!(
        unsaid.contains("You must specify a KeyUsage value"),
        "{unsaid}"
    );
}

#[tokio::test]
async fn keys_that_are_not_there() {
    let world = world().await;
    let gone = "11111111-2222-3333-4444-555555555555";
    let arn = format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/{gone}");
    for (id, refusal) in [
        (
            gone.to_owned(),
            format!("NotFoundException: Key '{arn}' does not exist"),
        ),
        (
            "x".to_owned(),
            "NotFoundException: Invalid keyId 'x'".to_owned(),
        ),
        (
            "alias/x".to_owned(),
            format!(
                "NotFoundException: Alias arn:aws:kms:{REGION}:{ACCOUNT}:alias/x is not found."
            ),
        ),
        (
            format!("arn:aws:kms:eu-west-9:{ACCOUNT}:key/{gone}"),
            "NotFoundException: Invalid arn eu-west-9".to_owned(),
        ),
    ] {
        assert_eq!(
            world.refusal("DescribeKey", json!({"KeyId": id})).await,
            refusal
        );
    }
}

/// KMS-10: a key can be disabled for a time.
#[tokio::test]
async fn kms_10_disabled_and_deleted_keys_do_nothing() {
    let world = world().await;
    let (id, arn) = world.key(none()).await;
    let encrypt = json!({"KeyId": id, "Plaintext": "aGVsbG8="});
    world.ok("Encrypt", encrypt.clone()).await;
    world.ok("DisableKey", json!({"KeyId": id})).await;
    let refusal = world.refusal("Encrypt", encrypt.clone()).await;
    assert_eq!(refusal, format!("DisabledException: {arn} is disabled."));
    world.ok("EnableKey", json!({"KeyId": id})).await;
    world.ok("Encrypt", encrypt.clone()).await;
    for days in [6, 31] {
        let input = json!({"KeyId": id, "PendingWindowInDays": days});
        let refusal = world.refusal("ScheduleKeyDeletion", input).await;
        assert!(refusal.starts_with("ValidationException"), "{refusal}");
    }
    let input = json!({"KeyId": id, "PendingWindowInDays": 7});
    let answer = world.ok("ScheduleKeyDeletion", input.clone()).await;
    assert_eq!(answer["KeyState"], "PendingDeletion");
    let refusal = world.refusal("Encrypt", encrypt.clone()).await;
    let pending = format!("KMSInvalidStateException: {arn} is pending deletion.");
    assert_eq!(refusal, pending);
    world.days(6).await;
    world.ok("CancelKeyDeletion", json!({"KeyId": id})).await;
    world.days(2).await;
    let shown = world.ok("DescribeKey", json!({"KeyId": id})).await;
    assert_eq!(shown["KeyMetadata"]["KeyState"], "Disabled");
    world.ok("ScheduleKeyDeletion", input).await;
    world.days(8).await;
    let refusal = world.refusal("DescribeKey", json!({"KeyId": id})).await;
    assert!(refusal.starts_with("NotFoundException"), "{refusal}");
    assert_eq!(world.ok("ListKeys", none()).await["Keys"], json!([]));
}
