//! The question put by a real call.

use super::short::{OTHER, arn, document};
use super::table::{Row, Section, Verdict};
use bytes::Bytes;
use haneul_pipeline::{
    AwsError, Caller, Invocation, RequestInfo, Session, background, invoke_as_sent,
};
use haneul_policy::{Policy, PolicyKind, Principal, PrincipalKind, Source};
use haneul_stories::house;
use haneul_testkit::{ACCOUNT, Client, TestCloud};
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// An account with two buckets, a queue, some users and a role; another account with a user.
pub struct World {
    pub cloud: TestCloud,
    caller: Caller,
}

impl World {
    pub async fn set(section: &Section) -> Result<World, String> {
        let cloud = TestCloud::new(house::services(), house::identity()).await;
        let root = cloud.root();
        for bucket in ["blue", "red"] {
            make(&root, "s3", "CreateBucket", json!({"Bucket": bucket})).await?;
            for key in ["open.txt", "closed.txt", "kay/own.txt", "lee/own.txt"] {
                put(&root, json!({"Bucket": bucket, "Key": key})).await?;
            }
        }
        make(&root, "sqs", "CreateQueue", json!({"QueueName": "orders"})).await?;
        for user in ["kay", "lee"] {
            make(&root, "iam", "CreateUser", json!({"UserName": user})).await?;
        }
        let trust =
            json!({"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"});
        let role = json!({"RoleName": "worker", "AssumeRolePolicyDocument": document(&[trust])});
        make(&root, "iam", "CreateRole", role).await?;
        let other = cloud.root_of(OTHER);
        make(&other, "iam", "CreateUser", json!({"UserName": "lee"})).await?;
        let caller = caller(&cloud, section).await?;
        let world = World { cloud, caller };
        world.attach(section).await?;
        Ok(world)
    }

    async fn attach(&self, section: &Section) -> Result<(), String> {
        let root = self.cloud.root_of(&self.caller.principal.account);
        let (kind, name) = match section.caller.as_str() {
            "user" => ("User", "kay"),
            "other user" => ("User", "lee"),
            "role" => ("Role", "worker"),
            _ => ("", ""),
        };
        let named = |mut input: Json| {
            input[format!("{kind}Name")] = json!(name);
            input
        };
        if !section.identity.is_empty() {
            let policy =
                named(json!({"PolicyName": "own", "PolicyDocument": document(&section.identity)}));
            make(&root, "iam", &format!("Put{kind}Policy"), policy).await?;
        }
        if !section.boundary.is_empty() {
            let policy =
                json!({"PolicyName": "edge", "PolicyDocument": document(&section.boundary)});
            let made = make(&root, "iam", "CreatePolicy", policy).await?;
            let edge = named(json!({"PermissionsBoundary": made["Policy"]["Arn"]}));
            make(&root, "iam", &format!("Put{kind}PermissionsBoundary"), edge).await?;
        }
        let owner = self.cloud.root();
        let mut done: Vec<&str> = Vec::new();
        for (bucket, _) in &section.bucket {
            if done.contains(&bucket.as_str()) {
                continue;
            }
            done.push(bucket);
            let own = section.bucket.iter().filter(|(name, _)| name == bucket);
            let statements: Vec<Json> = own.map(|(_, statement)| statement.clone()).collect();
            let policy = json!({"Bucket": bucket, "Policy": document(&statements)});
            let open = json!({"Bucket": bucket});
            make(&owner, "s3", "DeletePublicAccessBlock", open).await?;
            make(&owner, "s3", "PutBucketPolicy", policy).await?;
        }
        Ok(())
    }

    pub async fn ask(&self, section: &Section, row: &Row) -> Result<Verdict, String> {
        let mut caller = self.caller.clone();
        let mut session = Session {
            policies: section.session.as_ref().map(|own| sources(own)),
            ..Session::default()
        };
        let mut has_session = section.session.is_some();
        let mut request = RequestInfo {
            host: "localhost".to_owned(),
            names_region: true,
            ..RequestInfo::default()
        };
        let mut region = "us-east-1".to_owned();
        self.untag().await?;
        for (key, values) in &row.given {
            let value = values.first().cloned().unwrap_or_default();
            match key.as_str() {
                "aws:SourceIp" => request.source_ip = value.parse().ok(),
                "aws:SecureTransport" => request.secure = value == "true",
                "aws:UserAgent" => request.user_agent = value,
                "aws:RequestedRegion" => region = value,
                "aws:Referer" => {
                    let value = value.parse().map_err(|_| "a header?")?;
                    request.headers.insert("referer", value);
                }
                "aws:CurrentTime" => self.go_to(&value).await?,
                "aws:MultiFactorAuthPresent" => {
                    has_session = true;
                    session.mfa_at = (value == "true").then(|| self.now());
                }
                "aws:MultiFactorAuthAge" => {
                    has_session = true;
                    let age = value.parse().map_err(|_| "seconds?")?;
                    session.mfa_at = Some(self.now() - jiff::SignedDuration::from_secs(age));
                }
                key => {
                    if let Some(tag) = key.strip_prefix("aws:PrincipalTag/") {
                        self.tag(tag, &value).await?;
                    }
                }
            }
        }
        if has_session {
            caller.session = Some(Arc::new(session));
        }
        let (service, operation, input, body) = call(row)?;
        let invocation = Invocation {
            account: caller.account().to_owned(),
            caller,
            region,
            service,
            operation,
            input,
            body,
            delivers: None,
        };
        let object = (operation == "DeleteObject").then(|| invocation.input.clone());
        let outcome = invoke_as_sent(&self.cloud.cloud, invocation, request).await;
        if let Some(object) = object {
            put(&self.cloud.root(), object).await?;
        }
        Ok(outcome.map_or_else(|error| verdict(&error), |_| Verdict::Allowed))
    }

