fn main() {
    haneul_codegen::service("s3");
    let control = [
        "GetPublicAccessBlock",
        "PutPublicAccessBlock",
        "DeletePublicAccessBlock",
        "CreateAccessPoint",
        "GetAccessPoint",
        "DeleteAccessPoint",
        "ListAccessPoints",
        "PutAccessPointPolicy",
        "GetAccessPointPolicy",
        "DeleteAccessPointPolicy",
        "GetAccessPointPolicyStatus",
        "TagResource",
        "UntagResource",
        "ListTagsForResource",
        "CreateJob",
        "DescribeJob",
        "ListJobs",
        "UpdateJobStatus",
        "UpdateJobPriority",
        "PutJobTagging",
        "GetJobTagging",
        "DeleteJobTagging",
    ];
    haneul_codegen::shapes_of("s3control", &control, "s3control.rs");
}
