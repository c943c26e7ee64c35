//! Dashboards.

use crate::cloud::world;
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
