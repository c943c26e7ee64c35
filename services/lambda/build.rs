fn main() {
    haneul_codegen::service("lambda");
}
