fn main() {
    haneul_codegen::service("firehose");
}
