//! Functions and their versions.

use crate::cloud::{ROLE, arn, function, merged, package, world};
use serde_json::{Value as Json, json};

#[tokio::test]
async fn lam_1_a_function_is_made_shown_changed_and_deleted() {
    let world = world().await;
    let made = world.ok("CreateFunction", function("f")).await;
    assert_eq!(made["State"], "Pending");
    assert_eq!(made["StateReasonCode"], "Creating");
    assert_eq!(made["FunctionArn"], arn("function:f"));
    assert_eq!(
        (&made["Timeout"], &made["MemorySize"]),
        (&json!(3), &json!(128))
    );
    assert_eq!(made["Version"], "$LATEST");
    assert_eq!(made["EphemeralStorage"]["Size"], 512);
    assert_eq!(made["LoggingConfig"]["LogGroup"], "/aws/lambda/f");
    let update = json!({"FunctionName": "f", "Timeout": 900});
    let (code, message) = world
        .no("UpdateFunctionConfiguration", update.clone())
        .await;
    assert_eq!(code, "ResourceConflictException");
    assert!(message.contains("An update is in progress for resource: arn:aws:lambda"));
    world.seconds(1).await;
    let got = world.ok("GetFunction", json!({"FunctionName": "f"})).await;
    assert_eq!(got["Configuration"]["State"], "Active");
    assert_eq!(got["Configuration"]["LastUpdateStatus"], "Successful");
    assert_eq!(got["Configuration"]["CodeSha256"], made["CodeSha256"]);
    let changed = world.ok("UpdateFunctionConfiguration", update).await;
    assert_eq!(
        (&changed["Timeout"], &changed["State"]),
        (&json!(900), &json!("Active"))
    );
    assert_eq!(changed["LastUpdateStatus"], "InProgress");
    assert_ne!(changed["RevisionId"], made["RevisionId"]);
    world.seconds(1).await;
    let code = json!({"FunctionName": "f", "ZipFile": package("a.py", "other")});
    let stale = merged(code.clone(), json!({"RevisionId": made["RevisionId"]}));
    let (refused, _) = world.no("UpdateFunctionCode", stale).await;
    assert_eq!(refused, "PreconditionFailedException");
    let dry = merged(code.clone(), json!({"DryRun": true}));
    assert_ne!(
        world.ok("UpdateFunctionCode", dry).await["CodeSha256"],
        made["CodeSha256"]
    );
    let got = world
        .ok("GetFunctionConfiguration", json!({"FunctionName": "f"}))
        .await;
    assert_eq!(got["CodeSha256"], made["CodeSha256"]);
    let changed = world.ok("UpdateFunctionCode", code).await;
    assert_ne!(changed["CodeSha256"], made["CodeSha256"]);
    world
        .ok("DeleteFunction", json!({"FunctionName": arn("function:f")}))
        .await;
    let (code, message) = world.no("GetFunction", json!({"FunctionName": "f"})).await;
    assert_eq!(code, "ResourceNotFoundException");
    assert_eq!(
        message,
        format!("Function not found: {}", arn("function:f"))
    );
    let settings = world.ok("GetAccountSettings", json!({})).await;
    assert_eq!(
        settings["AccountUsage"],
        json!({"TotalCodeSize": 0, "FunctionCount": 0})
    );
}

