use crate::cloud::{World, b64, none, ok, refusal, world};
use haneul_testkit::{ACCOUNT, Client, REGION};
use serde_json::{Value as Json, json};

impl World {
    /// A user with these statements as its own policy.
    pub async fn user(&self, name: &str, statements: Json) -> Client {
        self.user_of(&self.root, name, statements).await
    }

    pub async fn user_of(&self, root: &Client, name: &str, statements: Json) -> Client {
        let iam = |operation: &'static str, input: Json| root.must("iam", operation, input);
        iam("CreateUser", json!({"UserName": name})).await;
        if statements != none() {
            let policy = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
            let input = json!({"UserName": name, "PolicyName": "p", "PolicyDocument": policy});
            iam("PutUserPolicy", input).await;
        }
        let key = iam("CreateAccessKey", json!({"UserName": name})).await;
        self.cloud
            .with_key(key["AccessKey"]["AccessKeyId"].as_str().unwrap())
    }

    pub async fn keyed(&self, statements: Json) -> (String, String) {
        let policy = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        self.key(json!({"Policy": policy, "BypassPolicyLockoutSafetyCheck": true}))
            .await
    }
}

fn anything() -> Json {
    json!([{"Effect": "Allow", "Action": "*", "Resource": "*"}])
}

fn user(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:user/{name}")
}

fn root() -> String {
    format!("arn:aws:iam::{ACCOUNT}:root")
}

fn allow(principal: &str, action: &str) -> Json {
    json!({"Effect": "Allow", "Principal": {"AWS": principal}, "Action": action, "Resource": "*"})
}

fn encrypt(key: &str) -> Json {
    json!({"KeyId": key, "Plaintext": b64(b"x")})
}

/// KMS-9: who manages and who uses a key is chosen; IAM counts only as far as the key says so.
#[tokio::test]
async fn kms_9_the_keys_policy_is_the_root_of_authority() {
    let world = world().await;
    let admin = world.user("admin", anything()).await;
    let plain = world.user("plain", none()).await;
    // By the default policy IAM decides.
    let (open, _) = world.key(none()).await;
    ok(&admin, "Encrypt", encrypt(&open)).await;
    let refused = refusal(&plain, "Encrypt", encrypt(&open)).await;
    assert_eq!(
        refused,
        format!(
            "AccessDeniedException: User: {} is not authorized to perform: kms:Encrypt on resource: arn:aws:kms:{REGION}:{ACCOUNT}:key/{open} because no identity-based policy allows the kms:Encrypt action",
            user("plain")
        )
    );
    // Without the account in it IAM counts for nothing, and root is nobody.
    let statements = json!([
        allow(&user("plain"), "kms:Encrypt"),
        allow(&user("admin"), "kms:PutKeyPolicy")
    ]);
    let (closed, arn) = world.keyed(statements).await;
    ok(&plain, "Encrypt", encrypt(&closed)).await;
    let refused = refusal(&admin, "Encrypt", encrypt(&closed)).await;
    assert!(refused.ends_with(&format!(
        "kms:Encrypt on resource: {arn} because no resource-based policy allows the kms:Encrypt action"
    )), "{refused}");
    let refused = world.refusal("DescribeKey", json!({"KeyId": closed})).await;
    assert!(refused.starts_with("AccessDeniedException"), "{refused}");
}

#[tokio::test]
async fn nobody_locks_themselves_out_without_saying_so() {
    let world = world().await;
    let (id, _) = world.key(none()).await;
    let policy = json!({"Version": "2012-10-17", "Statement": [allow(&user("ghost"), "kms:*")]});
    let put = json!({"KeyId": id, "Policy": policy.to_string()});
    let refused = world.refusal("PutKeyPolicy", put.clone()).await;
    assert_eq!(
        refused,
        "MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy in the future."
    );
    let refused = world
        .refusal("CreateKey", json!({"Policy": policy.to_string()}))
        .await;
    assert!(
        refused.starts_with("MalformedPolicyDocumentException"),
        "{refused}"
    );
    let mut bypass = put;
    bypass["BypassPolicyLockoutSafetyCheck"] = json!(true);
    world.ok("PutKeyPolicy", bypass).await;
    let refused = world.refusal("GetKeyPolicy", json!({"KeyId": id})).await;
    assert!(refused.starts_with("AccessDeniedException"), "{refused}");
}

#[tokio::test]
async fn another_account_needs_leave_of_both() {
    let world = world().await;
    let there = world.cloud.root_of("444455556666");
    let member = world.user_of(&there, "member", anything()).await;
    let (id, arn) = world.key(none()).await;
    let refused = refusal(&member, "Encrypt", encrypt(&arn)).await;
    assert!(refused.starts_with("AccessDeniedException"), "{refused}");
    let statements = json!([
        allow(&root(), "kms:*"),
        allow("arn:aws:iam::444455556666:root", "kms:*")
    ]);
    let policy = json!({"Version": "2012-10-17", "Statement": statements});
    world
        .ok(
            "PutKeyPolicy",
            json!({"KeyId": id, "Policy": policy.to_string()}),
        )
        .await;
    let made = ok(&member, "Encrypt", encrypt(&arn)).await;
    ok(
        &member,
        "Decrypt",
        json!({"CiphertextBlob": made["CiphertextBlob"]}),
    )
    .await;
    let powerless = world.user_of(&there, "powerless", none()).await;
    let refused = refusal(&powerless, "Encrypt", encrypt(&arn)).await;
    assert!(refused.starts_with("AccessDeniedException"), "{refused}");
}

#[tokio::test]
async fn conditions_on_the_encryption_context_and_the_alias() {
    let world = world().await;
    let condition = json!({"StringEquals": {"kms:EncryptionContext:team": "red"}});
    let mut one = allow(&user("red"), "kms:Encrypt");
    one["Condition"] = condition;
    let mut two = allow(&user("red"), "kms:GenerateDataKey");
    two["Condition"] = json!({"StringEquals": {"kms:RequestAlias": "alias/red"}});
    let (id, _) = world
        .keyed(json!([allow(&root(), "kms:*"), one, two]))
        .await;
    world
        .ok(
            "CreateAlias",
            json!({"AliasName": "alias/red", "TargetKeyId": id}),
        )
        .await;
    let red = world.user("red", none()).await;
    let mut input = encrypt(&id);
    refusal(&red, "Encrypt", input.clone()).await;
    input["EncryptionContext"] = json!({"team": "red", "more": "x"});
    ok(&red, "Encrypt", input).await;
    let data_key = |key: &str| json!({"KeyId": key, "KeySpec": "AES_256"});
    refusal(&red, "GenerateDataKey", data_key(&id)).await;
    ok(&red, "GenerateDataKey", data_key("alias/red")).await;
}
