//! Queries that find patterns, compare times, ask indexes and say what they are of.

mod common;

use common::{World, ask, rows, world};
use serde_json::{Value as Json, json};

const HOUR: i64 = 3_600_000;

/// Puts lines at a time.
async fn log(world: &World, group: &str, at: i64, lines: &[&str]) {
    let events: Vec<(i64, &str)> = lines.iter().map(|line| (at, *line)).collect();
    world.put(group, "s", &events).await;
}

/// A query of a group is refused.
async fn refused(world: &World, group: &str, query: &str, expected: &str) {
    let now = world.now() / 1_000;
    let input = json!({
        "logGroupName": group, "startTime": now, "endTime": now, "queryString": query
    });
    let refusal = world.refusal("StartQuery", input).await;
    assert!(refusal.starts_with(expected), "{query}: {refusal}");
}

#[tokio::test]
async fn patterns_of_lines_are_counted() {
    let world = world().await;
    world.group("g", &["s"]).await;
    let now = world.now() - 60_000;
    log(
        &world,
        "g",
        now,
        &["[INFO] took 1 ms", "[INFO] took 20 ms", "[ERROR] full"],
    )
    .await;
    log(&world, "g", now + 1, &["[INFO] took 3 ms"]).await;
    let answer = ask(&world, "pattern @message", json!({})).await;
    let expected = [
        ["[INFO] took <Number-1> ms", "0.75", "3", "Info"],
        ["[ERROR] full", "0.25", "1", "Error"],
    ];
    assert_eq!(rows(&answer), expected);
    assert_eq!(answer["results"][0][0]["field"], "@pattern");
    assert_eq!(answer["statistics"]["recordsMatched"], 4.0);
    let query = "filter @message like /INFO/ | pattern @message | display @sampleCount";
    assert_eq!(rows(&ask(&world, query, json!({})).await), [["3"]]);
}

#[tokio::test]
async fn a_time_is_compared_with_one_before() {
    let world = world().await;
    world.group("g", &["s"]).await;
    let now = world.now();
    let at = now - HOUR / 2;
    log(&world, "g", at - 7 * 24 * HOUR, &["done 1", "last week"]).await;
    log(&world, "g", at - 24 * HOUR, &["done 1", "done 2", "done 3"]).await;
    log(&world, "g", at - HOUR, &["done 1", "before"]).await;
    log(&world, "g", at, &["done 1", "done 2"]).await;
    let cases = [
        ("diff", json!([["done <Number-1>", "1"], ["before", "-1"]])),
        ("diff previousDay", json!([["done <Number-1>", "-1"]])),
        (
            "diff previousWeek",
            json!([["done <Number-1>", "1"], ["last week", "-1"]]),
        ),
        ("diff previousMonth", json!([["done <Number-1>", "2"]])),
    ];
    for (diff, expected) in cases {
        for query in [
            format!("pattern @message | {diff}"),
            format!("fields @message | {diff}"),
        ] {
            let query = format!("{query} | display @pattern, @changeInCount");
            let answer = ask(&world, &query, json!({})).await;
            assert_eq!(json!(rows(&answer)), expected, "{query}");
        }
    }
    let answer = ask(&world, "pattern @message | diff", json!({})).await;
    assert_eq!(answer["statistics"]["recordsScanned"], 4.0);
    let whole = ["done <Number-1>", "1", "2", "1", "1", "100"];
    assert_eq!(rows(&answer)[0], whole);
}

async fn fields_of(world: &World, group: &str, category: &str) -> Vec<Json> {
    let input = json!({"logGroupIdentifiers": [group], "indexCategories": [category]});
    let found = world.ok("DescribeFieldIndexes", input).await;
    let found = found["fieldIndexes"].as_array().expect("indexes").iter();
    found.map(|index| index["fieldIndexName"].clone()).collect()
}

