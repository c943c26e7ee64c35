//! AssumeRoleWithWebIdentity, against an issuer of the test's own.

mod support;

use haneul_iam::{Directory, Iam};
use haneul_pipeline::{Settings, trail};
use haneul_store::Scope;
use haneul_sts::Sts;
use haneul_testkit::{ACCOUNT, Client, REGION, TestCloud};
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;
use support::{HOST, Issuer, Signer, issuer, token};

const ROLE: &str = "arn:aws:iam::111122223333:role/Web";
const PROVIDER: &str = "arn:aws:iam::111122223333:oidc-provider/idp.example.test";

struct Place {
    cloud: TestCloud,
    signer: Signer,
    issuer: Issuer,
}

async fn iam(cloud: &TestCloud, operation: &str, input: Json) {
    let root = cloud.root();
    if let Err(error) = root.call("iam", operation, input.clone()).await {
        panic!("{operation} {input}: {error}");
    }
}

/// A cloud that believes in the issuer, with a role for whom the condition lets in.
async fn place(condition: Json) -> Place {
    let signer = Signer::curve();
    let keys = json!([signer.published("one"), {"kty": "oct", "k": "AA"}, 7]);
    let issuer = issuer(keys, None).await;
    let cloud = cloud(&[(HOST, issuer.address)]).await;
    believe(&cloud, &issuer.thumbprint).await;
    role(&cloud, condition).await;
    Place {
        cloud,
        signer,
        issuer,
    }
}

async fn cloud(hosts: &[(&str, std::net::SocketAddr)]) -> TestCloud {
    let services: Vec<Arc<dyn haneul_pipeline::Service>> = vec![Arc::new(Iam), Arc::new(Sts)];
    let hosts = hosts.iter().map(|(name, at)| ((*name).to_owned(), *at));
    let settings = Settings {
        hosts: hosts.collect::<HashMap<_, _>>(),
        ..Settings::default()
    };
    TestCloud::with(services, Arc::new(Directory::default()), settings).await
}

async fn believe(cloud: &TestCloud, thumbprint: &str) {
    let input = json!({"Url": format!("https://{HOST}"), "ClientIDList": ["app", "other"],
        "ThumbprintList": [thumbprint]});
    iam(cloud, "CreateOpenIDConnectProvider", input).await;
}

async fn role(cloud: &TestCloud, condition: Json) {
    let trust = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Principal": {"Federated": PROVIDER}, "Condition": condition,
        "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"]}]});
    let create = json!({"RoleName": "Web", "AssumeRolePolicyDocument": trust.to_string()});
    iam(cloud, "CreateRole", create).await;
    let text = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Action": "iam:ListGroups", "Resource": "*"}]});
    let put = json!({"RoleName": "Web", "PolicyName": "p", "PolicyDocument": text.to_string()});
    iam(cloud, "PutRolePolicy", put).await;
}

fn claims(cloud: &TestCloud) -> Json {
    let now = cloud.cloud.clock.now().as_second();
    json!({"iss": format!("https://{HOST}"), "sub": "repo:haneul:main", "aud": "app",
        "iat": now, "exp": now + 600})
}

fn with(mut claims: Json, name: &str, value: Json) -> Json {
    claims[name] = value;
    claims
}

impl Place {
    fn token(&self, claims: &Json) -> String {
        token(&self.signer, "ES256", claims)
    }

    async fn trade(&self, claims: &Json) -> Result<Json, (String, String)> {
        trade(&self.cloud, &self.token(claims)).await
    }
}

async fn trade(cloud: &TestCloud, token: &str) -> Result<Json, (String, String)> {
    let input = json!({"RoleArn": ROLE, "RoleSessionName": "work", "WebIdentityToken": token});
    let anyone = cloud.anonymous();
    let answer = anyone.call("sts", "AssumeRoleWithWebIdentity", input);
    answer.await.map_err(|e| (e.code.to_string(), e.message))
}

