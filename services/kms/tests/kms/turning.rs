use crate::cloud::{World, b64, bytes, none, ok, refusal, text, world};
use serde_json::{Value as Json, json};
use std::time::Duration;

async fn rotations(world: &World, id: &str) -> Vec<String> {
    let listed = world.ok("ListKeyRotations", json!({"KeyId": id})).await;
    let all = listed["Rotations"].as_array().unwrap().iter();
    all.map(|one| text(&one["RotationType"])).collect()
}

/// KMS-3: keys rotate on their period; what was encrypted before still decrypts.
#[tokio::test]
async fn kms_3_a_key_rotates_and_old_ciphertexts_decrypt() {
    let world = world().await;
    let (id, _) = world.key(none()).await;
    let encrypt = json!({"KeyId": id, "Plaintext": b64(b"old")});
    let old = world.ok("Encrypt", encrypt.clone()).await;
    for days in [89, 2561] {
        let input = json!({"KeyId": id, "RotationPeriodInDays": days});
        let refusal = world.refusal("EnableKeyRotation", input).await;
        assert!(refusal.starts_with("ValidationException"), "{refusal}");
    }
    world
        .ok(
            "EnableKeyRotation",
            json!({"KeyId": id, "RotationPeriodInDays": 2560}),
        )
        .await;
    world
        .ok(
            "EnableKeyRotation",
            json!({"KeyId": id, "RotationPeriodInDays": 90}),
        )
        .await;
    let status = world.ok("GetKeyRotationStatus", json!({"KeyId": id})).await;
    assert_eq!(
        (
            &status["KeyRotationEnabled"],
            &status["RotationPeriodInDays"]
        ),
        (&json!(true), &json!(90))
    );
    world.days(91).await;
    assert_eq!(rotations(&world, &id).await, ["AUTOMATIC"]);
    world.days(90).await;
    assert_eq!(rotations(&world, &id).await.len(), 2);
    world.ok("RotateKeyOnDemand", json!({"KeyId": id})).await;
    let again = world
        .refusal("RotateKeyOnDemand", json!({"KeyId": id}))
        .await;
    assert!(again.starts_with("ConflictException"), "{again}");
    world.cloud.advance(Duration::from_secs(120)).await;
    assert_eq!(
        rotations(&world, &id).await,
        ["AUTOMATIC", "AUTOMATIC", "ON_DEMAND"]
    );
    let new = world.ok("Encrypt", encrypt).await;
    let mut materials = Vec::new();
    for blob in [&old, &new] {
        let input = json!({"CiphertextBlob": blob["CiphertextBlob"]});
        let opened = world.ok("Decrypt", input).await;
        assert_eq!(bytes(&opened["Plaintext"]), b"old");
        assert_eq!(opened["KeyId"], new["KeyId"]);
        materials.push(text(&opened["KeyMaterialId"]));
    }
    assert_ne!(materials[0], materials[1]);
    world.ok("DisableKeyRotation", json!({"KeyId": id})).await;
    world.days(100).await;
    assert_eq!(rotations(&world, &id).await.len(), 3);
    let (pair, _) = world
        .key(json!({"KeySpec": "ECC_NIST_P256", "KeyUsage": "SIGN_VERIFY"}))
        .await;
    let refusal = world
        .refusal("EnableKeyRotation", json!({"KeyId": pair}))
        .await;
    assert!(
        refusal.starts_with("UnsupportedOperationException"),
        "{refusal}"
    );
}

#[tokio::test]
async fn a_key_is_rotated_on_demand_so_often_and_no_more() {
    let world = world().await;
    let (id, _) = world.key(none()).await;
    for _ in 0..25 {
        world.ok("RotateKeyOnDemand", json!({"KeyId": id})).await;
        world.cloud.advance(Duration::from_secs(61)).await;
    }
    let refusal = world
        .refusal("RotateKeyOnDemand", json!({"KeyId": id}))
        .await;
    assert!(refusal.starts_with("LimitExceededException"), "{refusal}");
}

