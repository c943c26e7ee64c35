fn main() {
    haneul_codegen::service("cloudtrail");
}
