fn main() {
    haneul_codegen::service("logs");
}