/// KMS-7: one key in several Regions.
#[tokio::test]
async fn kms_7_a_key_of_many_regions() {
    let world = world().await;
    let (id, arn) = world.key(json!({"MultiRegion": true})).await;
    assert!(id.starts_with("mrk-"));
    let made = world
        .ok("Encrypt", json!({"KeyId": id, "Plaintext": b64(b"x")}))
        .await;
    let there = world.root.in_region("eu-west-1");
    let replica = world
        .ok(
            "ReplicateKey",
            json!({"KeyId": id, "ReplicaRegion": "eu-west-1"}),
        )
        .await;
    let metadata = &replica["ReplicaKeyMetadata"];
    assert_eq!(metadata["KeyId"], json!(id));
    let configuration = &metadata["MultiRegionConfiguration"];
    assert_eq!(configuration["MultiRegionKeyType"], "REPLICA");
    assert_eq!(configuration["PrimaryKey"]["Arn"], json!(arn));
    let opened = ok(
        &there,
        "Decrypt",
        json!({"CiphertextBlob": made["CiphertextBlob"]}),
    )
    .await;
    assert_eq!(bytes(&opened["Plaintext"]), b"x");
    assert!(text(&opened["KeyId"]).contains(":eu-west-1:"));
    // Rotation goes to all.
    world.ok("RotateKeyOnDemand", json!({"KeyId": id})).await;
    world.cloud.advance(Duration::from_secs(61)).await;
    let made = world
        .ok("Encrypt", json!({"KeyId": id, "Plaintext": b64(b"y")}))
        .await;
    let opened = ok(
        &there,
        "Decrypt",
        json!({"CiphertextBlob": made["CiphertextBlob"]}),
    )
    .await;
    assert_eq!(bytes(&opened["Plaintext"]), b"y");
    // The primary moves; the old one cannot go before its replicas.
    let refused = refusal(
        &there,
        "UpdatePrimaryRegion",
        json!({"KeyId": id, "PrimaryRegion": "eu-west-1"}),
    )
    .await;
    assert!(
        refused.starts_with("UnsupportedOperationException"),
        "{refused}"
    );
    world
        .ok(
            "UpdatePrimaryRegion",
            json!({"KeyId": id, "PrimaryRegion": "eu-west-1"}),
        )
        .await;
    let shown = world.ok("DescribeKey", json!({"KeyId": id})).await;
    let configuration = &shown["KeyMetadata"]["MultiRegionConfiguration"];
    assert_eq!(configuration["MultiRegionKeyType"], "REPLICA");
    let waits = json!({"KeyId": id, "PendingWindowInDays": 7});
    let answer = ok(&there, "ScheduleKeyDeletion", waits.clone()).await;
    assert_eq!(answer["KeyState"], "PendingReplicaDeletion");
    world.ok("ScheduleKeyDeletion", waits).await;
    world.days(8).await;
    let shown = ok(&there, "DescribeKey", json!({"KeyId": id})).await;
    assert_eq!(shown["KeyMetadata"]["KeyState"], "PendingDeletion");
    world.days(8).await;
    refusal(&there, "DescribeKey", json!({"KeyId": id})).await;
}

fn wrapped(parameters: &Json, material: &[u8]) -> String {
    use rsa::pkcs8::DecodePublicKey;
    let public = rsa::RsaPublicKey::from_public_key_der(&bytes(&parameters["PublicKey"])).unwrap();
    let padding = rsa::Oaep::new::<sha2::Sha256>();
    b64(&public
        .encrypt(&mut rsa::rand_core::OsRng, padding, material)
        .unwrap())
}

pub async fn import(world: &World, id: &str, material: &[u8], more: Json) -> Result<Json, String> {
    let asked = json!({"KeyId": id, "WrappingAlgorithm": "RSAES_OAEP_SHA_256", "WrappingKeySpec": "RSA_2048"});
    let parameters = world.ok("GetParametersForImport", asked).await;
    let mut input = json!({
        "KeyId": id, "ImportToken": parameters["ImportToken"],
        "EncryptedKeyMaterial": wrapped(&parameters, material),
    });
    let more = more.as_object().unwrap().clone();
    input.as_object_mut().unwrap().extend(more);
    let answer = world.root.call("kms", "ImportKeyMaterial", input).await;
    answer.map_err(|error| error.to_string())
}