fn session(cloud: &TestCloud, answer: &Json) -> Client {
    let key = answer["Credentials"]["AccessKeyId"].as_str();
    cloud.with_key(key.unwrap_or_default())
}

async fn events(cloud: &TestCloud) -> Vec<Json> {
    cloud.cloud.trail.flush(&cloud.cloud.store).await.unwrap();
    let mut found = Vec::new();
    let span = (jiff::Timestamp::MIN, jiff::Timestamp::MAX);
    let looked = cloud.cloud.store.read(|tx| {
        trail::back(tx, Scope::new("aws", ACCOUNT, REGION), span, |event| {
            if event.name == "AssumeRoleWithWebIdentity" {
                found.push(serde_json::from_str(&event.record).unwrap());
            }
            ControlFlow::Continue(())
        })
    });
    looked.unwrap();
    found
}

#[tokio::test]
async fn sts_2_a_token_of_a_provider_is_traded_for_a_role() {
    let place = place(json!({"StringEquals": {"idp.example.test:aud": "app"},
        "StringLike": {"idp.example.test:sub": "repo:haneul:*"}}))
    .await;
    let claims = claims(&place.cloud);
    let answer = place.trade(&claims).await.unwrap();
    assert_eq!(answer["SubjectFromWebIdentityToken"], "repo:haneul:main");
    assert_eq!(answer["Audience"], "app");
    assert_eq!(answer["Provider"], PROVIDER);
    let arn = "arn:aws:sts::111122223333:assumed-role/Web/work";
    assert_eq!(answer["AssumedRoleUser"]["Arn"], arn);
    let web = session(&place.cloud, &answer);
    assert!(web.call("iam", "ListGroups", json!({})).await.is_ok());
    assert!(web.call("iam", "ListUsers", json!({})).await.is_err());
    let other = with(claims.clone(), "sub", json!("repo:other:main"));
    let refusal = (
        "AccessDenied".to_owned(),
        "Not authorized to perform sts:AssumeRoleWithWebIdentity".to_owned(),
    );
    assert_eq!(place.trade(&other).await, Err(refusal.clone()));
    let other = with(claims.clone(), "aud", json!("other"));
    assert_eq!(place.trade(&other).await, Err(refusal.clone()));
    // A role that is not there is refused in the same words.
    iam(
        &place.cloud,
        "DeleteRolePolicy",
        json!({"RoleName": "Web", "PolicyName": "p"}),
    )
    .await;
    iam(&place.cloud, "DeleteRole", json!({"RoleName": "Web"})).await;
    assert_eq!(place.trade(&claims).await, Err(refusal));
}

#[tokio::test]
async fn the_trail_tells_the_roles_account_who_came() {
    let place = place(json!({})).await;
    let good = claims(&place.cloud);
    let answer = place.trade(&good).await.unwrap();
    iam(
        &place.cloud,
        "DeleteRolePolicy",
        json!({"RoleName": "Web", "PolicyName": "p"}),
    )
    .await;
    iam(&place.cloud, "DeleteRole", json!({"RoleName": "Web"})).await;
    assert!(place.trade(&good).await.is_err());
    let events = events(&place.cloud).await;
    assert_eq!(events.len(), 2, "{events:?}");
    for event in &events {
        let who = json!({"type": "WebIdentityUser", "userName": "repo:haneul:main",
            "principalId": format!("{PROVIDER}:app:repo:haneul:main"), "identityProvider": PROVIDER});
        assert_eq!(event["userIdentity"], who);
        assert_eq!(event["recipientAccountId"], ACCOUNT);
        assert_eq!(event["requestParameters"]["roleArn"], ROLE);
        assert_ne!(
            event["requestParameters"]["webIdentityToken"],
            json!(place.token(&good))
        );
    }
    let (failed, done): (Vec<_>, Vec<_>) = events.iter().partition(|e| e["errorCode"].is_string());
    assert_eq!(failed[0]["errorCode"], "AccessDenied");
    assert_eq!(
        done[0]["responseElements"]["credentials"]["accessKeyId"],
        answer["Credentials"]["AccessKeyId"]
    );
}

