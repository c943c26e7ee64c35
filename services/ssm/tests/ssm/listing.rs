//! Listings by path and by filters, and what is AWS's own.

use crate::cloud::{get, names, put, world};
use serde_json::{Value as Json, json};

#[tokio::test]
async fn hierarchies_are_listed_by_path() {
    let world = world().await;
    for name in ["/a", "/a/b", "/a/b/c", "/a/b/c/d", "/a-b/x", "plain"] {
        put(&world, name, "v").await;
    }
    let listed = async |path: &str, recursive: bool| {
        let input = json!({"Path": path, "Recursive": recursive});
        names(&world.ok("GetParametersByPath", input).await["Parameters"])
    };
    assert_eq!(listed("/a", false).await, "/a/b");
    assert_eq!(listed("/a/", true).await, "/a/b /a/b/c /a/b/c/d");
    assert_eq!(listed("/", false).await, "/a");
    assert_eq!(listed("/none", true).await, "");
    let bad = world
        .refusal("GetParametersByPath", json!({"Path": "a"}))
        .await;
    assert!(bad.contains("must begin with a forward slash"), "{bad}");
    let mut token = Json::Null;
    let mut pages = Vec::new();
    loop {
        let input = json!({"Path": "/a", "Recursive": true, "MaxResults": 2, "NextToken": token});
        let page = world.ok("GetParametersByPath", input).await;
        pages.push(names(&page["Parameters"]));
        token = page["NextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!(pages, ["/a/b /a/b/c", "/a/b/c/d"]);
    let filter = json!({"Path": "/a", "Recursive": true,
        "ParameterFilters": [{"Key": "Name", "Values": ["x"]}]});
    assert!(
        world
            .refusal("GetParametersByPath", filter)
            .await
            .starts_with("InvalidFilterKey")
    );
    let label = json!({"Name": "/a/b/c", "Labels": ["mine"]});
    world.ok("LabelParameterVersion", label).await;
    put(&world, "/a/b/c", "later").await;
    let filter = json!({"Path": "/a", "Recursive": true,
        "ParameterFilters": [{"Key": "Label", "Values": ["mine"]}]});
    let found = world.ok("GetParametersByPath", filter).await;
    assert_eq!(found["Parameters"][0]["Value"], json!("v"));
    assert_eq!(found["Parameters"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn parameters_are_described_by_filters() {
    let world = world().await;
    for (name, kind, stage) in [
        ("/a/x", "String", "prod"),
        ("/a/y/z", "StringList", "test"),
        ("b", "String", "prod"),
    ] {
        let input = json!({
            "Name": name, "Value": "v", "Type": kind, "Tags": [{"Key": "stage", "Value": stage}],
        });
        world.ok("PutParameter", input).await;
    }
    let found = async |filters: Json| {
        let input = json!({"ParameterFilters": filters});
        names(&world.ok("DescribeParameters", input).await["Parameters"])
    };
    let one = |key: &str, option: Option<&str>, value: &str| json!([{"Key": key, "Option": option, "Values": [value]}]);
    assert_eq!(found(json!([])).await, "/a/x /a/y/z b");
    assert_eq!(found(one("Name", None, "/a/x")).await, "/a/x");
    assert_eq!(
        found(one("Name", Some("BeginsWith"), "/a")).await,
        "/a/x /a/y/z"
    );
    assert_eq!(found(one("Name", Some("Contains"), "y/")).await, "/a/y/z");
    assert_eq!(found(one("Path", Some("OneLevel"), "/a")).await, "/a/x");
    assert_eq!(
        found(one("Path", Some("Recursive"), "/a")).await,
        "/a/x /a/y/z"
    );
    assert_eq!(found(one("Type", None, "String")).await, "/a/x b");
    assert_eq!(found(one("tag:stage", None, "prod")).await, "/a/x b");
    assert_eq!(found(json!([{"Key": "tag:stage"}])).await, "/a/x /a/y/z b");
    let both = json!([
        {"Key": "tag:stage", "Values": ["prod"]}, {"Key": "Path", "Option": "Recursive", "Values": ["/a"]},
    ]);
    assert_eq!(found(both).await, "/a/x");
    let old = json!({"Filters": [{"Key": "Name", "Values": ["b"]}]});
    assert_eq!(
        names(&world.ok("DescribeParameters", old).await["Parameters"]),
        "b"
    );
    let bad = json!({"ParameterFilters": one("Name", Some("OneLevel"), "/a")});
    assert!(
        world
            .refusal("DescribeParameters", bad)
            .await
            .starts_with("InvalidFilterOption")
    );
    let bad = world
        .refusal("DescribeParameters", json!({"NextToken": "?"}))
        .await;
    assert!(bad.starts_with("InvalidNextToken"), "{bad}");
}

#[tokio::test]
async fn regions_are_parameters_of_aws() {
    let world = world().await;
    let seoul = "/aws/service/global-infrastructure/regions/ap-northeast-2";
    assert_eq!(get(&world, seoul).await["Value"], json!("ap-northeast-2"));
    let long = get(&world, &format!("{seoul}/longName")).await;
    assert_eq!(long["Value"], json!("Asia Pacific (Seoul)"));
    let path = json!({"Path": "/aws/service/global-infrastructure/regions"});
    let page = world.ok("GetParametersByPath", path).await;
    assert_eq!(page["Parameters"].as_array().map(Vec::len), Some(10));
    assert!(page["NextToken"].is_string());
    let missing =
        json!({"Name": "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"});
    assert_eq!(
        world.refusal("GetParameter", missing).await,
        "ParameterNotFound: "
    );
}