#[tokio::test]
async fn lam_7_what_a_function_may_not_be_is_refused_in_lambdas_words() {
    let world = world().await;
    world.role("stranger", "ec2.amazonaws.com").await;
    let role = |name: &str| format!("arn:aws:iam::111122223333:role/{name}");
    let many = "x".repeat(4096);
    let layer = |n: usize| format!("{}:1", arn(&format!("layer:l{n}")));
    let layers: Vec<String> = (0..6).map(layer).collect();
    let at_most = |value: i64, name: &str, most: i64| {
        format!(
            "1 validation error detected: Value '{value}' at '{name}' failed to satisfy \
             constraint: Member must have value less than or equal to {most}"
        )
    };
    let timeout = at_most(901, "timeout", 900);
    let memory = at_most(10_241, "memorySize", 10_240);
    let storage = at_most(10_241, "ephemeralStorage.size", 10_240);
    let cases: Vec<(Json, &str, &str)> = vec![
        (json!({"Timeout": 901}), "ValidationException", &timeout),
        (
            json!({"MemorySize": 10_241}),
            "ValidationException",
            &memory,
        ),
        (
            json!({"EphemeralStorage": {"Size": 10_241}}),
            "ValidationException",
            &storage,
        ),
        (
            json!({"Timeout": 0}),
            "ValidationException",
            "greater than or equal to 1",
        ),
        (
            json!({"MemorySize": 127}),
            "ValidationException",
            "greater than or equal to 128",
        ),
        (
            json!({"Role": role("stranger")}),
            "InvalidParameterValueException",
            "The role defined for the function cannot be assumed by Lambda.",
        ),
        (
            json!({"Role": role("nobody")}),
            "InvalidParameterValueException",
            "The role defined for the function cannot be assumed by Lambda.",
        ),
        (
            json!({"Runtime": "python3.7"}),
            "InvalidParameterValueException",
            "The runtime parameter of python3.7 is no longer supported",
        ),
        (
            json!({"Runtime": "cobol"}),
            "InvalidParameterValueException",
            "Value cobol at 'runtime' failed to satisfy constraint: Member must satisfy enum value set",
        ),
        (
            json!({"Environment": {"Variables": {"AWS_REGION": "x"}}}),
            "InvalidParameterValueException",
            "Reserved keys used in this request: AWS_REGION",
        ),
        (
            json!({"Environment": {"Variables": {"BIG": many}}}),
            "InvalidParameterValueException",
            "exceeded the 4KB limit",
        ),
        (
            json!({"Layers": layers}),
            "InvalidParameterValueException",
            "more than 5 layers",
        ),
        (
            json!({"Code": {"ZipFile": "bm8gemlw"}}),
            "InvalidParameterValueException",
            "Could not unzip uploaded file.",
        ),
        (
            json!({"Code": {"ZipFile": package("../evil", "x")}}),
            "InvalidParameterValueException",
            "Could not unzip uploaded file.",
        ),
        (
            json!({"PackageType": "Image"}),
            "NotImplemented",
            "PackageType Image",
        ),
        (
            json!({"VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}}),
            "NotImplemented",
            "VpcConfig",
        ),
        (
            json!({"Handler": null}),
            "InvalidParameterValueException",
            "Runtime and Handler are mandatory",
        ),
        (
            json!({"Tags": {"aws:x": "1"}}),
            "InvalidParameterValueException",
            "System tags",
        ),
    ];
    for (more, code, message) in cases {
        let mut input = merged(function("f"), more.clone());
        input
            .as_object_mut()
            .unwrap()
            .retain(|_, value| !value.is_null());
        let refused = world.no("CreateFunction", input).await;
        assert_eq!(refused.0, code, "{more}: {}", refused.1);
        assert!(refused.1.contains(message), "{more}: {}", refused.1);
    }
    world
        .ok(
            "CreateFunction",
            merged(function("f"), json!({"Timeout": 900})),
        )
        .await;
    let (code, message) = world.no("CreateFunction", function("f")).await;
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("ResourceConflictException", "Function already exist: f")
    );
}

#[tokio::test]
async fn code_comes_from_an_object_that_the_caller_may_read() {
    let world = world().await;
    world
        .of("s3", "CreateBucket", json!({"Bucket": "code"}))
        .await;
    let zip = crate::testing::zip(&[("a.py", "x = 1", 0o100_644)]);
    let put = json!({"Bucket": "code", "Key": "f.zip"});
    let sent = world
        .root
        .send("s3", "PutObject", put, Some(zip.clone().into()))
        .await;
    sent.unwrap();
    let from = |key: &str| json!({"Code": {"S3Bucket": "code", "S3Key": key}});
    let made = world
        .ok("CreateFunction", merged(function("f"), from("f.zip")))
        .await;
    assert_eq!(made["CodeSize"], zip.len());
    let (code, message) = world
        .no("CreateFunction", merged(function("g"), from("none")))
        .await;
    assert_eq!(code, "InvalidParameterValueException");
    assert!(
        message.starts_with("Error occurred while GetObject. S3 Error Code: NoSuchKey."),
        "{message}"
    );
}

#[tokio::test]
async fn versions_stay_as_they_were_published() {
    let world = world().await;
    let made = world.function("f", json!({"Publish": true})).await;
    assert_eq!(
        (&made["Version"], &made["FunctionArn"]),
        (&json!("1"), &json!(arn("function:f:1")))
    );
    let publish = json!({"FunctionName": "f"});
    assert_eq!(
        world.ok("PublishVersion", publish.clone()).await["Version"],
        "1"
    );
    let update = json!({"FunctionName": "f", "Environment": {"Variables": {"K1": "v"}}});
    world.ok("UpdateFunctionConfiguration", update).await;
    world.seconds(1).await;
    let wrong = json!({"FunctionName": "f", "CodeSha256": "x"});
    let (code, message) = world.no("PublishVersion", wrong).await;
    assert_eq!(code, "InvalidParameterValueException");
    assert!(message.starts_with("CodeSHA256 (x) is different from current CodeSHA256 in $LATEST"));
    let second = json!({"FunctionName": "f", "Description": "two"});
    assert_eq!(world.ok("PublishVersion", second).await["Version"], "2");
    let first = world
        .ok("GetFunctionConfiguration", json!({"FunctionName": "f:1"}))
        .await;
    assert_eq!(first["Environment"], Json::Null);
    let mut marker = Json::Null;
    let mut seen = Vec::new();
    loop {
        let mut input = json!({"FunctionName": "f", "MaxItems": 1});
        if marker != Json::Null {
            input["Marker"] = marker;
        }
        let page = world.ok("ListVersionsByFunction", input).await;
        for version in page["Versions"].as_array().unwrap() {
            seen.push(version["Version"].as_str().unwrap().to_owned());
        }
        marker = page["NextMarker"].clone();
        if marker == Json::Null {
            break;
        }
    }
    assert_eq!(seen, ["$LATEST", "1", "2"]);
    world
        .ok(
            "DeleteFunction",
            json!({"FunctionName": "f", "Qualifier": "1"}),
        )
        .await;
    let (_, message) = world
        .no("GetFunction", json!({"FunctionName": "f:1"}))
        .await;
    assert_eq!(
        message,
        format!("Function not found: {}", arn("function:f:1"))
    );
    // Numbers never come again.
    world
        .ok("DeleteFunction", json!({"FunctionName": "f"}))
        .await;
    let again = world.function("f", json!({"Publish": true})).await;
    assert_eq!(again["Version"], "3");
}

#[tokio::test]
async fn lists_come_in_pages_and_with_versions() {
    let world = world().await;
    for name in ["a", "b", "c"] {
        world.function(name, json!({"Publish": true})).await;
    }
    let first = world.ok("ListFunctions", json!({"MaxItems": 2})).await;
    assert_eq!(first["Functions"].as_array().unwrap().len(), 2);
    let next = json!({"MaxItems": 2, "Marker": first["NextMarker"]});
    let rest = world.ok("ListFunctions", next).await;
    assert_eq!(rest["Functions"][0]["FunctionName"], "c");
    assert_eq!(rest["NextMarker"], Json::Null);
    let all = world
        .ok("ListFunctions", json!({"FunctionVersion": "ALL"}))
        .await;
    assert_eq!(all["Functions"].as_array().unwrap().len(), 6);
    assert_eq!(all["Functions"][1]["FunctionArn"], arn("function:a:1"));
}

#[tokio::test]
async fn who_makes_a_function_passes_its_role() {
    let world = world().await;
    world
        .of("iam", "CreateUser", json!({"UserName": "ann"}))
        .await;
    let allow = |actions: &[&str]| {
        let text = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": actions, "Resource": "*"}});
        json!({"UserName": "ann", "PolicyName": "p", "PolicyDocument": text.to_string()})
    };
    world.of("iam", "PutUserPolicy", allow(&["lambda:*"])).await;
    let key = world
        .of("iam", "CreateAccessKey", json!({"UserName": "ann"}))
        .await;
    let ann = world
        .cloud
        .with_key(key["AccessKey"]["AccessKeyId"].as_str().unwrap());
    let refused = ann
        .call("lambda", "CreateFunction", function("f"))
        .await
        .unwrap_err();
    assert_eq!(refused.code, "AccessDeniedException");
    assert!(refused.message.contains("iam:PassRole") && refused.message.contains(ROLE));
    world
        .of("iam", "PutUserPolicy", allow(&["lambda:*", "iam:PassRole"]))
        .await;
    ann.must("lambda", "CreateFunction", function("f")).await;
}
