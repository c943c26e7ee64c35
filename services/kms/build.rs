fn main() {
    haneul_codegen::service("kms");
}