#[tokio::test]
async fn an_index_finds_what_came_while_it_was_there() {
    let world = world().await;
    for group in ["g", "h"] {
        world.group(group, &["s"]).await;
    }
    let line = r#"{"user": "ann", "n": 1}"#;
    log(&world, "g", world.now(), &[line]).await;
    world.seconds(10).await;
    let policy = json!({"Fields": ["user", "n"]}).to_string();
    let put = json!({"logGroupIdentifier": "g", "policyDocument": policy});
    let made = world.ok("PutIndexPolicy", put.clone()).await;
    assert_eq!(made["indexPolicy"]["source"], "LOG_GROUP");
    let shown = json!({"logGroupIdentifiers": [world.arn("g")]});
    let shown = world.ok("DescribeIndexPolicies", shown).await;
    assert_eq!(shown["indexPolicies"], json!([made["indexPolicy"]]));
    assert_eq!(fields_of(&world, "g", "CUSTOM").await, ["n", "user"]);
    for group in ["g", "h"] {
        let other = line.replace("ann", "bob");
        log(&world, group, world.now(), &[line, other.as_str()]).await;
    }
    let both = json!({"logGroupNames": ["g", "h"], "logGroupName": null});
    let query = "filterIndex user = 'ann' | display @log, n";
    let found = ask(&world, query, both.clone()).await;
    assert_eq!(rows(&found), [["111122223333:g", "1"]]);
    assert_eq!(found["statistics"]["logGroupsScanned"], 1.0);
    let query = "filterIndex user in ['ann', 'bob'] | filterIndex n = 1 | stats count(*)";
    assert_eq!(rows(&ask(&world, query, both.clone()).await), [["2"]]);
    // Every group has some.
    let query = "filterIndex @source.log = 'h' | stats count(*)";
    assert_eq!(rows(&ask(&world, query, both.clone()).await), [["2"]]);
    // Fields are told apart by their case.
    let query = "filterIndex User = 'ann'";
    assert_eq!(rows(&ask(&world, query, both.clone()).await), [[""; 0]; 0]);

    // What came is found for thirty days after the policy has gone, what comes is not.
    world.seconds(10).await;
    let gone = json!({"logGroupIdentifier": "g"});
    world.ok("DeleteIndexPolicy", gone.clone()).await;
    let refusal = world.refusal("DeleteIndexPolicy", gone).await;
    assert!(
        refusal.starts_with("ResourceNotFoundException"),
        "{refusal}"
    );
    log(&world, "g", world.now(), &[line]).await;
    assert_eq!(fields_of(&world, "g", "INACTIVE").await, ["n", "user"]);
    let query = "filterIndex user = 'ann' | stats count(*)";
    assert_eq!(rows(&ask(&world, query, both.clone()).await), [["1"]]);
    world.seconds(30 * 24 * 3_600).await;
    let long = json!({"startTime": 0, "logGroupNames": ["g"], "logGroupName": null});
    assert_eq!(rows(&ask(&world, query, long).await), [["0"]]);
    assert_eq!(fields_of(&world, "g", "INACTIVE").await, [Json::Null; 0]);
}

#[tokio::test]
async fn policies_of_indexes_that_are_none_are_refused() {
    let world = world().await;
    world.group("g", &[]).await;
    let rare = json!({"logGroupName": "rare", "logGroupClass": "INFREQUENT_ACCESS"});
    world.ok("CreateLogGroup", rare).await;
    let many: Vec<String> = (0..21).map(|n| format!("f{n}")).collect();
    let cases = [
        ("g", json!("x"), "InvalidParameterException"),
        ("g", json!({}), "InvalidParameterException"),
        ("g", json!({"Fields": []}), "InvalidParameterException"),
        ("g", json!({"Fields": [1]}), "InvalidParameterException"),
        (
            "g",
            json!({"Fields": ["x".repeat(101)]}),
            "InvalidParameterException",
        ),
        ("g", json!({"Fields": many}), "InvalidParameterException"),
        (
            "g",
            json!({"FieldsV2": {"a": {"type": "FACET"}}}),
            "NotImplemented",
        ),
        (
            "rare",
            json!({"Fields": ["a"]}),
            "InvalidParameterException",
        ),
        (
            "none",
            json!({"Fields": ["a"]}),
            "ResourceNotFoundException",
        ),
    ];
    for (group, policy, expected) in cases {
        let put = json!({"logGroupIdentifier": group, "policyDocument": policy.to_string()});
        let refusal = world.refusal("PutIndexPolicy", put).await;
        assert!(refusal.starts_with(expected), "{group} {policy}: {refusal}");
    }
    let put = json!({"FieldsV2": {"a": {"type": "FIELD_INDEX"}}}).to_string();
    let put = json!({"logGroupIdentifier": "g", "policyDocument": put});
    world.ok("PutIndexPolicy", put).await;
    for command in ["pattern @message", "diff", "filterIndex a = 1", "unmask a"] {
        refused(&world, "rare", command, "InvalidParameterException").await;
    }
}

