fn main() {
    haneul_codegen::service("pipes");
}
