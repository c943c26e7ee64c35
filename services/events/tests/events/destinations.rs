use crate::cloud::{Queue, cloud, put, queue, rule, rule_arn, target};
use crate::connections::oauth;
use crate::server::{OK, Say, Server};
use haneul_testkit::{ACCOUNT, Client, REGION, TestCloud};
use serde_json::{Value as Json, json};
use std::time::Duration;

struct World {
    cloud: TestCloud,
    root: Client,
    server: Server,
    dead: Queue,
    destination: String,
}

const KEY: &str = r#"{"ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": "the-key"}}"#;

fn role() -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/caller")
}

/// A rule whose target is an API destination, with what the destination says beside its address.
async fn world(turns: Vec<Say>, connection: Json, destination: Json, targets: Json) -> World {
    let cloud = cloud().await;
    let root = cloud.root();
    let server = Server::start(turns).await;
    root.call("events", "CreateConnection", connection)
        .await
        .unwrap();
    cloud.advance(Duration::from_secs(1)).await;
    let shown = json!({"Name": "c"});
    let shown = root
        .call("events", "DescribeConnection", shown)
        .await
        .unwrap();
    let mut input = json!({
        "Name": "d", "ConnectionArn": shown["ConnectionArn"], "HttpMethod": "POST",
        "InvocationEndpoint": format!("{}/hook", server.url),
    });
    merge(&mut input, destination);
    if let Some(path) = input["Path"].as_str() {
        input["InvocationEndpoint"] = json!(format!("{}{path}", server.url));
        input.as_object_mut().unwrap().remove("Path");
    }
    let made = root
        .call("events", "CreateApiDestination", input)
        .await
        .unwrap();
    let statement = |more: Json| json!({"Version": "2012-10-17", "Statement": more}).to_string();
    let trust = statement(json!({
        "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sts:AssumeRole",
    }));
    let input = json!({"RoleName": "caller", "AssumeRolePolicyDocument": trust});
    root.call("iam", "CreateRole", input).await.unwrap();
    let may = statement(json!({
        "Effect": "Allow", "Action": "events:InvokeApiDestination",
        "Resource": format!("arn:aws:events:{REGION}:{ACCOUNT}:api-destination/d/*"),
    }));
    let input = json!({"RoleName": "caller", "PolicyName": "p", "PolicyDocument": may});
    root.call("iam", "PutRolePolicy", input).await.unwrap();
    let dead = queue(&root, "dead").await;
    let destination = made["ApiDestinationArn"].as_str().unwrap().to_owned();
    rule(&root, "r", json!({"source": ["shop"]})).await;
    let mut input = json!({
        "Id": "1", "Arn": destination, "RoleArn": role(), "DeadLetterConfig": {"Arn": dead.arn},
    });
    merge(&mut input, targets);
    target(&root, "r", input).await;
    World {
        cloud,
        root,
        server,
        dead,
        destination,
    }
}

fn merge(input: &mut Json, more: Json) {
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
}

fn key() -> Json {
    let parameters: Json = serde_json::from_str(KEY).unwrap();
    json!({"Name": "c", "AuthorizationType": "API_KEY", "AuthParameters": parameters})
}

impl World {
    async fn seconds(&self, seconds: u64) {
        self.cloud.advance(Duration::from_secs(seconds)).await;
    }

    async fn put(&self, detail: Json) {
        put(&self.root, "shop", detail).await;
    }

    /// Code, message, retries and condition of each dead letter.
    async fn letters(&self) -> Vec<Vec<Json>> {
        let messages = self.dead.messages().await.into_iter();
        let names = [
            "ERROR_CODE",
            "ERROR_MESSAGE",
            "RETRY_ATTEMPTS",
            "EXHAUSTED_RETRY_CONDITION",
        ];
        let shown = messages.map(|message| {
            let attribute = |name: &str| message["MessageAttributes"][name]["StringValue"].clone();
            assert_eq!(attribute("RULE_ARN"), rule_arn("r"));
            assert_eq!(attribute("TARGET_ARN"), self.destination);
            names.into_iter().map(attribute).collect()
        });
        shown.collect()
    }
}