#[tokio::test]
async fn a_query_names_its_groups_itself() {
    let world = world().await;
    for group in ["app/a", "app/b", "apple", "other"] {
        world.group(group, &["s"]).await;
        log(&world, group, world.now(), &["x"]).await;
    }
    let rare = json!({"logGroupName": "app/rare", "logGroupClass": "INFREQUENT_ACCESS"});
    world.ok("CreateLogGroup", rare).await;
    let none = json!({"logGroupName": null});
    let count = "stats count(*)";
    let cases = [
        ("SOURCE logGroups()", "4"),
        (
            "SOURCE logGroups(namePrefix: ['app/', 'app/a', 'oth'])",
            "3",
        ),
        ("SOURCE logGroups(namePrefix: ['none'])", "0"),
        ("SOURCE logGroups(class: ['INFREQUENT_ACCESS'])", "0"),
        (
            "SOURCE logGroups(accountIdentifiers: ['111122223333'], namePrefix: ['apple'])",
            "1",
        ),
    ];
    for (source, expected) in cases {
        let query = format!("{source} | {count}");
        let answer = ask(&world, &query, none.clone()).await;
        assert_eq!(rows(&answer), [[expected]], "{source}");
    }
    let now = world.now() / 1_000;
    let input = json!({
        "startTime": now - 60, "endTime": now,
        "queryString": "SOURCE logGroups(namePrefix: ['app'])"
    });
    let started = world.ok("StartQuery", input).await;
    world.seconds(1).await;
    let groups = world.ok("ListLogGroupsForQuery", started).await;
    let expected = ["app/a", "app/b", "apple"].map(|name| world.arn(name));
    assert_eq!(groups["logGroupIdentifiers"], json!(expected));

    let refused = [
        (
            json!({"logGroupName": "other"}),
            "SOURCE logGroups()",
            "InvalidParameterException",
        ),
        (
            json!({}),
            "SOURCE logGroups(accountIdentifiers: ['222233334444'])",
            "NotImplemented",
        ),
        (
            json!({}),
            "SOURCE logGroups(class: ['INFREQUENT_ACCESS']) | diff",
            "InvalidParameterException",
        ),
        (
            json!({}),
            "SOURCE logGroups(x: ['a'])",
            "MalformedQueryException",
        ),
        (json!({}), "fields a", "InvalidParameterException"),
    ];
    for (more, query, expected) in refused {
        let mut input = json!({"startTime": now - 60, "endTime": now, "queryString": query});
        common::merge(&mut input, more);
        let refusal = world.refusal("StartQuery", input).await;
        assert!(refusal.starts_with(expected), "{query}: {refusal}");
    }
}

