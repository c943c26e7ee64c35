fn main() {
    haneul_codegen::service("s3");
}
