fn main() {
    haneul_codegen::service("sqs");
}