async fn shop() -> World {
    let world = world().await;
    for group in ["g", "payments", "orders"] {
        world.group(group, &["s"]).await;
    }
    let now = world.now();
    let orders = [r#"{"id": 1, "user": "u1"}"#, r#"{"id": 2, "user": "u2"}"#];
    log(&world, "g", now, &orders).await;
    let paid = [r#"{"id": "1", "paid": 10}"#, r#"{"id": "1", "paid": 5}"#];
    log(&world, "payments", now, &paid).await;
    world
}

#[tokio::test]
async fn a_query_takes_what_others_of_other_groups_find() {
    let world = shop().await;
    let cases = [
        (
            "filter id in (SOURCE 'payments' | fields id) | display user",
            json!([["u1"]]),
        ),
        (
            "filter id in (SOURCE 'payments', 'orders' | stats sum(paid) as s by id \
             | filter s > 20 | fields id)",
            json!([]),
        ),
        (
            "filter id in (filter user = 'u2' | fields id) | display id",
            json!([["2"]]),
        ),
        (
            "join left=o right=p where o.id=p.id (SOURCE 'payments') \
             | stats sum(p.paid) by o.user",
            json!([["u1", "15"]]),
        ),
        (
            "join type=left left=o right=p where o.id=p.id (SOURCE 'payments') \
             | stats count(p.paid) by o.user | sort o.user",
            json!([["u1", "2"], ["u2", "0"]]),
        ),
    ];
    for (query, expected) in cases {
        assert_eq!(
            json!(rows(&ask(&world, query, json!({})).await)),
            expected,
            "{query}"
        );
    }
    let query = "filter id in (SOURCE 'none' | fields id)";
    refused(&world, "g", query, "ResourceNotFoundException").await;
}

#[tokio::test]
async fn values_come_from_a_table() {
    let world = shop().await;
    let body = "user,name,note\nu1,Ann,\"a, b\"\n";
    let table = json!({"lookupTableName": "users", "tableBody": body, "tags": {"a": "1"}});
    let made = world.ok("CreateLookupTable", table.clone()).await;
    let arn = made["lookupTableArn"].clone();
    let refusal = world.refusal("CreateLookupTable", table).await;
    assert!(
        refusal.starts_with("ResourceAlreadyExistsException"),
        "{refusal}"
    );
    let query = "fields id | lookup users user OUTPUT name, note | sort id";
    let answer = ask(&world, query, json!({})).await;
    assert_eq!(json!(rows(&answer)), json!([["1", "Ann", "a, b"], ["2"]]));

    let listed = world.ok("DescribeLookupTables", json!({})).await;
    let listed = &listed["lookupTables"][0];
    assert_eq!(listed["tableFields"], json!(["user", "name", "note"]));
    assert_eq!(
        (&listed["recordsCount"], &listed["sizeBytes"]),
        (&json!(1), &json!(body.len()))
    );
    let named = json!({"lookupTableArn": arn});
    let got = world.ok("GetLookupTable", named.clone()).await;
    assert_eq!(
        (&got["tableBody"], &got["lookupTableName"]),
        (&json!(body), &json!("users"))
    );
    let tags = world
        .ok("ListTagsForResource", json!({"resourceArn": arn}))
        .await;
    assert_eq!(tags["tags"], json!({"a": "1"}));

    // What a query finds may be a table, too, however long it is.
    let long = format!("user,name\nu2,{}\n", "é".repeat(100_000));
    let update = json!({"lookupTableArn": arn, "tableBody": long});
    world.ok("UpdateLookupTable", update).await;
    let got = world.ok("GetLookupTable", named.clone()).await;
    assert_eq!(got["tableBody"], json!(long));
    let now = world.now() / 1_000;
    let input = json!({
        "logGroupName": "payments", "startTime": now - 60, "endTime": now,
        "queryString": "stats sum(paid) as total by id"
    });
    let query = world.ok("StartQuery", input).await["queryId"].clone();
    world.seconds(1).await;
    let update = json!({"lookupTableArn": arn, "queryId": query});
    world.ok("UpdateLookupTable", update).await;
    let got = world.ok("GetLookupTable", named.clone()).await;
    assert_eq!(got["tableBody"], "id,total\n1,15\n");
    let query = "lookup users id OUTPUT total | filter ispresent(total) | display user, total";
    assert_eq!(rows(&ask(&world, query, json!({})).await), [["u1", "15"]]);

    for query in [
        "lookup users user OUTPUT total",
        "lookup users id OUTPUT name",
    ] {
        refused(&world, "g", query, "InvalidParameterException").await;
    }
    world.ok("DeleteLookupTable", named.clone()).await;
    let refusal = world.refusal("GetLookupTable", named).await;
    assert!(
        refusal.starts_with("ResourceNotFoundException"),
        "{refusal}"
    );
    let query = "lookup users id OUTPUT total";
    refused(&world, "g", query, "ResourceNotFoundException").await;
}

#[tokio::test]
async fn tables_that_are_none_are_refused() {
    let world = world().await;
    let cases = [
        (json!({}), "InvalidParameterException"),
        (
            json!({"tableBody": "a\n", "queryId": "x"}),
            "InvalidParameterException",
        ),
        (
            json!({"tableBody": "a,a\n1,2\n"}),
            "InvalidParameterException",
        ),
        (
            json!({"tableBody": "a,b\n1\n"}),
            "InvalidParameterException",
        ),
        (json!({"tableBody": "\n"}), "InvalidParameterException"),
        (json!({"queryId": "none"}), "ResourceNotFoundException"),
        (
            json!({"tableBody": "a\n", "kmsKeyId": "k"}),
            "NotImplemented",
        ),
    ];
    for (more, expected) in cases {
        let mut input = json!({"lookupTableName": "t"});
        common::merge(&mut input, more.clone());
        let refusal = world.refusal("CreateLookupTable", input).await;
        assert!(refusal.starts_with(expected), "{more}: {refusal}");
    }
    let body = json!({"tableBody": "a\n1\n"});
    for n in 0..100 {
        let mut input = json!({"lookupTableName": format!("t{n}")});
        common::merge(&mut input, body.clone());
        world.ok("CreateLookupTable", input).await;
    }
    let mut input = json!({"lookupTableName": "more"});
    common::merge(&mut input, body);
    let refusal = world.refusal("CreateLookupTable", input).await;
    assert!(refusal.starts_with("LimitExceededException"), "{refusal}");
}
