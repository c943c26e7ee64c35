fn main() {
    haneul_codegen::service("cloudwatch");
}
