//! What CloudWatch is told of functions.

use crate::cloud::{World, running};
use serde_json::{Value as Json, json};

impl World {
    /// The sum of a metric over the last hour and this minute.
    async fn sum(&self, name: &str, dimensions: Json) -> f64 {
        let end = self.cloud.cloud.clock.now().as_second() + 60;
        let input = json!({
            "Namespace": "AWS/Lambda", "MetricName": name, "Period": 60, "Statistics": ["Sum"],
            "StartTime": end - 3_600, "EndTime": end, "Dimensions": dimensions,
        });
        let answer = self.of("cloudwatch", "GetMetricStatistics", input).await;
        let points = answer["Datapoints"].as_array().unwrap().iter();
        points.map(|point| point["Sum"].as_f64().unwrap()).sum()
    }
}

#[tokio::test]
async fn s37_runs_failures_and_throttles_are_counted() {
    let world = running().await;
    let code = "def handler(e, c):\n    return 1 / e['by']\n";
    world.python("divides", code, json!({})).await;
    for by in [1, 2, 0] {
        world.invoke("divides", &json!({"by": by}), json!({})).await;
    }
    let none = json!({"FunctionName": "divides", "ReservedConcurrentExecutions": 0});
    world.ok("PutFunctionConcurrency", none).await;
    let (code, _) = world.no("Invoke", json!({"FunctionName": "divides"})).await;
    assert_eq!(code, "TooManyRequestsException");
    world.seconds(120).await;
    let function = json!({"Name": "FunctionName", "Value": "divides"});
    let resource = json!({"Name": "Resource", "Value": "divides"});
    for dimensions in [json!([]), json!([function]), json!([function, resource])] {
        for (name, sum) in [
            ("Invocations", 3.0),
            ("Errors", 1.0),
            ("Throttles", 1.0),
            ("ConcurrentExecutions", 3.0),
        ] {
            assert_eq!(world.sum(name, dimensions.clone()).await, sum, "{name}");
        }
        assert!(world.sum("Duration", dimensions).await > 0.0);
    }
}

#[tokio::test]
async fn calls_that_nobody_waits_for_are_counted_until_they_are_given_up() {
    let world = running().await;
    let code = "def handler(e, c):\n    raise Exception('no')\n";
    world.python("fails", code, json!({})).await;
    let put = json!({"FunctionName": "fails", "MaximumRetryAttempts": 0});
    world.ok("PutFunctionEventInvokeConfig", put).await;
    let event = json!({"FunctionName": "fails", "InvocationType": "Event"});
    world.ok("Invoke", event).await;
    world.seconds(120).await;
    let function = json!([{"Name": "FunctionName", "Value": "fails"}]);
    for name in ["AsyncEventsReceived", "AsyncEventsDropped", "Errors"] {
        assert_eq!(world.sum(name, function.clone()).await, 1.0, "{name}");
    }
}
