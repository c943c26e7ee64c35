fn main() {
    haneul_codegen::service("scheduler");
}
