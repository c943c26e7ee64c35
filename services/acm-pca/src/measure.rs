//! What CloudWatch is told of authorities: what they issue, and how it goes with their lists.

use haneul_pipeline::background::Errand;
use haneul_pipeline::{Arn, AwsError, Call, Cloud, Done, Measure, Measurer};
use haneul_store::Scope;

const OURS: Measurer = Measurer {
    principal: "acm-pca.amazonaws.com",
    namespace: "AWS/ACMPrivateCA",
};

const AUTHORITY: &[&str] = &["PrivateCAArn"];
const OPERATION: &[&str] = &["PrivateCAArn", "Operation"];

static LIST_MADE: Measure = OURS.measure("CRLGenerated", AUTHORITY, "Count");
static BAD_BUCKET: Measure = OURS.measure("MisconfiguredCRLBucket", AUTHORITY, "Count");
static TIME: Measure = OURS.measure("Time", OPERATION, "Milliseconds");
static SUCCESS: Measure = OURS.measure("Success", OPERATION, "Count");
static FAILURE: Measure = OURS.measure("Failure", OPERATION, "Count");

const ISSUE: &str = "IssueCertificate";

/// What came of a call: only issuing is measured.
pub fn done(cloud: &Cloud, done: &Done<'_>) {
    let call = done.call;
    let arn = done
        .input
        .str("CertificateAuthorityArn")
        .unwrap_or_default();
    let (ISSUE, Some(authority)) = (call.operation, Arn::read(arn)) else {
        return;
    };
    let result = match done.outcome {
        Ok(_) => &SUCCESS,
        Err(error) if is_own(call, &authority, error) => &FAILURE,
        Err(_) => return,
    };
    let counted = [(result, 1.0), (&TIME, done.took.as_secs_f64() * 1e3)];
    let scope = Scope::new(&call.partition, authority.account, &call.region);
    cloud
        .measures
        .count_all(&counted, scope, &[arn, ISSUE], call.now);
}

/// Whoever names an authority that is not theirs, or not there, fails for himself.
fn is_own(call: &Call, authority: &Arn<'_>, error: &AwsError) -> bool {
    let is_there = ![
        "AccessDeniedException",
        "ResourceNotFoundException",
        "InvalidArnException",
    ]
    .contains(&error.code.as_ref());
    is_there && authority.account == call.account && authority.region == call.region
}

/// A list lies in its bucket, or the bucket does not take it.
pub fn list(errand: &Errand, good: bool) {
    let (measures, now) = (&errand.cloud.measures, errand.cloud.clock.now());
    let which = if good { &LIST_MADE } else { &BAD_BUCKET };
    let arn = errand.call.source_arn.as_str();
    measures.count_all(&[(which, 1.0)], errand.scope(), &[arn], now);
}
