fn main() {
    haneul_codegen::service("sts")
}
