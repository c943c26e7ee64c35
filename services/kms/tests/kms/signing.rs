use crate::cloud::{World, b64, bytes, text, world};
use serde_json::{Value as Json, json};

/// Every kind that signs, with its algorithms.
const SIGNING: [(&str, &[&str]); 9] = [
    (
        "RSA_2048",
        &[
            "RSASSA_PKCS1_V1_5_SHA_256",
            "RSASSA_PKCS1_V1_5_SHA_384",
            "RSASSA_PKCS1_V1_5_SHA_512",
            "RSASSA_PSS_SHA_256",
            "RSASSA_PSS_SHA_384",
            "RSASSA_PSS_SHA_512",
        ],
    ),
    ("ECC_NIST_P256", &["ECDSA_SHA_256"]),
    ("ECC_NIST_P384", &["ECDSA_SHA_384"]),
    ("ECC_NIST_P521", &["ECDSA_SHA_512"]),
    ("ECC_SECG_P256K1", &["ECDSA_SHA_256"]),
    (
        "ECC_NIST_EDWARDS25519",
        &["ED25519_SHA_512", "ED25519_PH_SHA_512"],
    ),
    ("ML_DSA_44", &["ML_DSA_SHAKE_256"]),
    ("ML_DSA_65", &["ML_DSA_SHAKE_256"]),
    ("ML_DSA_87", &["ML_DSA_SHAKE_256"]),
];

fn digest(algorithm: &str, message: &[u8]) -> Option<Vec<u8>> {
    use sha2::{Digest, Sha256, Sha384, Sha512};
    match algorithm {
        "ED25519_PH_SHA_512" => Some(Sha512::digest(message).to_vec()),
        "ED25519_SHA_512" | "ML_DSA_SHAKE_256" => None,
        _ if algorithm.ends_with("256") => Some(Sha256::digest(message).to_vec()),
        _ if algorithm.ends_with("384") => Some(Sha384::digest(message).to_vec()),
        _ => Some(Sha512::digest(message).to_vec()),
    }
}

async fn sign_and_verify(world: &World, id: &str, algorithm: &str, kind: &str, message: &[u8]) {
    let input = json!({
        "KeyId": id, "Message": b64(message), "MessageType": kind, "SigningAlgorithm": algorithm,
    });
    let made = world.ok("Sign", input.clone()).await;
    let mut verify = input;
    verify["Signature"] = made["Signature"].clone();
    let answer = world.ok("Verify", verify.clone()).await;
    assert_eq!(answer["SignatureValid"], true, "{algorithm} {kind}");
    // A bent signature, and another message.
    let good = bytes(&made["Signature"]);
    for at in [0, good.len() / 2, good.len() - 1] {
        let mut bent = good.clone();
        bent[at] ^= 1;
        verify["Signature"] = json!(b64(&bent));
        let refusal = world.refusal("Verify", verify.clone()).await;
        assert_eq!(
            refusal, "KMSInvalidSignatureException: ",
            "{algorithm} {at}"
        );
    }
    let mut other = message.to_vec();
    other[0] ^= 1;
    verify["Signature"] = made["Signature"].clone();
    verify["Message"] = json!(b64(&other));
    let refusal = world.refusal("Verify", verify).await;
    assert_eq!(refusal, "KMSInvalidSignatureException: ", "{algorithm}");
}

#[tokio::test]
async fn every_kind_signs_and_verifies() {
    let world = world().await;
    for (spec, algorithms) in SIGNING {
        let (id, _) = world
            .key(json!({"KeySpec": spec, "KeyUsage": "SIGN_VERIFY"}))
            .await;
        let shown = world.ok("GetPublicKey", json!({"KeyId": id})).await;
        assert_eq!(shown["SigningAlgorithms"], json!(algorithms), "{spec}");
        for algorithm in algorithms {
            if *algorithm != "ED25519_PH_SHA_512" {
                sign_and_verify(&world, &id, algorithm, "RAW", b"a message").await;
            }
            if let Some(digest) = digest(algorithm, b"a message") {
                sign_and_verify(&world, &id, algorithm, "DIGEST", &digest).await;
                let mixed = *algorithm != "ED25519_PH_SHA_512";
                assert!(
                    !mixed || mixes(&world, &id, algorithm, &digest).await,
                    "{algorithm}"
                );
            }
        }
        if spec.starts_with("ML_DSA") {
            sign_and_verify(&world, &id, "ML_DSA_SHAKE_256", "EXTERNAL_MU", &[7; 64]).await;
        }
        let wrong = json!({"KeyId": id, "Message": "eA==", "SigningAlgorithm": "SM2DSA"});
        let refusal = world.refusal("Sign", wrong).await;
        assert!(refusal.starts_with("InvalidKeyUsageException"), "{refusal}");
    }
}

/// What was signed as a message verifies by its digest.
async fn mixes(world: &World, id: &str, algorithm: &str, digest: &[u8]) -> bool {
    let sign = json!({"KeyId": id, "Message": b64(b"a message"), "SigningAlgorithm": algorithm});
    let made = world.ok("Sign", sign).await;
    let verify = json!({
        "KeyId": id, "Message": b64(digest), "MessageType": "DIGEST",
        "SigningAlgorithm": algorithm, "Signature": made["Signature"],
    });
    world.ok("Verify", verify).await["SignatureValid"] == true
}