/// EVB-1: a destination is told in EventBridge's words.
#[tokio::test]
async fn evb_1_an_api_destination_is_told_of_an_event() {
    let mut connection = key();
    connection["AuthParameters"]["InvocationHttpParameters"] = json!({
        "HeaderParameters": [{"Key": "X-From", "Value": "connection"}, {"Key": "User-Agent", "Value": "me"}],
        "QueryStringParameters": [{"Key": "token", "Value": "hidden-q", "IsValueSecret": true}],
        "BodyParameters": [{"Key": "sign", "Value": "hidden-b", "IsValueSecret": true}],
    });
    let http = json!({"HttpParameters": {
        "PathParameterValues": ["$.detail.shop", "a b"],
        "HeaderParameters": {"X-From": "target", "X-Kind": "$.detail-type", "Expect": "100-continue"},
        "QueryStringParameters": {"id": "$.detail.n"},
    }});
    let destination = json!({"Path": "/shops/*/x/*?v=1", "HttpMethod": "PUT"});
    let world = world(vec![OK], connection, destination, http).await;
    world.put(json!({"n": 7, "shop": "é/1"})).await;
    world.seconds(1).await;
    let asked = world.server.asked();
    assert_eq!(asked.len(), 1);
    let said = |name: &str| asked[0].header(name);
    assert_eq!(
        asked[0].line(),
        "PUT /shops/%C3%A9%2F1/x/a%20b?v=1&id=7&token=hidden-q HTTP/1.1"
    );
    for (name, value) in [
        ("user-agent", "Amazon/EventBridge/ApiDestinations"),
        ("content-type", "application/json; charset=utf-8"),
        ("range", "bytes=0-1048575"),
        ("accept-encoding", "gzip,deflate"),
        ("connection", "close"),
        ("x-key", "the-key"),
        ("x-from", "connection"),
        ("x-kind", "thing"),
    ] {
        assert_eq!(said(name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(said("expect"), None);
    let body = asked[0].json();
    assert_eq!(body["detail"], json!({"n": 7, "shop": "é/1"}));
    assert_eq!(body["sign"], "hidden-b");
    assert!(world.letters().await.is_empty());
    // What left the cloud is listed, without the connection's secrets.
    let seen = world
        .cloud
        .cloud
        .store
        .read(|tx| haneul_pipeline::captured(tx, 10, |_| true));
    let seen = seen.unwrap();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].from, rule_arn("r"));
    assert!(
        seen[0].to.ends_with("/shops/%C3%A9%2F1/x/a%20b?v=1&id=7"),
        "{}",
        seen[0].to
    );
    assert!(
        !format!("{:?}", seen[0]).contains("hidden"),
        "{:?}",
        seen[0]
    );
    // The target is shown as it was given.
    let listed = world
        .root
        .call("events", "ListTargetsByRule", json!({"Rule": "r"}))
        .await
        .unwrap();
    let http = &listed["Targets"][0]["HttpParameters"];
    assert_eq!(http["PathParameterValues"], json!(["$.detail.shop", "a b"]));
}

/// EVB-1: by every method there is.
#[tokio::test]
async fn evb_1_an_api_destination_has_its_method() {
    let world = world(vec![OK], key(), json!({}), json!({})).await;
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] {
        let input = json!({"Name": "d", "HttpMethod": method});
        world
            .root
            .call("events", "UpdateApiDestination", input)
            .await
            .unwrap();
        world.put(json!({})).await;
        world.seconds(1).await;
        let asked = world.server.asked();
        assert_eq!(asked.len(), 1, "{method}");
        assert_eq!(asked[0].line(), format!("{method} /hook HTTP/1.1"));
        assert_eq!(asked[0].json()["source"], "shop");
    }
    assert!(world.letters().await.is_empty());
}