#[tokio::test]
async fn imported_material_comes_expires_and_comes_again() {
    let world = world().await;
    let (id, arn) = world.key(json!({"Origin": "EXTERNAL"})).await;
    let encrypt = json!({"KeyId": id, "Plaintext": b64(b"x")});
    let pending = format!("KMSInvalidStateException: {arn} is pending import.");
    assert_eq!(world.refusal("Encrypt", encrypt.clone()).await, pending);
    let until = world.cloud.cloud.clock.now().as_second() + 10 * 86_400;
    let expiring = json!({"ExpirationModel": "KEY_MATERIAL_EXPIRES", "ValidTo": until});
    import(&world, &id, &[3; 32], expiring).await.unwrap();
    let made = world.ok("Encrypt", encrypt.clone()).await;
    world.days(11).await;
    assert_eq!(world.refusal("Encrypt", encrypt.clone()).await, pending);
    let lasting = json!({"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"});
    // Only the same material comes back.
    let other = import(&world, &id, &[4; 32], lasting.clone())
        .await
        .unwrap_err();
    assert!(
        other.starts_with("IncorrectKeyMaterialException"),
        "{other}"
    );
    import(&world, &id, &[3; 32], lasting.clone())
        .await
        .unwrap();
    let opened = world
        .ok("Decrypt", json!({"CiphertextBlob": made["CiphertextBlob"]}))
        .await;
    assert_eq!(bytes(&opened["Plaintext"]), b"x");
    // More material waits for a rotation.
    let mut new = lasting.clone();
    new["ImportType"] = json!("NEW_KEY_MATERIAL");
    import(&world, &id, &[4; 32], new).await.unwrap();
    world.ok("RotateKeyOnDemand", json!({"KeyId": id})).await;
    world.cloud.advance(Duration::from_secs(61)).await;
    let input = json!({"KeyId": id, "IncludeKeyMaterial": "ALL_KEY_MATERIAL"});
    let listed = world.ok("ListKeyRotations", input).await;
    let states: Vec<_> = listed["Rotations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| text(&one["KeyMaterialState"]))
        .collect();
    assert_eq!(states, ["NON_CURRENT", "CURRENT"]);
    let opened = world
        .ok("Decrypt", json!({"CiphertextBlob": made["CiphertextBlob"]}))
        .await;
    assert_eq!(bytes(&opened["Plaintext"]), b"x");
    world
        .ok("DeleteImportedKeyMaterial", json!({"KeyId": id}))
        .await;
    assert_eq!(world.refusal("Encrypt", encrypt).await, pending);
    // Of our own keys nothing is imported.
    let (own, _) = world.key(none()).await;
    let asked = json!({"KeyId": own, "WrappingAlgorithm": "RSAES_OAEP_SHA_256", "WrappingKeySpec": "RSA_2048"});
    let refused = world.refusal("GetParametersForImport", asked).await;
    assert!(
        refused.starts_with("UnsupportedOperationException"),
        "{refused}"
    );
}

/// The documentation says that their status is false, and clients ask for it whatever a key is.
#[tokio::test]
async fn keys_that_do_not_rotate_say_so() {
    let world = world().await;
    for (spec, usage) in [
        ("ECC_NIST_P256", "SIGN_VERIFY"),
        ("HMAC_256", "GENERATE_VERIFY_MAC"),
    ] {
        let (id, _) = world.key(json!({"KeySpec": spec, "KeyUsage": usage})).await;
        let status = world.ok("GetKeyRotationStatus", json!({"KeyId": id})).await;
        assert_eq!(status["KeyRotationEnabled"], false);
        let refusal = world
            .refusal("EnableKeyRotation", json!({"KeyId": id}))
            .await;
        assert!(
            refusal.starts_with("UnsupportedOperationException"),
            "{refusal}"
        );
    }
}
