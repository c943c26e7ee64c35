use haneul_policy::{Context, Decision, PolicyKind, Question, Reason, denial_message};

use crate::support::caller;

const ANN: &str = "User: arn:aws:iam::111122223333:user/team/ann is not authorized to perform: ";

/// Reason, caller, action, resource, and the message (with `ANN` for the user's beginning).
const CASES: &[(Reason, &str, &str, &str, &str)] = &[
    (
        Reason::ImplicitDeny(PolicyKind::Identity),
        "user",
        "s3:GetObject",
        "arn:aws:s3:::b/k",
        "ANNs3:GetObject on resource: \"arn:aws:s3:::b/k\" because no identity-based policy allows the s3:GetObject action",
    ),
    (
        Reason::ImplicitDeny(PolicyKind::Identity),
        "user",
        "s3:ListAllMyBuckets",
        "*",
        "ANNs3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action",
    ),
    (
        Reason::ImplicitDeny(PolicyKind::Resource),
        "user",
        "sqs:SendMessage",
        "arn:aws:sqs:r:1:q",
        "ANNsqs:SendMessage on resource: arn:aws:sqs:r:1:q because no resource-based policy allows the sqs:SendMessage action",
    ),
    (
        Reason::ImplicitDeny(PolicyKind::Boundary),
        "user",
        "ec2:DescribeInstances",
        "*",
        "ANNec2:DescribeInstances because no permissions boundary allows the ec2:DescribeInstances action",
    ),
    (
        Reason::ImplicitDeny(PolicyKind::Session),
        "user",
        "lambda:ListFunctions",
        "*",
        "ANNlambda:ListFunctions on resource: * because no session policy allows the lambda:ListFunctions action",
    ),
    (
        Reason::ImplicitDeny(PolicyKind::ServiceControl),
        "user",
        "sts:X",
        "",
        "ANNsts:X because no service control policy allows the sts:X action",
    ),
    (
        Reason::ImplicitDeny(PolicyKind::ResourceControl),
        "user",
        "sts:X",
        "",
        "ANNsts:X because no resource control policy allows the sts:X action",
    ),
    (
        Reason::ImplicitDeny(PolicyKind::Trust),
        "user",
        "sts:AssumeRole",
        "",
        "ANNsts:AssumeRole because no role trust policy allows the sts:AssumeRole action",
    ),
    (
        Reason::ExplicitDeny(PolicyKind::Identity),
        "user",
        "sts:X",
        "",
        "ANNsts:X with an explicit deny in an identity-based policy",
    ),
    (
        Reason::ExplicitDeny(PolicyKind::Resource),
        "user",
        "sts:X",
        "",
        "ANNsts:X with an explicit deny in a resource-based policy",
    ),
    (
        Reason::ExplicitDeny(PolicyKind::Trust),
        "user",
        "sts:X",
        "",
        "ANNsts:X with an explicit deny in the role trust policy",
    ),
    (
        Reason::ExplicitDeny(PolicyKind::Boundary),
        "user",
        "sts:X",
        "",
        "ANNsts:X with an explicit deny in a permissions boundary",
    ),
    (
        Reason::ExplicitDeny(PolicyKind::Session),
        "user",
        "sts:X",
        "",
        "ANNsts:X with an explicit deny in a session policy",
    ),
    (
        Reason::ExplicitDeny(PolicyKind::ServiceControl),
        "user",
        "sts:X",
        "",
        "ANNsts:X with an explicit deny in a service control policy",
    ),
    (
        Reason::ExplicitDeny(PolicyKind::ResourceControl),
        "user",
        "sts:X",
        "",
        "ANNsts:X with an explicit deny in a resource control policy",
    ),
    (
        Reason::ImplicitDeny(PolicyKind::Resource),
        "anonymous",
        "sqs:X",
        "",
        "User: anonymous is not authorized to perform: sqs:X because no resource-based policy allows the sqs:X action",
    ),
];

#[test]
fn denials_read_like_aws() {
    let context = Context::new();
    for (reason, who, action, resource, expected) in CASES {
        let principal = caller(who);
        let question = Question {
            principal: &principal,
            action,
            resource,
            resource_account: "",
            context: &context,
        };
        let decision = Decision {
            allowed: false,
            reason: *reason,
            matched: Vec::new(),
        };
        assert_eq!(
            denial_message(&question, &decision),
            expected.replacen("ANN", ANN, 1)
        );
    }
}