#[tokio::test]
async fn tokens_that_are_refused() {
    let place = place(json!({})).await;
    let good = claims(&place.cloud);
    let now = place.cloud.cloud.clock.now().as_second();
    let without = |name: &str| {
        let mut claims = good.clone();
        claims.as_object_mut().unwrap().remove(name);
        claims
    };
    let expired = format!(
        "Token expired: current date/time {now} must be before the expiration date/time {now}"
    );
    let table = [
        (
            with(good.clone(), "aud", json!("nobody")),
            "InvalidIdentityToken",
            "Incorrect token audience",
        ),
        (
            with(good.clone(), "azp", json!("nobody")),
            "InvalidIdentityToken",
            "Incorrect token audience",
        ),
        (
            with(good.clone(), "exp", json!(now)),
            "ExpiredTokenException",
            &expired,
        ),
        (
            with(good.clone(), "nbf", json!(now + 400)),
            "IDPRejectedClaim",
            "The ID Token is not valid yet",
        ),
        (
            with(good.clone(), "iss", json!("https://other.test")),
            "InvalidIdentityToken",
            "No OpenIDConnect provider found in your account for https://other.test",
        ),
        (
            without("exp"),
            "InvalidIdentityToken",
            "Missing a required claim: exp",
        ),
        (
            without("iat"),
            "InvalidIdentityToken",
            "Missing a required claim: iat",
        ),
        (
            without("aud"),
            "InvalidIdentityToken",
            "Missing a required claim: aud",
        ),
        (
            without("sub"),
            "InvalidIdentityToken",
            "Missing a required claim: sub",
        ),
        (
            without("iss"),
            "InvalidIdentityToken",
            "Missing a required claim: iss",
        ),
    ];
    for (claims, code, message) in table {
        let refusal = Err((code.to_owned(), message.to_owned()));
        assert_eq!(place.trade(&claims).await, refusal, "{claims}");
    }
    for odd in [
        "http://idp.example.test".to_owned(),
        "x".repeat(9_000),
        "\0".to_owned(),
    ] {
        let refused = place.trade(&with(good.clone(), "iss", json!(odd))).await;
        assert_eq!(refused.unwrap_err().0, "InvalidIdentityToken");
    }
    // Changed after it was signed, signed by another, or by nobody.
    let token_text = place.token(&good);
    let (head, rest) = token_text.split_once('.').unwrap();
    let (_, signature) = rest.split_once('.').unwrap();
    let other = place.token(&with(good.clone(), "sub", json!("repo:haneul:evil")));
    let forged = format!("{head}.{}.{signature}", other.split('.').nth(1).unwrap());
    let stranger = token(&Signer::curve(), "ES256", &good);
    for bad in [forged, stranger] {
        let (code, message) = trade(&place.cloud, &bad).await.unwrap_err();
        assert_eq!(
            (code.as_str(), message.as_str()),
            (
                "InvalidIdentityToken",
                "The ID Token's signature is not valid"
            )
        );
    }
    let none = token(&place.signer, "none", &good);
    assert!(trade(&place.cloud, &none).await.is_err());
    let (code, message) = trade(&place.cloud, "not.a.token").await.unwrap_err();
    assert_eq!(code, "InvalidIdentityToken");
    assert!(message.starts_with("The ID Token provided is not a valid JWT."));
    place.cloud.advance(Duration::from_secs(600)).await;
    assert_eq!(
        place.trade(&good).await.unwrap_err().0,
        "ExpiredTokenException"
    );
}