    fn now(&self) -> Timestamp {
        self.cloud.cloud.clock.now()
    }

    async fn go_to(&self, time: &str) -> Result<(), String> {
        let time: Timestamp = time.parse().map_err(|e| format!("{time}: {e}"))?;
        let by = time.duration_since(self.now());
        let by = by
            .try_into()
            .map_err(|_| format!("{time} is in the past"))?;
        let moved = background::advance(&self.cloud.cloud, by).await;
        moved.map(drop).map_err(|error| error.to_string())
    }

    async fn tag(&self, key: &str, value: &str) -> Result<(), String> {
        let tag = json!({"UserName": "kay", "Tags": [{"Key": key, "Value": value}]});
        make(&self.cloud.root(), "iam", "TagUser", tag)
            .await
            .map(drop)
    }

    /// What an earlier row put on.
    async fn untag(&self) -> Result<(), String> {
        let root = self.cloud.root();
        let tags = make(&root, "iam", "ListUserTags", json!({"UserName": "kay"})).await?;
        let keys = tags["Tags"].as_array().cloned().unwrap_or_default();
        let keys: Vec<Json> = keys.into_iter().map(|tag| tag["Key"].clone()).collect();
        if keys.is_empty() {
            return Ok(());
        }
        let input = json!({"UserName": "kay", "TagKeys": keys});
        make(&root, "iam", "UntagUser", input).await.map(drop)
    }
}

fn verdict(error: &AwsError) -> Verdict {
    // Nobody in particular is told no more than that.
    if error.code != "AccessDenied" {
        return Verdict::Allowed;
    }
    match error.message.contains("with an explicit deny") {
        true => Verdict::Denied,
        false => Verdict::NotAllowed,
    }
}

async fn make(
    client: &Client,
    service: &str,
    operation: &str,
    input: Json,
) -> Result<Json, String> {
    let made = client.call(service, operation, input).await;
    made.map_err(|error| format!("{operation}: {error}"))
}

async fn put(client: &Client, object: Json) -> Result<(), String> {
    let body = Some(Bytes::from_static(b"x"));
    let put = client.send("s3", "PutObject", object, body).await;
    put.map(drop).map_err(|error| error.to_string())
}

fn sources(statements: &[Json]) -> Vec<Source> {
    if statements.is_empty() {
        return Vec::new();
    }
    let policy = Policy::parse(&document(statements), PolicyKind::Session);
    vec![Source {
        policy: policy.expect("a session policy"),
        id: "session policy".to_owned(),
    }]
}

