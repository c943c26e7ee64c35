fn main() {
    haneul_codegen::service("s3");
    let control = [
        "GetPublicAccessBlock",
        "PutPublicAccessBlock",
        "DeletePublicAccessBlock",
    ];
    haneul_codegen::shapes_of("s3control", &control, "s3control.rs");
}