#[tokio::test]
async fn the_issuer_must_answer_and_be_the_one_meant() {
    let signer = Signer::curve();
    let keys = || json!([signer.published("one")]);
    let gone = json!({"jwks_uri": format!("https://{HOST}/nothing")});
    let plain = json!({"jwks_uri": "http://idp.example.test/keys"});
    let no_key = "Couldn't retrieve verification key from your identity provider,  please reference \
                  AssumeRoleWithWebIdentity documentation for requirements";
    for (keys, about, right_pin, code, said) in [
        (
            keys(),
            None,
            false,
            "InvalidIdentityToken",
            "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
        ),
        (keys(), Some(gone), true, "InvalidIdentityToken", no_key),
        (keys(), Some(plain), true, "InvalidIdentityToken", no_key),
        (
            keys(),
            Some(json!({})),
            true,
            "InvalidIdentityToken",
            no_key,
        ),
        (
            json!([signer.published("two")]),
            None,
            true,
            "InvalidIdentityToken",
            no_key,
        ),
        (
            json!("x".repeat(600_000)),
            None,
            true,
            "InvalidIdentityToken",
            no_key,
        ),
    ] {
        let issuer = issuer(keys, about).await;
        let cloud = cloud(&[(HOST, issuer.address)]).await;
        let wrong = "0".repeat(40);
        believe(
            &cloud,
            if right_pin {
                &issuer.thumbprint
            } else {
                &wrong
            },
        )
        .await;
        role(&cloud, json!({})).await;
        let text = token(&signer, "ES256", &claims(&cloud));
        let refusal = Err((code.to_owned(), said.to_owned()));
        assert_eq!(trade(&cloud, &text).await, refusal);
    }
    let nobody = cloud(&[(HOST, "127.0.0.1:1".parse().unwrap())]).await;
    believe(&nobody, &"0".repeat(40)).await;
    let text = token(&signer, "ES256", &claims(&nobody));
    assert_eq!(
        trade(&nobody, &text).await.unwrap_err().0,
        "IDPCommunicationError"
    );
}

#[tokio::test]
async fn tags_and_source_identity_come_from_claims() {
    let place = place(json!({"StringEquals": {"aws:RequestTag/team": "red",
        "sts:SourceIdentity": "ann", "sts:RoleSessionName": "work"},
        "ForAllValues:StringEquals": {"sts:TransitiveTagKeys": ["team"], "aws:TagKeys": ["team"]},
        "ForAnyValue:StringEquals": {"idp.example.test:amr": "mfa"}}))
    .await;
    let nested = json!({"principal_tags": {"team": ["red"]}, "transitive_tag_keys": ["team"]});
    let good = with(claims(&place.cloud), "https://aws.amazon.com/tags", nested);
    let good = with(good, "amr", json!(["pwd", "mfa"]));
    let good = with(good, "https://aws.amazon.com/source_identity", json!("ann"));
    let answer = place.trade(&good).await.unwrap();
    assert_eq!(answer["SourceIdentity"], "ann");
    assert!(
        answer["PackedPolicySize"]
            .as_i64()
            .is_some_and(|size| size > 0)
    );
    let caller = session(&place.cloud, &answer).caller;
    let carried = caller.session.unwrap();
    assert_eq!(carried.tags, [("team".to_owned(), "red".to_owned())]);
    assert_eq!(carried.transitive_tags, ["team"]);
    let mut flat = claims(&place.cloud);
    for (name, value) in [
        ("amr", json!("mfa")),
        ("https://aws.amazon.com/source_identity", json!("ann")),
        (
            "https://aws.amazon.com/tags/principal_tags/team",
            json!("red"),
        ),
        (
            "https://aws.amazon.com/tags/transitive_tag_keys",
            json!("team"),
        ),
    ] {
        flat[name] = value;
    }
    assert!(place.trade(&flat).await.is_ok());
    let blue = with(
        flat.clone(),
        "https://aws.amazon.com/tags/principal_tags/team",
        json!("blue"),
    );
    assert_eq!(place.trade(&blue).await.unwrap_err().0, "AccessDenied");
    let odd = with(
        flat.clone(),
        "https://aws.amazon.com/tags/principal_tags/te<m",
        json!("x"),
    );
    assert_eq!(
        place.trade(&odd).await.unwrap_err().0,
        "InvalidIdentityToken"
    );
    let odd = with(flat, "https://aws.amazon.com/source_identity", json!("a"));
    assert_eq!(
        place.trade(&odd).await.unwrap_err().0,
        "InvalidIdentityToken"
    );
}

