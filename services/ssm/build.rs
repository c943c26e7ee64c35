fn main() {
    haneul_codegen::service("ssm");
}
