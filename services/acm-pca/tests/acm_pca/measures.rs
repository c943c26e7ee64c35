//! What authorities issue, and how it goes with their lists.

use crate::cloud::{csr, issued, issuing, root, world};
use crate::revocation::{bucket, let_in, revoke, with_list};
use haneul_testkit::metrics::measured;
use serde_json::json;

#[tokio::test(start_paused = true)]
async fn cwt_4_issuing_and_lists() {
    let world = world().await;
    bucket(&world, "lists").await;
    let_in(&world, "lists").await;
    let (arn, _) = root(&world, with_list("lists")).await;
    let good = issuing(&arn, &csr("good"), "EndEntityCertificate", 30);
    let (good, ..) = issued(&world, good).await;
    let late = issuing(&arn, &csr("late"), "EndEntityCertificate", 36_500);
    let refused = world.refusal("IssueCertificate", late).await;
    assert!(refused.starts_with("ValidationException"), "{refused}");
    let elsewhere = arn.replace("111122223333", "444455556666");
    let other = issuing(&elsewhere, &csr("good"), "EndEntityCertificate", 30);
    world.refusal("IssueCertificate", other).await;
    world.seconds(60).await;
    let seen = async |name, of: &[(&str, &str)]| {
        measured(&world.cloud, 1, "AWS/ACMPrivateCA", name, of).await
    };
    let own = [("PrivateCAArn", arn.as_str())];
    let issue = [own[0], ("Operation", "IssueCertificate")];
    // The root's own is the first.
    assert_eq!(seen("Success", &issue).await.sum, 2.0);
    assert_eq!(seen("Failure", &issue).await.sum, 1.0);
    let time = seen("Time", &issue).await;
    assert!(time.samples == 3.0 && time.least > 0.0, "{time:?}");
    assert_eq!(seen("CRLGenerated", &own).await.sum, 1.0);
    assert_eq!(seen("MisconfiguredCRLBucket", &own).await.samples, 0.0);
    let shut = json!({"Bucket": "lists"});
    world.client.must("s3", "DeleteBucketPolicy", shut).await;
    revoke(&world, &arn, &good).await;
    world.seconds(60).await;
    assert_eq!(seen("CRLGenerated", &own).await.sum, 1.0);
    assert_eq!(seen("MisconfiguredCRLBucket", &own).await.sum, 1.0);
}
