use crate::cloud::{b64, none, text, world};
use haneul_testkit::{ACCOUNT, REGION};
use serde_json::json;

#[tokio::test]
async fn an_alias_passes_from_key_to_key() {
    let world = world().await;
    let ((one, _), (two, arn)) = (world.key(none()).await, world.key(none()).await);
    let alias = |key: &str| json!({"AliasName": "alias/app", "TargetKeyId": key});
    world.ok("CreateAlias", alias(&one)).await;
    let refusal = world.refusal("CreateAlias", alias(&two)).await;
    assert_eq!(
        refusal,
        format!(
            "AlreadyExistsException: An alias with the name arn:aws:kms:{REGION}:{ACCOUNT}:alias/app already exists"
        )
    );
    let encrypt = json!({"KeyId": "alias/app", "Plaintext": b64(b"x")});
    let made = world.ok("Encrypt", encrypt.clone()).await;
    assert!(text(&made["KeyId"]).ends_with(&one));
    world.ok("UpdateAlias", alias(&arn)).await;
    let made = world.ok("Encrypt", encrypt).await;
    assert_eq!(made["KeyId"], json!(arn));
    let listed = world.ok("ListAliases", json!({"KeyId": two})).await;
    assert_eq!(listed["Aliases"][0]["AliasName"], "alias/app");
    assert_eq!(listed["Aliases"][0]["TargetKeyId"], json!(two));
    world
        .ok("DeleteAlias", json!({"AliasName": "alias/app"}))
        .await;
    assert_eq!(world.ok("ListAliases", none()).await["Aliases"], json!([]));
    // Not every operation takes aliases.
    world.ok("CreateAlias", alias(&one)).await;
    let refusal = world
        .refusal("DisableKey", json!({"KeyId": "alias/app"}))
        .await;
    assert!(refusal.starts_with("NotFoundException"), "{refusal}");
}

/// KMS-5: AWS's own keys are there, and nobody's to change.
#[tokio::test]
async fn kms_5_keys_of_aws_come_when_they_are_asked_for() {
    let world = world().await;
    let shown = world
        .ok("DescribeKey", json!({"KeyId": "alias/aws/s3"}))
        .await;
    let metadata = &shown["KeyMetadata"];
    assert_eq!(metadata["KeyManager"], "AWS");
    let id = text(&metadata["KeyId"]);
    let listed = world.ok("ListAliases", none()).await;
    assert_eq!(listed["Aliases"][0]["AliasName"], "alias/aws/s3");
    let again = world
        .ok("DescribeKey", json!({"KeyId": "alias/aws/s3"}))
        .await;
    assert_eq!(&again["KeyMetadata"]["KeyId"], &json!(id));
    for (operation, input) in [
        ("ScheduleKeyDeletion", json!({"KeyId": id})),
        ("DisableKey", json!({"KeyId": id})),
        (
            "Encrypt",
            json!({"KeyId": "alias/aws/s3", "Plaintext": "eA=="}),
        ),
        ("DeleteAlias", json!({"AliasName": "alias/aws/s3"})),
    ] {
        let refusal = world.refusal(operation, input).await;
        assert!(
            refusal.starts_with("AccessDeniedException"),
            "{operation} {refusal}"
        );
    }
    let (own, _) = world.key(none()).await;
    let input = json!({"AliasName": "alias/aws/mine", "TargetKeyId": own});
    let refusal = world.refusal("CreateAlias", input).await;
    assert!(refusal.starts_with("NotAuthorizedException"), "{refusal}");
}
