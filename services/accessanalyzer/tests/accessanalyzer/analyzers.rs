//! Analyzers and what they refuse.

use crate::support::{analyzer, ask, cloud, of};
use serde_json::{Value as Json, json};

#[tokio::test]
async fn one_analyzer_of_each_type_in_a_region() {
    let cloud = cloud().await;
    let root = cloud.root();
    let arn = analyzer(&root, "ACCOUNT").await;
    assert_eq!(
        arn,
        "arn:aws:access-analyzer:us-east-1:111122223333:analyzer/watch"
    );
    let refused = |name: &'static str, kind: &'static str| {
        let input = json!({"analyzerName": name, "type": kind});
        let root = root.clone();
        async move {
            root.refusal("accessanalyzer", "CreateAnalyzer", input)
                .await
        }
    };
    assert_eq!(refused("watch", "ACCOUNT").await, "ConflictException");
    assert_eq!(
        refused("other", "ACCOUNT").await,
        "ServiceQuotaExceededException"
    );
    for kind in [
        "ORGANIZATION",
        "ORGANIZATION_UNUSED_ACCESS",
        "ACCOUNT_INTERNAL_ACCESS",
    ] {
        assert_eq!(refused("other", kind).await, "NotImplemented", "{kind}");
    }
    let unused = json!({
        "analyzerName": "idle", "type": "ACCOUNT_UNUSED_ACCESS",
        "configuration": {"unusedAccess": {"unusedAccessAge": 30}},
    });
    ask(&root, "CreateAnalyzer", unused).await;
    let shown = ask(&root, "GetAnalyzer", json!({"analyzerName": "idle"})).await;
    let age = &shown["analyzer"]["configuration"]["unusedAccess"]["unusedAccessAge"];
    assert_eq!(age, 30);
    let listed = ask(&root, "ListAnalyzers", json!({"type": "ACCOUNT"})).await;
    assert_eq!(listed["analyzers"].as_array().unwrap().len(), 1);
    let role = json!({"RoleName": "AWSServiceRoleForAccessAnalyzer"});
    of(&root, "iam", "GetRole", role).await;
    ask(&root, "DeleteAnalyzer", json!({"analyzerName": "watch"})).await;
    let gone = json!({"analyzerArn": arn});
    let code = root.refusal("accessanalyzer", "ListFindings", gone).await;
    assert_eq!(code, "ResourceNotFoundException");
}

#[tokio::test]
async fn a_repeated_token_makes_nothing_twice() {
    let cloud = cloud().await;
    let root = cloud.root();
    let input = json!({"analyzerName": "watch", "type": "ACCOUNT", "clientToken": "t"});
    let first = ask(&root, "CreateAnalyzer", input.clone()).await;
    assert_eq!(ask(&root, "CreateAnalyzer", input).await, first);
}

#[tokio::test]
async fn what_is_for_one_type_is_refused_by_the_other() {
    let cloud = cloud().await;
    let root = cloud.root();
    let unused = json!({"unusedAccess": {"unusedAccessAge": 1}});
    let input = json!({"analyzerName": "w", "type": "ACCOUNT", "configuration": unused});
    let code = root
        .refusal("accessanalyzer", "CreateAnalyzer", input)
        .await;
    assert_eq!(code, "ValidationException");
    let arn = analyzer(&root, "ACCOUNT_UNUSED_ACCESS").await;
    for operation in ["ListFindings", "ListAnalyzedResources"] {
        let code = root
            .refusal("accessanalyzer", operation, json!({"analyzerArn": arn}))
            .await;
        assert_eq!(code, "ValidationException", "{operation}");
    }
    let older = json!({"unusedAccess": {"unusedAccessAge": 7}});
    let input = json!({"analyzerName": "watch", "configuration": older});
    let code = root
        .refusal("accessanalyzer", "UpdateAnalyzer", input)
        .await;
    assert_eq!(code, "ValidationException");
    let tags = json!([{"team": "ops"}]);
    let rule = json!({"unusedAccess": {"analysisRule": {"exclusions": [{"resourceTags": tags}]}}});
    let input = json!({"analyzerName": "watch", "configuration": rule});
    let answer = ask(&root, "UpdateAnalyzer", input).await;
    let shown = &answer["configuration"]["unusedAccess"];
    assert_eq!(shown["analysisRule"]["exclusions"][0]["resourceTags"], tags);
    assert_ne!(shown["unusedAccessAge"], Json::Null);
}