#[tokio::test]
async fn sessions_are_bounded_as_those_of_users_are() {
    let place = place(json!({})).await;
    let text = place.token(&claims(&place.cloud));
    for (member, value, code) in [
        ("ProviderId", json!("graph.facebook.com"), "NotImplemented"),
        ("DurationSeconds", json!(3_601), "ValidationError"),
        ("Policy", json!("{}"), "MalformedPolicyDocument"),
        (
            "RoleArn",
            json!("arn:aws:iam::111122223333:user/Ann"),
            "ValidationError",
        ),
        (
            "RoleArn",
            json!("arn:aws:iam::444455556666:role/Web"),
            "InvalidIdentityToken",
        ),
    ] {
        let mut input =
            json!({"RoleArn": ROLE, "RoleSessionName": "work", "WebIdentityToken": text});
        input[member] = value;
        let anyone = place.cloud.anonymous();
        let refused = anyone.call("sts", "AssumeRoleWithWebIdentity", input);
        assert_eq!(refused.await.unwrap_err().code, code, "{member}");
    }
}

/// The kinds of keys and digests that issuers sign with.
#[tokio::test]
async fn rsa_keys_sign_too() {
    let signer = Signer::rsa();
    let issuer = issuer(json!([signer.published("one")]), None).await;
    let cloud = cloud(&[(HOST, issuer.address)]).await;
    believe(&cloud, &issuer.thumbprint).await;
    role(&cloud, json!({})).await;
    for algorithm in ["RS256", "RS384", "RS512", "PS256"] {
        let text = token(&signer, algorithm, &claims(&cloud));
        assert!(trade(&cloud, &text).await.is_ok(), "{algorithm}");
    }
    for algorithm in ["ES256", "HS256", "none"] {
        let text = token(&signer, algorithm, &claims(&cloud));
        assert!(trade(&cloud, &text).await.is_err(), "{algorithm}");
    }
}

/// While the issuer is asked, the account may stop believing in it, or in whom it vouches for: what
/// was known before counts for nothing then.
#[tokio::test]
async fn a_provider_changed_meanwhile_is_judged_as_it_is_now() {
    for (operation, more, code, message) in [
        (
            "DeleteOpenIDConnectProvider",
            json!({}),
            "InvalidIdentityToken",
            "No OpenIDConnect provider found in your account for https://idp.example.test",
        ),
        (
            "RemoveClientIDFromOpenIDConnectProvider",
            json!({"ClientID": "app"}),
            "InvalidIdentityToken",
            "Incorrect token audience",
        ),
        (
            "UpdateOpenIDConnectProviderThumbprint",
            json!({"ThumbprintList": ["0".repeat(40)]}),
            "InvalidIdentityToken",
            "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
        ),
    ] {
        let place = place(json!({})).await;
        let claims = claims(&place.cloud);
        let held = place.issuer.held.clone().lock_owned().await;
        let change = async {
            place.issuer.asked.notified().await;
            let mut input = json!({"OpenIDConnectProviderArn": PROVIDER});
            for (name, value) in more.as_object().unwrap() {
                input[name] = value.clone();
            }
            iam(&place.cloud, operation, input).await;
            drop(held);
        };
        let (answer, ()) = tokio::join!(place.trade(&claims), change);
        assert_eq!(
            answer,
            Err((code.to_owned(), message.to_owned())),
            "{operation}"
        );
    }
}
