fn main() {
    haneul_codegen::service("events");
}
