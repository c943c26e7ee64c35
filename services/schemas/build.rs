fn main() {
    haneul_codegen::service("schemas");
}