/// EVB-1: what is worth it is tried again, as late as the destination says.
#[tokio::test]
async fn evb_1_a_busy_api_destination_is_told_later() {
    let turns = vec![(500, "", ""), (429, "Retry-After: 100\r\n", ""), OK];
    let world = world(turns, key(), json!({}), json!({})).await;
    world.put(json!({})).await;
    world.seconds(10).await;
    assert_eq!(world.server.asked().len(), 2);
    world.seconds(85).await;
    assert_eq!(world.server.asked().len(), 0);
    world.seconds(20).await;
    assert_eq!(world.server.asked().len(), 1);
    world.seconds(600).await;
    assert_eq!(world.server.asked().len(), 0);
    assert!(world.letters().await.is_empty());
}

/// EVB-1: what another try would not mend, and redirects, lie in the dead-letter queue at once.
#[tokio::test]
async fn evb_1_what_an_api_destination_refuses_is_buried() {
    let away = "Location: http://127.0.0.1:1/\r\n";
    let turns = vec![
        (404, "", ""),
        (302, away, ""),
        (503, "Retry-After: -1\r\n", ""),
    ];
    let world = world(turns, key(), json!({}), json!({})).await;
    for status in [404, 302, 503] {
        world.put(json!({})).await;
        world.seconds(600).await;
        assert_eq!(world.server.asked().len(), 1, "{status}");
        let why = format!(
            "Unable to invoke ApiDestination endpoint: Request failed with status code {status}."
        );
        let letters = world.letters().await;
        assert_eq!(
            letters,
            [[
                json!("SDK_CLIENT_ERROR"),
                json!(why),
                json!("0"),
                json!(null)
            ]]
        );
    }
    // Nobody is there.
    let endpoint = json!({"Name": "d", "InvocationEndpoint": "http://127.0.0.1:1/"});
    world
        .root
        .call("events", "UpdateApiDestination", endpoint)
        .await
        .unwrap();
    let letters = json!({"Arn": world.dead.arn});
    let input = json!({
        "Id": "1", "Arn": world.destination, "RoleArn": role(), "DeadLetterConfig": letters,
        "RetryPolicy": {"MaximumRetryAttempts": 2},
    });
    target(&world.root, "r", input).await;
    world.put(json!({})).await;
    world.seconds(60).await;
    let why =
        "Unable to invoke ApiDestination endpoint: API destination endpoint cannot be reached.";
    let said = [
        json!("SDK_CLIENT_ERROR"),
        json!(why),
        json!("2"),
        json!("MaximumRetryAttempts"),
    ];
    assert_eq!(world.letters().await, [said]);
}

/// EVB-1: no more in a second than it takes; the others wait, and that is no retry.
#[tokio::test]
async fn evb_1_an_api_destination_has_its_rate() {
    let destination = json!({"InvocationRateLimitPerSecond": 2});
    let policy = json!({"RetryPolicy": {"MaximumRetryAttempts": 0}});
    let world = world(vec![OK], key(), destination, policy).await;
    for n in 0..5 {
        world.put(json!({"n": n})).await;
    }
    let mut counts = Vec::new();
    for _ in 0..4 {
        world.seconds(1).await;
        counts.push(world.server.asked().len());
    }
    // The first second is run through when the clock has moved to its end.
    assert_eq!(counts.iter().sum::<usize>(), 5, "{counts:?}");
    assert!(counts.iter().all(|count| *count <= 4), "{counts:?}");
    assert!(counts[1] > 0, "{counts:?}");
    assert!(world.letters().await.is_empty());
}

