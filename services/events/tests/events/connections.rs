use crate::cloud::cloud;
use crate::server::{OK, Server};
use haneul_testkit::{ACCOUNT, Client, REGION};
use serde_json::{Value as Json, json};
use std::time::Duration;

async fn describe(client: &Client, name: &str) -> Json {
    let input = json!({"Name": name});
    client
        .call("events", "DescribeConnection", input)
        .await
        .unwrap()
}

/// EVB-1: what is secret is never shown, and not written as it is.
#[tokio::test]
async fn evb_1_a_connection_shows_no_secret() {
    let cloud = cloud().await;
    let root = cloud.root();
    let invocation = json!({
        "HeaderParameters": [{"Key": "x-a", "Value": "open-a"}, {"Key": "x-b", "Value": "hidden-b", "IsValueSecret": true}],
        "QueryStringParameters": [{"Key": "q", "Value": "hidden-q", "IsValueSecret": true}],
        "BodyParameters": [{"Key": "k", "Value": "open-k", "IsValueSecret": false}],
    });
    let input = json!({
        "Name": "basic", "AuthorizationType": "BASIC", "Description": "d",
        "AuthParameters": {
            "BasicAuthParameters": {"Username": "u", "Password": "hidden-p"},
            "InvocationHttpParameters": invocation,
        },
    });
    let made = root
        .call("events", "CreateConnection", input.clone())
        .await
        .unwrap();
    assert_eq!(made["ConnectionState"], "AUTHORIZED");
    let arn = made["ConnectionArn"].as_str().unwrap();
    let head = format!("arn:aws:events:{REGION}:{ACCOUNT}:connection/basic/");
    assert_eq!(arn.strip_prefix(&head).unwrap().len(), 36);
    let again = root.refusal("events", "CreateConnection", input).await;
    assert_eq!(again, "ResourceAlreadyExistsException");
    let shown = describe(&root, "basic").await;
    assert!(!shown.to_string().contains("hidden"), "{shown}");
    let parameters = &shown["AuthParameters"];
    assert_eq!(parameters["BasicAuthParameters"], json!({"Username": "u"}));
    assert_eq!(
        parameters["InvocationHttpParameters"]["HeaderParameters"],
        json!([
            {"Key": "x-a", "Value": "open-a", "IsValueSecret": false},
            {"Key": "x-b", "IsValueSecret": true},
        ])
    );
    let secret = shown["SecretArn"].as_str().unwrap();
    let head = format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:events!connection/basic/");
    let rest = secret.strip_prefix(&head).unwrap();
    assert_eq!((rest.len(), &rest[36..37]), (43, "-"));
    // An update leaves what it does not name.
    let input = json!({
        "Name": "basic", "AuthParameters": {"BasicAuthParameters": {"Username": "other"}},
    });
    let updated = root
        .call("events", "UpdateConnection", input)
        .await
        .unwrap();
    assert_eq!(updated["ConnectionArn"], arn);
    let shown = describe(&root, "basic").await;
    assert_eq!(shown["Description"], "d");
    assert_eq!(
        shown["AuthParameters"]["BasicAuthParameters"],
        json!({"Username": "other"})
    );
    assert!(shown["AuthParameters"]["InvocationHttpParameters"].is_object());
    // Another way needs what it proves itself with.
    let input = json!({"Name": "basic", "AuthorizationType": "API_KEY"});
    let refused = root.refusal("events", "UpdateConnection", input).await;
    assert_eq!(refused, "ValidationException");
}

