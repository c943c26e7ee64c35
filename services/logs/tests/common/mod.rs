//! A cloud with CloudWatch Logs in it, and short words for what tests do with events.
#![allow(dead_code)]

use haneul_logs::Logs;
use haneul_store::Store;
pub use haneul_testkit::text;
use haneul_testkit::{ACCOUNT, NoIdentity, TestCloud};
use serde_json::{Value as Json, json};
use std::ops::Deref;
use std::sync::Arc;

pub struct World(pub haneul_testkit::World);

impl Deref for World {
    type Target = haneul_testkit::World;

    fn deref(&self) -> &haneul_testkit::World {
        &self.0
    }
}

pub async fn world() -> World {
    let cloud = TestCloud::new(vec![Arc::new(Logs)], Arc::new(NoIdentity)).await;
    World(haneul_testkit::World::new(cloud, "logs"))
}

pub async fn world_in(directory: &std::path::Path) -> World {
    let store = Store::open(directory).expect("the store opens");
    let cloud = TestCloud::over(store, vec![Arc::new(Logs)]).await;
    World(haneul_testkit::World::new(cloud, "logs"))
}

impl World {
    /// A group with streams.
    pub async fn group(&self, name: &str, streams: &[&str]) {
        self.ok("CreateLogGroup", json!({"logGroupName": name}))
            .await;
        for stream in streams {
            let input = json!({"logGroupName": name, "logStreamName": stream});
            self.ok("CreateLogStream", input).await;
        }
    }

    pub fn now(&self) -> i64 {
        self.cloud.cloud.clock.now().as_millisecond()
    }

    /// Events with their times.
    pub async fn put(&self, group: &str, stream: &str, events: &[(i64, &str)]) -> Json {
        let events: Vec<Json> = events
            .iter()
            .map(|(at, message)| json!({"timestamp": at, "message": message}))
            .collect();
        let input = json!({"logGroupName": group, "logStreamName": stream, "logEvents": events});
        self.ok("PutLogEvents", input).await
    }

    pub async fn get(&self, group: &str, stream: &str, more: Json) -> Json {
        let mut input = json!({"logGroupName": group, "logStreamName": stream});
        merge(&mut input, more);
        self.ok("GetLogEvents", input).await
    }

    pub async fn filter(&self, group: &str, more: Json) -> Json {
        let mut input = json!({"logGroupName": group});
        merge(&mut input, more);
        self.ok("FilterLogEvents", input).await
    }

    pub fn arn(&self, name: &str) -> String {
        format!("arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{name}")
    }
}

pub fn merge(input: &mut Json, more: Json) {
    for (name, value) in more.as_object().into_iter().flatten() {
        input[name] = value.clone();
    }
}

pub fn messages(answer: &Json) -> Vec<String> {
    let events = answer["events"].as_array().expect("events");
    events.iter().map(|e| text(&e["message"])).collect()
}

/// The answer of a query over the last hour.
pub async fn ask(world: &World, query: &str, more: Json) -> Json {
    let now = world.now() / 1_000;
    let mut input = json!({
        "logGroupName": "g", "startTime": now - 3_600, "endTime": now, "queryString": query
    });
    merge(&mut input, more);
    let started = world.ok("StartQuery", input).await;
    let id = json!({"queryId": started["queryId"]});
    let early = world.ok("GetQueryResults", id.clone()).await;
    assert!(
        early["status"] == "Scheduled" || early["status"] == "Complete",
        "{early}"
    );
    world.seconds(1).await;
    world.ok("GetQueryResults", id).await
}

/// The values of each row, without pointers.
pub fn rows(answer: &Json) -> Vec<Vec<String>> {
    let rows = answer["results"].as_array().expect("results");
    let row = |row: &Json| -> Vec<String> {
        let fields = row.as_array().expect("a row").iter();
        let shown = fields.filter(|field| field["field"] != "@ptr");
        shown.map(|field| text(&field["value"])).collect()
    };
    rows.iter().map(row).collect()
}
