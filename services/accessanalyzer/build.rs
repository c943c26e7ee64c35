fn main() {
    haneul_codegen::service("accessanalyzer");
}
