//! Dashboards.

use crate::cloud::{put, world};
use haneul_testkit::text;
use serde_json::json;

#[tokio::test(start_paused = true)]
async fn dashboards_live_and_die() {
    let world = world().await;
    let body =
        json!({"widgets": [{"type": "text", "properties": {"markdown": "hello"}}]}).to_string();
    for name in ["one", "two"] {
        let made = world
            .ok(
                "PutDashboard",
                json!({"DashboardName": name, "DashboardBody": body}),
            )
            .await;
        assert_eq!(made["DashboardValidationMessages"], json!([]));
    }
    let got = world
        .ok("GetDashboard", json!({"DashboardName": "one"}))
        .await;
    assert_eq!(got["DashboardBody"], json!(body));
    assert_eq!(
        got["DashboardArn"],
        "arn:aws:cloudwatch::111122223333:dashboard/one"
    );
    let list = world
        .ok("ListDashboards", json!({"DashboardNamePrefix": "o"}))
        .await;
    assert_eq!(list["DashboardEntries"].as_array().unwrap().len(), 1);
    assert_eq!(list["DashboardEntries"][0]["Size"], json!(body.len()));
    let bad = world
        .refusal(
            "PutDashboard",
            json!({"DashboardName": "bad", "DashboardBody": "{}"}),
        )
        .await;
    assert!(bad.starts_with("DashboardInvalidInputError"), "{bad}");
    let gone = world
        .refusal(
            "DeleteDashboards",
            json!({"DashboardNames": ["one", "gone"]}),
        )
        .await;
    assert!(gone.starts_with("DashboardNotFoundError"), "{gone}");
    world
        .ok(
            "DeleteDashboards",
            json!({"DashboardNames": ["one", "two"]}),
        )
        .await;
    let list = world.ok("ListDashboards", json!({})).await;
    assert_eq!(list["DashboardEntries"], json!([]));
}

#[tokio::test(start_paused = true)]
async fn cwt_4_a_graph_is_an_image() {
    let world = world().await;
    for value in [1.0, 5.0, 3.0] {
        put(&world, "cpu", value).await;
        world.seconds(60).await;
    }
    let widget = json!({
        "metrics": [["Mine", "cpu", {"id": "m1", "label": "cpu", "stat": "Maximum"}], [{"expression": "m1 * 2"}]],
        "period": 60, "start": "-PT1H", "title": "A graph", "width": 300, "height": 200,
        "annotations": {"horizontal": [{"value": 4, "label": "much"}]},
    });
    let image = async |widget: &serde_json::Value| {
        let input = json!({"MetricWidget": widget.to_string()});
        text(&world.ok("GetMetricWidgetImage", input).await["MetricWidgetImage"])
    };
    let drawn = image(&widget).await;
    // The start of every PNG, and of one that is 300 by 200.
    assert!(
        drawn.starts_with("iVBORw0KGgoAAAANSUhEUgAAASwAAADI"),
        "{drawn}"
    );
    let mut other = widget.clone();
    other["metrics"] = json!([]);
    assert_ne!(image(&other).await, drawn);
    let refusal = world
        .refusal("GetMetricWidgetImage", json!({"MetricWidget": "{"}))
        .await;
    assert!(refusal.contains("it is not JSON"), "{refusal}");
}
