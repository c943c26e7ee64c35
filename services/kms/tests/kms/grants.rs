use crate::cloud::{b64, none, ok, refusal, world};
use haneul_testkit::ACCOUNT;
use serde_json::json;

#[tokio::test]
async fn a_grant_lets_in_until_it_is_taken_back() {
    let world = world().await;
    let user = world.user("grantee", none()).await;
    let who = format!("arn:aws:iam::{ACCOUNT}:user/grantee");
    let (id, _) = world.key(none()).await;
    let encrypt = json!({"KeyId": id, "Plaintext": b64(b"x")});
    refusal(&user, "Encrypt", encrypt.clone()).await;
    let input = json!({
        "KeyId": id, "GranteePrincipal": who, "Operations": ["Encrypt", "RetireGrant"], "Name": "g",
    });
    let made = world.ok("CreateGrant", input.clone()).await;
    // By the same name it is the same.
    let again = world.ok("CreateGrant", input).await;
    assert_eq!(made["GrantId"], again["GrantId"]);
    assert_ne!(made["GrantToken"], again["GrantToken"]);
    ok(&user, "Encrypt", encrypt.clone()).await;
    refusal(
        &user,
        "GenerateDataKey",
        json!({"KeyId": id, "KeySpec": "AES_256"}),
    )
    .await;
    let mut with = encrypt.clone();
    with["GrantTokens"] = json!([made["GrantToken"]]);
    ok(&user, "Encrypt", with.clone()).await;
    with["GrantTokens"] = json!(["no token"]);
    let refused = refusal(&user, "Encrypt", with).await;
    assert!(
        refused.starts_with("InvalidGrantTokenException"),
        "{refused}"
    );
    let listed = world.ok("ListGrants", json!({"KeyId": id})).await;
    assert_eq!(listed["Grants"][0]["GranteePrincipal"], json!(who));
    ok(
        &user,
        "RetireGrant",
        json!({"GrantToken": made["GrantToken"]}),
    )
    .await;
    refusal(&user, "Encrypt", encrypt).await;
    assert_eq!(
        world.ok("ListGrants", json!({"KeyId": id})).await["Grants"],
        json!([])
    );
}

#[tokio::test]
async fn a_grant_is_bound_to_an_encryption_context() {
    let world = world().await;
    let user = world.user("grantee", none()).await;
    let who = format!("arn:aws:iam::{ACCOUNT}:user/grantee");
    for (kind, more_is_well) in [
        ("EncryptionContextSubset", true),
        ("EncryptionContextEquals", false),
    ] {
        let (id, _) = world.key(none()).await;
        // Terraform sends both, and one of them empty.
        let mut constraints = json!({"EncryptionContextSubset": {}, "EncryptionContextEquals": {}});
        constraints[kind] = json!({"a": "1"});
        let input = json!({
            "KeyId": id, "GranteePrincipal": who, "Operations": ["Encrypt"], "Constraints": constraints,
            "RetiringPrincipal": format!("arn:aws:iam::{ACCOUNT}:user/other"),
        });
        let made = world.ok("CreateGrant", input).await;
        let with =
            |context| json!({"KeyId": id, "Plaintext": b64(b"x"), "EncryptionContext": context});
        ok(&user, "Encrypt", with(json!({"a": "1"}))).await;
        for context in [json!({}), json!({"a": "2"}), json!({"b": "1"})] {
            refusal(&user, "Encrypt", with(context)).await;
        }
        let more = user
            .call("kms", "Encrypt", with(json!({"a": "1", "b": "2"})))
            .await;
        assert_eq!(more.is_ok(), more_is_well);
        let retiring = json!({"RetiringPrincipal": format!("arn:aws:iam::{ACCOUNT}:user/other")});
        let listed = world.ok("ListRetirableGrants", retiring.clone()).await;
        assert_eq!(listed["Grants"][0]["GrantId"], made["GrantId"]);
        world
            .ok(
                "RevokeGrant",
                json!({"KeyId": id, "GrantId": made["GrantId"]}),
            )
            .await;
        assert_eq!(
            world.ok("ListRetirableGrants", retiring).await["Grants"],
            json!([])
        );
    }
}