/// EVB-1: a token is fetched once, and again when it ends or is no longer known.
#[tokio::test]
async fn evb_1_a_token_is_renewed() {
    let tokens = vec![
        (200, "", r#"{"access_token": "one", "expires_in": 3600}"#),
        (200, "", r#"{"access_token": "two", "expires_in": 120}"#),
        (200, "", r#"{"access_token": "three"}"#),
        (400, "", ""),
    ];
    let giver = Server::start(tokens).await;
    let connection = oauth("c", &giver.url, "POST");
    let turns = vec![OK, OK, (401, "", ""), OK, OK, (401, "", "")];
    let world = world(turns, connection, json!({}), json!({})).await;
    let told = || -> Vec<String> {
        let asked = world.server.asked().into_iter();
        asked
            .map(|one| one.header("authorization").unwrap())
            .collect()
    };
    for _ in 0..2 {
        world.put(json!({})).await;
        world.seconds(1).await;
    }
    assert_eq!(told(), ["Bearer one", "Bearer one"]);
    assert_eq!(giver.asked().len(), 1);
    world.put(json!({})).await;
    world.seconds(10).await;
    assert_eq!(told(), ["Bearer one", "Bearer two"]);
    // The second is about to end.
    world.seconds(70).await;
    world.put(json!({})).await;
    world.seconds(1).await;
    assert_eq!(told(), ["Bearer three"]);
    assert_eq!(giver.asked().len(), 2);
    // The client is no longer known: the connection is not good any more.
    world.put(json!({})).await;
    world.seconds(60).await;
    assert_eq!(told(), ["Bearer three"]);
    let named = json!({"Name": "c"});
    let shown = world
        .root
        .call("events", "DescribeConnection", named)
        .await
        .unwrap();
    assert_eq!(shown["ConnectionState"], "DEAUTHORIZED");
    let named = json!({"Name": "d"});
    let shown = world
        .root
        .call("events", "DescribeApiDestination", named)
        .await
        .unwrap();
    assert_eq!(shown["ApiDestinationState"], "INACTIVE");
    assert_eq!(world.letters().await.len(), 1);
}

/// EVB-1: the role must be allowed to, and the destination be there.
#[tokio::test]
async fn evb_1_who_may_not_does_not_call_out() {
    let world = world(vec![OK], key(), json!({}), json!({})).await;
    let policy = json!({"RoleName": "caller", "PolicyName": "p"});
    world
        .root
        .call("iam", "DeleteRolePolicy", policy)
        .await
        .unwrap();
    world.put(json!({})).await;
    world.seconds(60).await;
    assert!(world.server.asked().is_empty());
    let letters = world.letters().await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0][0], "NO_PERMISSIONS");
    assert!(
        letters[0][1]
            .as_str()
            .unwrap()
            .contains("events:InvokeApiDestination"),
        "{letters:?}"
    );
    let more = json!({"RoleName": "caller", "PolicyName": "p", "PolicyDocument": json!({
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "events:*", "Resource": "*"},
    }).to_string()});
    world.root.call("iam", "PutRolePolicy", more).await.unwrap();
    let named = json!({"Name": "d"});
    world
        .root
        .call("events", "DeleteApiDestination", named.clone())
        .await
        .unwrap();
    world.put(json!({})).await;
    world.seconds(60).await;
    assert_eq!(world.letters().await[0][0], "NO_RESOURCE");
    let gone = world
        .root
        .refusal("events", "DescribeApiDestination", named)
        .await;
    assert_eq!(gone, "ResourceNotFoundException");
}

#[tokio::test]
async fn targets_say_no_more_of_requests_than_they_may() {
    let world = world(vec![OK], key(), json!({}), json!({})).await;
    let http = json!({"PathParameterValues": ["x"]});
    for one in [
        json!({"Id": "2", "Arn": world.destination}),
        json!({"Id": "2", "Arn": world.dead.arn, "HttpParameters": http}),
    ] {
        let input = json!({"Rule": "r", "Targets": [one]});
        let refused = world.root.refusal("events", "PutTargets", input).await;
        assert_eq!(refused, "ValidationException");
    }
    for endpoint in ["http://a.example/", "https://*.example/"] {
        let input = json!({"Name": "d", "InvocationEndpoint": endpoint});
        let refused = world
            .root
            .refusal("events", "UpdateApiDestination", input)
            .await;
        assert_eq!(refused, "ValidationException", "{endpoint}");
    }
    let listed = world
        .root
        .call("events", "ListApiDestinations", json!({}))
        .await
        .unwrap();
    let shown = &listed["ApiDestinations"][0];
    assert_eq!(shown["ApiDestinationArn"], world.destination);
    assert_eq!(shown["ApiDestinationState"], "ACTIVE");
    assert_eq!(shown["InvocationRateLimitPerSecond"], 300);
}
