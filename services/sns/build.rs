fn main() {
    haneul_codegen::service("sns");
}
