//! How keys are used, and how long imported material lives.

use crate::cloud::{b64, world};
use crate::turning::import;
use haneul_testkit::metrics::measured;
use serde_json::json;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn cwt_4_uses_of_keys() {
    let world = world().await;
    let (one, one_arn) = world.key(json!({})).await;
    let (other, other_arn) = world.key(json!({})).await;
    let encrypt = json!({"KeyId": one, "Plaintext": b64(b"x")});
    let sealed = world.ok("Encrypt", encrypt.clone()).await;
    world.ok("Encrypt", encrypt).await;
    let blob = &sealed["CiphertextBlob"];
    world.ok("Decrypt", json!({"CiphertextBlob": blob})).await;
    let again = json!({"CiphertextBlob": blob, "DestinationKeyId": other});
    world.ok("ReEncrypt", again).await;
    world
        .refusal("Encrypt", json!({"KeyId": "none", "Plaintext": b64(b"x")}))
        .await;
    world.ok("DescribeKey", json!({"KeyId": one})).await;
    world.cloud.advance(Duration::from_secs(60)).await;
    let sum = async |of: &[(&str, &str)]| {
        measured(&world.cloud, 1, "AWS/KMS", "SuccessfulRequest", of)
            .await
            .sum
    };
    let of = |operation| [("KeyArn", one_arn.as_str()), ("Operation", operation)];
    assert_eq!(sum(&of("Encrypt")).await, 2.0);
    assert_eq!(sum(&of("Decrypt")).await, 1.0);
    assert_eq!(sum(&of("DescribeKey")).await, 0.0);
    assert_eq!(sum(&of("ReEncrypt")).await, 0.0);
    let both = [
        ("SourceKeyArn", one_arn.as_str()),
        ("DestinationKeyArn", other_arn.as_str()),
        ("Operation", "ReEncrypt"),
    ];
    assert_eq!(sum(&both).await, 1.0);
}

#[tokio::test(start_paused = true)]
async fn cwt_4_seconds_until_imported_material_expires() {
    let world = world().await;
    let (id, _) = world.key(json!({"Origin": "EXTERNAL"})).await;
    let until = world.cloud.cloud.clock.now().as_second() + 10 * 86_400;
    let expiring = json!({"ExpirationModel": "KEY_MATERIAL_EXPIRES", "ValidTo": until});
    import(&world, &id, &[3; 32], expiring).await.unwrap();
    let seen = async |hours| {
        let (name, of) = (
            "SecondsUntilKeyMaterialExpiration",
            [("KeyId", id.as_str())],
        );
        measured(&world.cloud, hours, "AWS/KMS", name, &of).await
    };
    world.days(1).await;
    let day = seen(1).await;
    assert!((day.least - 9.0 * 86_400.0).abs() < 60.0, "{day:?}");
    world.days(8).await;
    let last = seen(1).await;
    assert!((last.least - 86_400.0).abs() < 60.0, "{last:?}");
    // It expires, and nothing is said any more.
    world.days(2).await;
    assert_eq!(seen(1).await.samples, 0.0);
    let forever = json!({"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"});
    import(&world, &id, &[3; 32], forever).await.unwrap();
    world.days(1).await;
    assert_eq!(seen(1).await.samples, 0.0);
}
