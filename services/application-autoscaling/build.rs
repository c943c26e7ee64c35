fn main() {
    haneul_codegen::service("application-autoscaling");
}
