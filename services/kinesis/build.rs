fn main() {
    haneul_codegen::service("kinesis");
}
