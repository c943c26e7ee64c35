//! Passwords, and what an account wants of them.

mod common;

use common::*;
use serde_json::{Value as Json, json};

fn profile(user: &str, password: &str) -> Json {
    json!({"UserName": user, "Password": password})
}

#[tokio::test]
async fn a_login_profile_from_beginning_to_end() {
    let cloud = cloud().await;
    let root = cloud.root();
    let ann = user(&cloud, "Ann").await;
    let none = root.no("GetLoginProfile", json!({"UserName": "Ann"})).await;
    assert_eq!(none.message, "Login Profile for User Ann cannot be found.");
    let made =
        json!({"UserName": "Ann", "Password": "Good-morning", "PasswordResetRequired": true});
    let made = root.ok("CreateLoginProfile", made).await;
    assert_eq!(made["LoginProfile"]["PasswordResetRequired"], json!(true));
    let again = root
        .no("CreateLoginProfile", profile("Ann", "Good-evening"))
        .await;
    assert_eq!(again.code, "EntityAlreadyExists");
    assert_eq!(again.message, "Login Profile for user Ann already exists.");
    let put = json!({"UserName": "Ann", "PolicyName": "p",
        "PolicyDocument": policy("Allow", "iam:ChangePassword", "*")});
    root.ok("PutUserPolicy", put).await;
    let change = |old: &str, new: &str| json!({"OldPassword": old, "NewPassword": new});
    let wrong = ann
        .no("ChangePassword", change("Good-evening", "Good-night1"))
        .await;
    assert_eq!((&*wrong.code, wrong.status), ("AccessDenied", Some(403)));
    ann.ok("ChangePassword", change("Good-morning", "Good-evening"))
        .await;
    ann.no("ChangePassword", change("Good-morning", "Good-night1"))
        .await;
    let got = root.ok("GetLoginProfile", json!({"UserName": "Ann"})).await;
    assert_eq!(got["LoginProfile"]["PasswordResetRequired"], json!(false));
    root.ok("UpdateLoginProfile", profile("Ann", "Good-night1"))
        .await;
    ann.ok("ChangePassword", change("Good-night1", "Good-noon22"))
        .await;
    let held = root.no("DeleteUser", json!({"UserName": "Ann"})).await;
    assert_eq!(held.code, "DeleteConflict");
    root.ok("DeleteLoginProfile", json!({"UserName": "Ann"}))
        .await;
    let gone = root
        .no("UpdateLoginProfile", profile("Ann", "Good-night1"))
        .await;
    assert_eq!((&*gone.code, gone.status), ("NoSuchEntity", Some(404)));
    let of_root = root.no("ChangePassword", change("x", "y")).await;
    assert_eq!(of_root.code, "InvalidUserType");
    let nothing = root
        .no("CreateLoginProfile", json!({"UserName": "Ann"}))
        .await;
    assert_eq!(nothing.code, "ValidationError");
}

#[tokio::test]
async fn the_accounts_policy_is_kept_to() {
    let cloud = cloud().await;
    let root = cloud.root();
    root.ok("CreateUser", json!({"UserName": "Long-Name1"}))
        .await;
    for weak in ["short1A", "onlylowercase", "Long-Name1"] {
        let error = root
            .no("CreateLoginProfile", profile("Long-Name1", weak))
            .await;
        assert_eq!(
            (&*error.code, error.status),
            ("PasswordPolicyViolation", Some(400)),
            "{weak}"
        );
    }
    root.ok("CreateLoginProfile", profile("Long-Name1", "Three-kinds"))
        .await;
    let none = root.no("GetAccountPasswordPolicy", json!({})).await;
    assert_eq!(none.code, "NoSuchEntity");
    let message = "The Password Policy with domain name 111122223333 cannot be found.";
    assert_eq!(none.message, message);
    let wanted = json!({"MinimumPasswordLength": 10, "RequireSymbols": true, "RequireNumbers": true,
        "RequireUppercaseCharacters": true, "RequireLowercaseCharacters": true,
        "PasswordReusePrevention": 2, "MaxPasswordAge": 90});
    root.ok("UpdateAccountPasswordPolicy", wanted).await;
    let table = [
        ("Aa1!short", "Password should have a minimum length of 10"),
        (
            "nothing-big-1",
            "Password should have at least one uppercase letter",
        ),
        (
            "NOTHING-SMALL-1",
            "Password should have at least one lowercase letter",
        ),
        ("No-number-here", "Password should have at least one number"),
        ("NoSymbolHere1", "Password should have at least one symbol"),
    ];
    for (password, message) in table {
        let error = root
            .no("UpdateLoginProfile", profile("Long-Name1", password))
            .await;
        assert_eq!(error.message, message);
    }
    let set = async |password| {
        root.ok("UpdateLoginProfile", profile("Long-Name1", password))
            .await
    };
    set("First-one-1").await;
    set("Second-one-2").await;
    for used in ["First-one-1", "Second-one-2"] {
        let error = root
            .no("UpdateLoginProfile", profile("Long-Name1", used))
            .await;
        assert_eq!(error.code, "PasswordPolicyViolation");
    }
    set("Third-one-3").await;
    set("First-one-1").await;
    let shown = root.ok("GetAccountPasswordPolicy", json!({})).await["PasswordPolicy"].clone();
    assert_eq!(shown["ExpirePasswords"], json!(true));
    assert_eq!(shown["AllowUsersToChangePassword"], json!(false));
    root.ok("UpdateAccountPasswordPolicy", json!({})).await;
    let shown = root.ok("GetAccountPasswordPolicy", json!({})).await["PasswordPolicy"].clone();
    assert_eq!(shown["MinimumPasswordLength"], json!(6));
    assert_eq!(shown["ExpirePasswords"], json!(false));
    set("simple").await;
    root.ok("DeleteAccountPasswordPolicy", json!({})).await;
    assert_eq!(
        root.no("DeleteAccountPasswordPolicy", json!({})).await.code,
        "NoSuchEntity"
    );
}
