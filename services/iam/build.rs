fn main() {
    haneul_codegen::service("iam")
}
