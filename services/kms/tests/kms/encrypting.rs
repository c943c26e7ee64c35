use crate::cloud::{World, b64, bytes, none, text, world};
use serde_json::{Value as Json, json};

async fn decrypt(world: &World, blob: &Json) -> Vec<u8> {
    let answer = world.ok("Decrypt", json!({"CiphertextBlob": blob})).await;
    bytes(&answer["Plaintext"])
}

/// KMS-2: what was locked is unlocked, by the same key alone.
#[tokio::test]
async fn kms_2_what_is_encrypted_is_decrypted() {
    let world = world().await;
    let (id, arn) = world.key(none()).await;
    let plain = b64(b"hello");
    let made = world
        .ok("Encrypt", json!({"KeyId": id, "Plaintext": plain}))
        .await;
    assert_eq!(
        (&made["KeyId"], &made["EncryptionAlgorithm"]),
        (&json!(arn), &json!("SYMMETRIC_DEFAULT"))
    );
    assert_eq!(decrypt(&world, &made["CiphertextBlob"]).await, b"hello");
    let (other, _) = world.key(none()).await;
    let input = json!({"CiphertextBlob": made["CiphertextBlob"], "KeyId": other});
    let refusal = world.refusal("Decrypt", input).await;
    assert!(refusal.starts_with("IncorrectKeyException"), "{refusal}");
    // The same again is other bytes.
    let again = world
        .ok("Encrypt", json!({"KeyId": id, "Plaintext": plain}))
        .await;
    assert_ne!(again["CiphertextBlob"], made["CiphertextBlob"]);
    // 4 KB, and not a byte more.
    let input = |size: usize| json!({"KeyId": id, "Plaintext": b64(&vec![7; size])});
    world.ok("Encrypt", input(4096)).await;
    let refusal = world.refusal("Encrypt", input(4097)).await;
    assert!(refusal.starts_with("ValidationException"), "{refusal}");
}

#[tokio::test]
async fn a_bent_ciphertext_is_refused_wherever_it_is_bent() {
    let world = world().await;
    let (id, _) = world.key(none()).await;
    let made = world
        .ok("Encrypt", json!({"KeyId": id, "Plaintext": b64(b"x")}))
        .await;
    let blob = bytes(&made["CiphertextBlob"]);
    for at in 0..blob.len() {
        let mut bent = blob.clone();
        bent[at] ^= 1;
        let refusal = world
            .refusal("Decrypt", json!({"CiphertextBlob": b64(&bent)}))
            .await;
        assert_eq!(refusal, "InvalidCiphertextException: ", "byte {at}");
    }
    for part in [&blob[..1], &blob[..blob.len() - 1]] {
        let refusal = world
            .refusal("Decrypt", json!({"CiphertextBlob": b64(part)}))
            .await;
        assert_eq!(refusal, "InvalidCiphertextException: ");
    }
}

#[tokio::test]
async fn the_encryption_context_must_be_the_same_in_any_order() {
    let world = world().await;
    let (id, _) = world.key(none()).await;
    let made = world
        .ok(
            "Encrypt",
            json!({"KeyId": id, "Plaintext": b64(b"x"), "EncryptionContext": {"a": "1", "b": "2"}}),
        )
        .await;
    let with = |context: Json| json!({"CiphertextBlob": made["CiphertextBlob"], "EncryptionContext": context});
    let answer = world.ok("Decrypt", with(json!({"b": "2", "a": "1"}))).await;
    assert_eq!(bytes(&answer["Plaintext"]), b"x");
    for context in [
        json!({}),
        json!({"a": "1"}),
        json!({"A": "1", "b": "2"}),
        json!({"a": "1", "b": "2", "c": ""}),
    ] {
        let refusal = world.refusal("Decrypt", with(context)).await;
        assert_eq!(refusal, "InvalidCiphertextException: ");
    }
    let moved = world
        .ok(
            "ReEncrypt",
            json!({"CiphertextBlob": made["CiphertextBlob"], "SourceEncryptionContext": {"a": "1", "b": "2"}, "DestinationKeyId": id}),
        )
        .await;
    assert_eq!(decrypt(&world, &moved["CiphertextBlob"]).await, b"x");
}

/// KMS-11: data keys leave, keys do not.
#[tokio::test]
async fn kms_11_data_keys() {
    let world = world().await;
    let (id, arn) = world.key(none()).await;
    for (asked, length) in [
        (json!({"KeySpec": "AES_256"}), 32),
        (json!({"KeySpec": "AES_128"}), 16),
        (json!({"NumberOfBytes": 1024}), 1024),
    ] {
        let mut input = asked;
        input["KeyId"] = json!(id);
        let made = world.ok("GenerateDataKey", input.clone()).await;
        let plain = bytes(&made["Plaintext"]);
        assert_eq!((plain.len(), &made["KeyId"]), (length, &json!(arn)));
        assert_eq!(decrypt(&world, &made["CiphertextBlob"]).await, plain);
        let hidden = world.ok("GenerateDataKeyWithoutPlaintext", input).await;
        assert_eq!(hidden["Plaintext"], Json::Null);
        assert_eq!(
            decrypt(&world, &hidden["CiphertextBlob"]).await.len(),
            length
        );
    }
    let refusal = world.refusal("GenerateDataKey", json!({"KeyId": id})).await;
    assert!(refusal.contains("Please specify either number of bytes or key spec."));
    let dry = json!({"KeyId": id, "KeySpec": "AES_256", "DryRun": true});
    let refusal = world.refusal("GenerateDataKey", dry).await;
    assert_eq!(
        refusal,
        "DryRunOperationException: The request would have succeeded, but the DryRun option is set."
    );
    let random = world
        .ok("GenerateRandom", json!({"NumberOfBytes": 9}))
        .await;
    assert_eq!(bytes(&random["Plaintext"]).len(), 9);
    let recipient =
        json!({"KeyEncryptionAlgorithm": "RSAES_OAEP_SHA_256", "AttestationDocument": "eA=="});
    let input = json!({"KeyId": id, "KeySpec": "AES_256", "Recipient": recipient});
    let refusal = world.refusal("GenerateDataKey", input).await;
    assert!(refusal.contains("Recipient"), "{refusal}");
}

/// KMS-6: a key works in its own Region only.
#[tokio::test]
async fn kms_6_another_region_knows_nothing_of_a_key() {
    let world = world().await;
    let (id, arn) = world.key(none()).await;
    let made = world
        .ok("Encrypt", json!({"KeyId": id, "Plaintext": b64(b"x")}))
        .await;
    let there = world.root.in_region("us-west-2");
    let decrypt = json!({"CiphertextBlob": made["CiphertextBlob"]});
    let refusal = crate::cloud::refusal(&there, "Decrypt", decrypt).await;
    assert_eq!(
        refusal,
        "AccessDeniedException: The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access."
    );
    let refusal =
        crate::cloud::refusal(&there, "DescribeKey", json!({"KeyId": text(&json!(arn))})).await;
    assert!(refusal.starts_with("NotFoundException"), "{refusal}");
}