#[tokio::test]
async fn every_hmac() {
    let world = world().await;
    for (bits, length) in [(224, 28), (256, 32), (384, 48), (512, 64)] {
        let spec = format!("HMAC_{bits}");
        let algorithm = format!("HMAC_SHA_{bits}");
        let (id, _) = world
            .key(json!({"KeySpec": spec, "KeyUsage": "GENERATE_VERIFY_MAC"}))
            .await;
        let input = json!({"KeyId": id, "Message": b64(b"m"), "MacAlgorithm": algorithm});
        let made = world.ok("GenerateMac", input.clone()).await;
        assert_eq!(bytes(&made["Mac"]).len(), length);
        let mut verify = input;
        verify["Mac"] = made["Mac"].clone();
        assert_eq!(
            world.ok("VerifyMac", verify.clone()).await["MacValid"],
            true
        );
        let mut bent = bytes(&made["Mac"]);
        bent[3] ^= 1;
        verify["Mac"] = json!(b64(&bent));
        assert_eq!(
            world.refusal("VerifyMac", verify).await,
            "KMSInvalidMacException: "
        );
    }
}

#[tokio::test]
async fn rsa_encrypts_few_bytes() {
    let world = world().await;
    let (id, _) = world
        .key(json!({"KeySpec": "RSA_2048", "KeyUsage": "ENCRYPT_DECRYPT"}))
        .await;
    for (algorithm, room) in [("RSAES_OAEP_SHA_1", 214), ("RSAES_OAEP_SHA_256", 190)] {
        let input = |size: usize| json!({"KeyId": id, "Plaintext": b64(&vec![5; size]), "EncryptionAlgorithm": algorithm});
        let made = world.ok("Encrypt", input(room)).await;
        let blob = made["CiphertextBlob"].clone();
        let decrypt =
            json!({"KeyId": id, "CiphertextBlob": blob, "EncryptionAlgorithm": algorithm});
        let answer = world.ok("Decrypt", decrypt).await;
        assert_eq!(bytes(&answer["Plaintext"]), vec![5; room]);
        let refusal = world.refusal("Encrypt", input(room + 1)).await;
        assert!(
            refusal.contains("cannot encrypt data larger than"),
            "{refusal}"
        );
        let mut bent = bytes(&blob);
        bent[9] ^= 1;
        let decrypt =
            json!({"KeyId": id, "CiphertextBlob": b64(&bent), "EncryptionAlgorithm": algorithm});
        assert_eq!(
            world.refusal("Decrypt", decrypt).await,
            "InvalidCiphertextException: "
        );
    }
    let refusal = world
        .refusal("Encrypt", json!({"KeyId": id, "Plaintext": "eA=="}))
        .await;
    assert!(refusal.starts_with("InvalidKeyUsageException"), "{refusal}");
}

#[tokio::test]
async fn two_pairs_share_a_secret() {
    let world = world().await;
    for (spec, length) in [
        ("ECC_NIST_P256", 32),
        ("ECC_NIST_P384", 48),
        ("ECC_NIST_P521", 66),
    ] {
        let (mut ids, mut publics) = (Vec::new(), Vec::new());
        for _ in 0..2 {
            let (id, _) = world
                .key(json!({"KeySpec": spec, "KeyUsage": "KEY_AGREEMENT"}))
                .await;
            let shown = world.ok("GetPublicKey", json!({"KeyId": id})).await;
            publics.push(text(&shown["PublicKey"]));
            ids.push(id);
        }
        let mut secrets = Vec::new();
        for (id, public) in [(&ids[0], &publics[1]), (&ids[1], &publics[0])] {
            let input = json!({"KeyId": id, "KeyAgreementAlgorithm": "ECDH", "PublicKey": public});
            secrets.push(bytes(
                &world.ok("DeriveSharedSecret", input).await["SharedSecret"],
            ));
        }
        assert_eq!((secrets[0].len(), &secrets[0]), (length, &secrets[1]));
        let input = json!({"KeyId": ids[0], "KeyAgreementAlgorithm": "ECDH", "PublicKey": b64(b"no key at all")});
        let refusal = world.refusal("DeriveSharedSecret", input).await;
        assert!(refusal.starts_with("ValidationException"), "{refusal}");
    }
}

#[tokio::test]
async fn pairs_for_data() {
    let world = world().await;
    let (id, _) = world.key(json!({})).await;
    for spec in [
        "RSA_2048",
        "ECC_NIST_P256",
        "ECC_NIST_P384",
        "ECC_NIST_P521",
        "ECC_SECG_P256K1",
        "ECC_NIST_EDWARDS25519",
    ] {
        let input = json!({"KeyId": id, "KeyPairSpec": spec});
        let made = world.ok("GenerateDataKeyPair", input.clone()).await;
        let decrypt = json!({"CiphertextBlob": made["PrivateKeyCiphertextBlob"]});
        let opened = world.ok("Decrypt", decrypt).await;
        assert_eq!(opened["Plaintext"], made["PrivateKeyPlaintext"], "{spec}");
        let hidden = world.ok("GenerateDataKeyPairWithoutPlaintext", input).await;
        assert_eq!(hidden["PrivateKeyPlaintext"], Json::Null);
    }
}
