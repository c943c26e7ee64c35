fn main() {
    haneul_codegen::service("secretsmanager");
}
