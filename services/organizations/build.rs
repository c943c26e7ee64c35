fn main() {
    haneul_codegen::service("organizations")
}