/// EVB-1: leaving takes a moment of the cloud's clock.
#[tokio::test]
async fn evb_1_a_connection_is_deauthorized_and_deleted() {
    let cloud = cloud().await;
    let root = cloud.root();
    for name in ["a", "b"] {
        let input = json!({
            "Name": name, "AuthorizationType": "API_KEY",
            "AuthParameters": {"ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "v"}},
        });
        root.call("events", "CreateConnection", input)
            .await
            .unwrap();
    }
    let named = json!({"Name": "a"});
    let left = root
        .call("events", "DeauthorizeConnection", named.clone())
        .await;
    assert_eq!(left.unwrap()["ConnectionState"], "DEAUTHORIZING");
    cloud.advance(Duration::from_secs(1)).await;
    let shown = describe(&root, "a").await;
    assert_eq!(shown["ConnectionState"], "DEAUTHORIZED");
    assert_eq!(shown["AuthParameters"], json!(null));
    assert_eq!(shown["SecretArn"], json!(null));
    let list = async |input: Json| {
        let listed = root.call("events", "ListConnections", input).await.unwrap();
        let names = listed["Connections"].as_array().unwrap().iter();
        let names: Vec<String> = names
            .map(|c| c["Name"].as_str().unwrap().to_owned())
            .collect();
        (names.join(" "), listed["NextToken"].clone())
    };
    assert_eq!(list(json!({"ConnectionState": "AUTHORIZED"})).await.0, "b");
    let (first, token) = list(json!({"Limit": 1})).await;
    assert_eq!(
        (
            first.as_str(),
            list(json!({"NextToken": token})).await.0.as_str()
        ),
        ("a", "b")
    );
    // It can be given something else.
    let input = json!({
        "Name": "a", "AuthorizationType": "BASIC",
        "AuthParameters": {"BasicAuthParameters": {"Username": "u", "Password": "p"}},
    });
    let updated = root
        .call("events", "UpdateConnection", input)
        .await
        .unwrap();
    assert_eq!(updated["ConnectionState"], "AUTHORIZED");
    let left = root.call("events", "DeleteConnection", named.clone()).await;
    assert_eq!(left.unwrap()["ConnectionState"], "DELETING");
    assert_eq!(describe(&root, "a").await["ConnectionState"], "DELETING");
    cloud.advance(Duration::from_secs(1)).await;
    let gone = root.refusal("events", "DescribeConnection", named).await;
    assert_eq!(gone, "ResourceNotFoundException");
}

pub fn oauth(name: &str, endpoint: &str, method: &str) -> Json {
    json!({
        "Name": name, "AuthorizationType": "OAUTH_CLIENT_CREDENTIALS",
        "AuthParameters": {"OAuthParameters": {
            "ClientParameters": {"ClientID": "me", "ClientSecret": "s3cret&"},
            "AuthorizationEndpoint": endpoint, "HttpMethod": method,
            "OAuthHttpParameters": {
                "BodyParameters": [{"Key": "scope", "Value": "a b"}],
                "QueryStringParameters": [{"Key": "tenant", "Value": "1"}],
                "HeaderParameters": [{"Key": "X-Extra", "Value": "yes", "IsValueSecret": true}],
            },
        }},
    })
}

/// EVB-1: a client's id and secret are exchanged for a token before the connection is good.
#[tokio::test]
async fn evb_1_oauth_is_authorized_by_its_endpoint() {
    let cloud = cloud().await;
    let root = cloud.root();
    let token = (200, "", r#"{"access_token": "t", "expires_in": 3600}"#);
    let server = Server::start(vec![(503, "", ""), token]).await;
    let input = oauth("good", &format!("{}/token", server.url), "POST");
    let made = root
        .call("events", "CreateConnection", input)
        .await
        .unwrap();
    assert_eq!(made["ConnectionState"], "AUTHORIZING");
    cloud.advance(Duration::from_secs(1)).await;
    assert_eq!(
        describe(&root, "good").await["ConnectionState"],
        "AUTHORIZING"
    );
    cloud.advance(Duration::from_secs(5)).await;
    let shown = describe(&root, "good").await;
    assert_eq!(shown["ConnectionState"], "AUTHORIZED");
    assert!(shown["LastAuthorizedTime"].is_number());
    assert!(!shown.to_string().contains("s3cret"), "{shown}");
    let asked = server.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[1].line(), "POST /token?tenant=1 HTTP/1.1");
    assert_eq!(
        asked[1].body,
        "scope=a%20b&grant_type=client_credentials&client_id=me&client_secret=s3cret%26"
    );
    assert_eq!(asked[1].header("x-extra").as_deref(), Some("yes"));
    // Who is not known there is not asked for again and again.
    let server = Server::start(vec![(401, "", ""), OK]).await;
    let input = oauth("bad", &server.url, "GET");
    root.call("events", "CreateConnection", input)
        .await
        .unwrap();
    cloud.advance(Duration::from_secs(600)).await;
    let shown = describe(&root, "bad").await;
    assert_eq!(shown["ConnectionState"], "DEAUTHORIZED");
    assert!(
        shown["StateReason"].as_str().unwrap().contains("401"),
        "{shown}"
    );
    let asked = server.asked();
    assert_eq!(asked.len(), 1);
    assert!(
        asked[0].line().contains("client_secret=s3cret%26"),
        "{}",
        asked[0].line()
    );
}

#[tokio::test]
async fn what_connections_do_not_do_is_refused_by_name() {
    let cloud = cloud().await;
    let root = cloud.root();
    let resource =
        "arn:aws:vpc-lattice:us-east-1:111122223333:resourceconfiguration/rcfg-01234567890123456";
    let private = json!({"ResourceParameters": {"ResourceConfigurationArn": resource}});
    let key = json!({"ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "v"}});
    let mut inner = key.clone();
    inner["ConnectivityParameters"] = private.clone();
    let name = json!({"Name": "c", "AuthorizationType": "API_KEY", "AuthParameters": key});
    for (member, value) in [
        ("InvocationConnectivityParameters", private),
        ("KmsKeyIdentifier", json!("alias/x")),
        ("AuthParameters", inner),
    ] {
        let mut input = name.clone();
        input[member] = value;
        let refused = root.refusal("events", "CreateConnection", input).await;
        assert_eq!(refused, "NotImplemented", "{member}");
    }
    let mut plain = oauth("c", "http://a.example/token", "POST");
    let refused = root
        .refusal("events", "CreateConnection", plain.clone())
        .await;
    assert_eq!(refused, "ValidationException");
    plain["AuthorizationType"] = json!("BASIC");
    let refused = root.refusal("events", "CreateConnection", plain).await;
    assert_eq!(refused, "ValidationException");
}