async fn caller(cloud: &TestCloud, section: &Section) -> Result<Caller, String> {
    let of_user = |account: &'static str, name: &'static str| async move {
        let found = cloud
            .root_of(account)
            .call("iam", "GetUser", json!({"UserName": name}))
            .await;
        let found = found.map_err(|error| error.to_string())?;
        Ok::<_, String>(Principal {
            arn: found["User"]["Arn"].as_str().unwrap_or_default().to_owned(),
            account: account.to_owned(),
            kind: PrincipalKind::User,
            user_id: found["User"]["UserId"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        })
    };
    let mut caller = Caller::root("aws", ACCOUNT, "AKIATESTROOT");
    match section.caller.as_str() {
        "root" => {}
        "other root" => caller = Caller::root("aws", OTHER, "AKIAOTHERROOT"),
        "anonymous" => caller = Caller::anonymous("aws"),
        "user" => caller.principal = of_user(ACCOUNT, "kay").await?,
        "other user" => caller.principal = of_user(OTHER, "lee").await?,
        "role" => {
            let role = cloud
                .root()
                .call("iam", "GetRole", json!({"RoleName": "worker"}))
                .await;
            let role = role.map_err(|error| error.to_string())?;
            let id = role["Role"]["RoleId"].as_str().unwrap_or_default();
            caller.principal = Principal {
                arn: format!("arn:aws:sts::{ACCOUNT}:assumed-role/worker/shift"),
                account: ACCOUNT.to_owned(),
                kind: PrincipalKind::AssumedRole {
                    role_arn: format!("arn:aws:iam::{ACCOUNT}:role/worker"),
                },
                user_id: format!("{id}:shift"),
            };
        }
        other => return Err(format!("who is {other}?")),
    }
    Ok(caller)
}

type Asked = (&'static str, &'static str, Json, Option<Bytes>);

/// A call that asks for just this action on this resource, with the row's keys in its parameters.
fn call(row: &Row) -> Result<Asked, String> {
    let (place, key) = row.resource.split_once('/').unwrap_or((&row.resource, ""));
    let bucket = place;
    let object = json!({"Bucket": bucket, "Key": key});
    let tags = || -> Json {
        let tags = row.given.iter().filter_map(|(name, values)| {
            let key = name.strip_prefix("aws:RequestTag/")?;
            Some(json!({"Key": key, "Value": values.first()}))
        });
        let keys = row.given.iter().filter(|(name, _)| name == "aws:TagKeys");
        let keys = keys
            .flat_map(|(_, keys)| keys)
            .map(|key| json!({"Key": key, "Value": "x"}));
        let mut all: Vec<Json> = tags.chain(keys).collect();
        all.dedup();
        json!(all)
    };
    let body = || Some(Bytes::from_static(b"y"));
    Ok(match row.action.as_str() {
        "s3:GetObject" => ("s3", "GetObject", object, None),
        "s3:PutObject" => ("s3", "PutObject", object, body()),
        "s3:DeleteObject" => ("s3", "DeleteObject", object, None),
        "s3:GetObjectTagging" => ("s3", "GetObjectTagging", object, None),
        "s3:DeleteObjectTagging" => ("s3", "DeleteObjectTagging", object, None),
        "s3:ListBucket" => {
            let mut input = json!({"Bucket": bucket});
            for (key, member) in [("s3:prefix", "Prefix"), ("s3:delimiter", "Delimiter")] {
                if let Some((_, values)) = row.given.iter().find(|(name, _)| name == key) {
                    input[member] = json!(values.first().cloned().unwrap_or_default());
                }
            }
            if let Some((_, values)) = row.given.iter().find(|(name, _)| name == "s3:max-keys") {
                input["MaxKeys"] = json!(values[0].parse::<i64>().map_err(|e| e.to_string())?);
            }
            ("s3", "ListObjectsV2", input, None)
        }
        "s3:GetBucketLocation" => ("s3", "GetBucketLocation", json!({"Bucket": bucket}), None),
        "s3:GetBucketTagging" => ("s3", "GetBucketTagging", json!({"Bucket": bucket}), None),
        "s3:ListAllMyBuckets" => ("s3", "ListBuckets", json!({}), None),
        "sqs:SendMessage" | "sqs:ReceiveMessage" | "sqs:GetQueueAttributes" => {
            let name = row.resource.strip_prefix("queue:").ok_or("which queue?")?;
            let url = format!("http://localhost:4566/{ACCOUNT}/{name}");
            match row.action.as_str() {
                "sqs:SendMessage" => {
                    let message = json!({"QueueUrl": url, "MessageBody": "m"});
                    ("sqs", "SendMessage", message, None)
                }
                "sqs:ReceiveMessage" => ("sqs", "ReceiveMessage", json!({"QueueUrl": url}), None),
                _ => {
                    let asked = json!({"QueueUrl": url, "AttributeNames": ["QueueArn"]});
                    ("sqs", "GetQueueAttributes", asked, None)
                }
            }
        }
        "sqs:ListQueues" => ("sqs", "ListQueues", json!({}), None),
        "iam:GetUser" | "iam:TagUser" | "iam:ListUserTags" | "iam:ListGroupsForUser" => {
            let name = row.resource.strip_prefix("user:").ok_or("which user?")?;
            let named = json!({"UserName": name});
            match row.action.as_str() {
                "iam:GetUser" => ("iam", "GetUser", named, None),
                "iam:ListUserTags" => ("iam", "ListUserTags", named, None),
                "iam:ListGroupsForUser" => ("iam", "ListGroupsForUser", named, None),
                _ => {
                    let tagged = json!({"UserName": name, "Tags": tags()});
                    ("iam", "TagUser", tagged, None)
                }
            }
        }
        "iam:ListRoles" => ("iam", "ListRoles", json!({}), None),
        "iam:ListUsers" => ("iam", "ListUsers", json!({}), None),
        other => {
            let arn = arn(&row.resource);
            return Err(format!("no call asks for {other} on {arn}"));
        }
    })
}
